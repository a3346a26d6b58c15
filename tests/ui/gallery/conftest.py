"""A gallery over a real library in a temporary folder, with faces that were kept before."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QMainWindow,
    QMessageBox,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from facelab.export import thumbnail
from facelab.library import Library, Record
from facelab.recipe import ModelRef, Recipe, Seed
from facelab.session import Message, Session
from facelab.session.kept import reader as library_reader
from facelab.ui.gallery import Gallery
from tests.ui.gallery.hand import Passed

DAY = 86400.0
FAKE = ModelRef("f" * 64, "fake")  # the network that the session loads
OTHER = ModelRef("e" * 64, "another")


def make_picture(shade: tuple[int, int, int] = (30, 90, 200)) -> bytes:
    """A plain JPEG; the shade is blue, green, red."""
    pixels = np.full((16, 16, 4), 255, np.uint8)
    pixels[..., :3] = shade
    return thumbnail.encode(pixels)


def make_record(seed: int, *, model: ModelRef = FAKE, **said: object) -> Record:
    """A kept face; it has a picture and a w+ unless told otherwise."""
    ws = np.full((12, 8), seed, np.float32)
    values = {"ws": ws, "thumbnail": make_picture((seed % 256, 0, 0)), "created": 1e9 + seed}
    return Record(Recipe(model, Seed(seed)), **{**values, **said})  # type: ignore[arg-type]


class Hall:
    """A session with a gallery, and what a test asks of them."""

    def __init__(self, qtbot: QtBot, session: Session, gallery: Gallery, window: QMainWindow):
        self.qtbot = qtbot
        self.session = session
        self.gallery = gallery
        self.window = window
        self.numbers: dict[str, int] = {}
        self.told: list[Message] = []
        session.message.connect(self.told.append)

    def whats(self) -> list[str]:
        return [message.what for message in self.told]

    def until(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()))

    def names(self) -> list[str]:
        """The faces in the list, in its order; of a face that no test named its number."""
        by_number = {number: name for name, number in self.numbers.items()}
        return [by_number.get(n, str(n)) for n in self.gallery.faces.ids.tolist()]

    def shows(self, *names: str) -> None:
        """Wait until these faces are listed, in this order."""
        self.until(lambda: self.names() == list(names))

    def row(self, name: str) -> int:
        row = self.gallery.faces.row_of(self.numbers[name])
        assert row is not None
        return row

    def choose(self, *names: str) -> tuple[int, ...]:
        """Choose these faces, the first of them as the current one. Returns their numbers."""
        faces, choice = self.gallery.faces, self.gallery.choice
        choice.clear()
        for name in reversed(names):
            choice.setCurrentIndex(faces.index(self.row(name)), choice.SelectionFlag.Select)
        return tuple(self.numbers[name] for name in names)

    def read_cards(self) -> None:
        """Wait until the cards of all faces in the list are here."""
        faces = self.gallery.faces
        self.until(lambda: None not in [faces.card(row) for row in range(faces.rowCount())])


class People:
    """Writes faces into the library, as another process would."""

    def __init__(self, folder: Path) -> None:
        self._library = Library(folder)
        self.numbers: dict[str, int] = {}

    def keep(self, name: str, record: Record) -> int:
        self.numbers[name] = self._library.keep(record).id
        return self.numbers[name]

    @property
    def library(self) -> Library:
        return self._library

    def close(self) -> None:
        self._library.close()


@pytest.fixture(autouse=True)
def _looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """What another process writes is seen at once, not after up to a second."""
    monkeypatch.setattr(library_reader, "POLL_SECONDS", 0.02)


@pytest.fixture
def people(user_folders: Path) -> Iterator[People]:
    made = People(user_folders / "library")
    yield made
    made.close()


@pytest.fixture
def five(people: People) -> People:
    """Ann, Bob, Carl of another network, Dora in the bin, and one without a name; Ann the
    newest.
    """
    now = time.time()
    people.keep("nameless", make_record(4242, created=now - 400 * DAY))
    people.keep("carl", make_record(3, name="Carl", model=OTHER, rating=1, created=now - 20 * DAY))
    people.keep(
        "bob",
        make_record(
            2, name="Bob", rating=5, tags=("hero", "villain"), casts=("Night",), created=now - DAY
        ),
    )
    people.keep(
        "dora",
        make_record(5, name="Dora", tags=("hero",), deleted_at=now - 60, created=now - 2 * DAY),
    )
    people.keep(
        "ann",
        make_record(1, name="Ann", rating=3, tags=("hero",), note="tall, quiet", created=now - 1),
    )
    return people


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    made = QMainWindow()
    made.resize(1100, 700)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def make_hall(
    qtbot: QtBot, session: Session, start: Callable[..., Recipe], window: QMainWindow, theme: object
) -> Callable[..., Hall]:
    """A started session with a gallery over the library as it is now."""

    def make(people: People | None = None) -> Hall:
        hall = Hall(qtbot, session, Gallery(session, session.pictures, window), window)
        start()
        hall.until(lambda: not hall.gallery.browsing.loading)
        if people is not None:
            hall.numbers = people.numbers
        return hall

    return make


@pytest.fixture
def hall(make_hall: Callable[..., Hall], five: People) -> Hall:
    """A gallery of five faces."""
    made = make_hall(five)
    made.shows("ann", "bob", "carl", "nameless")
    return made


# -- the hand ------------------------------------------------------------------------------------


@dataclass
class Drop:
    """What became of a drag over a widget: whether entering, moving, dropping was accepted."""

    entered: bool
    moved: bool
    dropped: bool


def drop_on(widget: QWidget, data: QMimeData, at: QPoint) -> Drop:
    """Drag something into a widget, over it, and drop it, as Qt would; refused stays refused."""
    target = widget.viewport() if isinstance(widget, QAbstractItemView) else widget
    said = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0))
    entering = QDragEnterEvent(at, *said)
    entering.ignore()
    QApplication.sendEvent(target, entering)
    moving = QDragMoveEvent(at, *said)
    moving.setAccepted(entering.isAccepted())
    QApplication.sendEvent(target, moving)
    dropping = QDropEvent(QPointF(at), *said)
    dropping.ignore()
    if moving.isAccepted():
        QApplication.sendEvent(target, dropping)
    return Drop(entering.isAccepted(), moving.isAccepted(), dropping.isAccepted())


def answer_with(button: str) -> None:
    """Press this button of the question that is about to be asked."""

    def press() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox), box
        buttons = {each.text().replace("&", ""): each for each in box.findChildren(QPushButton)}
        buttons[button].click()

    QTimer.singleShot(0, press)


@pytest.fixture
def record() -> Callable[..., Record]:
    """A face to keep, by its seed."""
    return make_record


@pytest.fixture
def picture() -> Callable[..., bytes]:
    """A plain JPEG."""
    return make_picture


@pytest.fixture
def drop() -> Callable[[QWidget, QMimeData, QPoint], Drop]:
    """Drags and drops onto a place of a widget."""
    return drop_on


@pytest.fixture
def answer() -> Callable[[str], None]:
    """Answers the question that comes next."""
    return answer_with


@pytest.fixture
def actions(hall):
    return hall.gallery.actions


@pytest.fixture
def view(hall):
    """A grid of Ann, Bob, Carl and the nameless one; Bob is the current one."""
    inside = Passed(hall.window)
    hall.window.setCentralWidget(inside)
    made = hall.gallery.make_view("grid", "Kept faces", inside)
    made.resize(700, 420)
    hall.window.show()
    hall.read_cards()
    made.setFocus()
    hall.choose("bob")
    return made
