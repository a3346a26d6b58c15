"""A session on a renderer that paints recipes as plain colours: quick, and never wrong."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from facelab.checkpoints import default_entry
from facelab.checkpoints.fetching.fetch import converted_path
from facelab.engine import Frame, ModelInfo
from facelab.engine.directions.direction_set import DirectionSet
from facelab.engine.directions.found import pca_directions
from facelab.errors import FacelabError, Stopped
from facelab.networks.family import groups_by_size
from facelab.recipe import Recipe, Seed
from facelab.session import Session
from facelab.ui.dispatch import GuiDispatcher
from facelab.ui.theme import Theme

NUM_WS, W_DIM = 12, 8
STYLES = (4, 8, 8, 0, 16, 16, 0, 32, 32, 0, 64, 64)
COARSE, MIDDLE, FINE = (0, 1, 2), (4, 5, 7, 8), (10, 11)
FULL, PREVIEW = 64, 16
PATIENCE_MS = 20_000


def colour_of(recipe: Recipe) -> tuple[int, int, int]:
    """The colour that stands for a recipe."""
    number = hash(recipe) & 0xFFFFFF
    return number & 255, number >> 8 & 255, number >> 16


class FakeRenderer:
    """Renders a recipe as a square of its colour.

    Attributes
    ----------
    open : threading.Event
        Clear it to hold full frames back.
    fault : Exception or None
        Raised by every render.
    """

    def __init__(self) -> None:
        self.info = ModelInfo(
            name="fake", title="Fake faces", family="fake", sha256="f" * 64, licence="none",
            z_dim=W_DIM, w_dim=W_DIM, num_ws=NUM_WS, resolution=FULL,
            style_resolutions=STYLES, style_groups=groups_by_size(STYLES), preview_size=PREVIEW,
            device="CPU", device_name="cpu",
            backend="fake", devices=(("cpu", "CPU"),),
            directions=DirectionSet(
                pca_directions(np.eye(4, W_DIM, dtype=np.float32), np.ones(4, np.float32), NUM_WS)
            ),
        )  # fmt: skip
        self.open = threading.Event()
        self.open.set()
        self.fault: Exception | None = None
        self.rendered: list[tuple[str, Recipe]] = []
        self.closed = False
        self.unchecked = False
        self.previews = "auto"

    def set_previews(self, choice: str) -> None:
        self.previews = choice

    def preview(self, recipe: Recipe, smallest: bool = False) -> Frame | None:
        return self._frame(recipe, "preview", PREVIEW)

    def full(self, recipe: Recipe, stop: Callable[[], bool] | None = None) -> Frame:
        while not self.open.wait(0.005):
            if stop is not None and stop():
                raise Stopped
        return self._frame(recipe, "full", FULL)

    def full_float(
        self, recipe: Recipe, stop: Callable[[], bool] | None = None
    ) -> NDArray[np.float32]:
        return self.full(recipe, stop).rgb().astype(np.float32) / np.float32(255)

    def compose(self, recipe: Recipe) -> NDArray[np.float32]:
        ws = np.zeros((NUM_WS, W_DIM), np.float32)
        ws[:, 0] = recipe.truncation.psi * ((recipe.seed or 0) % 97)
        return ws

    def close(self) -> None:
        self.closed = True

    def _frame(self, recipe: Recipe, kind: str, size: int) -> Frame:
        if self.fault is not None:
            raise self.fault
        self.rendered.append((kind, recipe))
        pixels = np.full((size, size, 4), 255, np.uint8)
        pixels[..., :3] = colour_of(recipe)
        ws = np.zeros((NUM_WS, W_DIM), np.float32)
        return Frame(pixels, kind, FULL, recipe, ws, 1.0)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def pictures(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the desktop says is its folder for pictures, in the place of the user's own."""
    folder = tmp_path_factory.mktemp("user") / "Pictures"
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _: str(folder))
    return folder


@pytest.fixture(autouse=True)
def _empty_clipboard() -> Iterator[None]:
    """Offscreen, what Python has put on the clipboard must not outlive Python."""
    yield
    if QGuiApplication.instance() is not None:
        QGuiApplication.clipboard().clear()


@pytest.fixture(autouse=True)
def _buttons_let_go() -> Iterator[None]:
    """Qt remembers a press without a release, such as that of a double click, and to the next
    test all would be a drag.
    """
    yield
    if QGuiApplication.instance() is not None:
        for button in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            if QGuiApplication.mouseButtons() & button:
                ground = QWidget()
                QTest.mouseRelease(ground, button)
                ground.deleteLater()
        assert QGuiApplication.mouseButtons() == Qt.MouseButton.NoButton


@pytest.fixture
def renderer() -> FakeRenderer:
    return FakeRenderer()


@pytest.fixture
def weights(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder of networks of its own, with a file where the default one is looked for."""
    folder = tmp_path / "weights"
    folder.mkdir()
    monkeypatch.setenv("FACELAB_WEIGHTS", str(folder))
    converted_path(default_entry()).touch()
    return folder


@pytest.fixture(autouse=True)
def _patient_end(patient_end: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A window that a test leaves behind is closed, on a busy machine too."""
    monkeypatch.setattr("facelab.ui.window.leaving.GRACE_SECONDS", 10.0)


@pytest.fixture(autouse=True, scope="session")
def _patience() -> Iterator[None]:
    """What a test waits for comes later on a busy machine; no test that passes needs so long."""
    waits = (
        QtBot.waitUntil,
        QtBot.waitSignal,
        QtBot.waitSignals,
        QtBot.waitActive,
        QtBot.waitExposed,
        QtBot.waitCallback,
    )
    with pytest.MonkeyPatch.context() as patch:
        for wait in waits:
            patch.setattr(
                wait, "__kwdefaults__", {**(wait.__kwdefaults__ or {}), "timeout": PATIENCE_MS}
            )
        yield


@pytest.fixture
def session(qtbot: QtBot, renderer: FakeRenderer, weights: Path) -> Iterator[Session]:
    """A session that was not started yet; closed, with all its threads, after the test."""
    dispatcher = GuiDispatcher()

    def load(path: Path, device: str, notify: Callable[[FacelabError], None]) -> FakeRenderer:
        return renderer

    made = Session(dispatcher, load_renderer=load)  # type: ignore[arg-type]
    yield made
    renderer.open.set()
    assert made.close()


@pytest.fixture(scope="session")
def _one_theme(qapp: QApplication) -> Theme:
    """One for all tests: a style sheet set anew is worked out for every widget there is."""
    return Theme(qapp, "dark")


@pytest.fixture
def theme(_one_theme: Theme) -> Iterator[Theme]:
    yield _one_theme
    _one_theme.set_choice("dark")


Start = Callable[..., Recipe]


@pytest.fixture
def start(qtbot: QtBot, session: Session) -> Start:
    """Start the session and wait for the full frame of the first face, that of a seed."""

    def start_session(seed: int = 42) -> Recipe:
        session.start()
        qtbot.waitUntil(lambda: session.face.has_recipe)
        session.face.begin(session.face.recipe.with_seed(seed))
        qtbot.waitUntil(lambda: not session.busy)
        return session.face.recipe

    return start_session


@pytest.fixture
def rich(renderer: FakeRenderer) -> Recipe:
    """A recipe that uses everything, with values that no control rounds to."""
    return (
        Recipe(renderer.info.ref, Seed(4294967295))
        .with_truncation(psi=1.23456, cutoff=3)
        .with_noise("random", 99, 0.12345)
        .with_mix((0, 1, 2), Seed(5), 0.33333, label="a name")
        .with_mix((7,), Seed(6), 0.66666, 0.5)
        .with_amount("pca-1", 1.23456)
        .with_amount("pca-2", -7.65432, (0, 2))
    )


@pytest.fixture
def shows_without_writing(session: Session, start: Start, rich: Recipe) -> Callable[[], None]:
    """Check that displaying recipes changes none of them; panels exist already."""

    def check() -> None:
        first = start()
        session.face.edit(rich, "rich")
        assert session.face.recipe == rich
        session.face.undo()
        assert session.face.recipe == first
        assert session.face.redo_label == "rich"
        session.face.redo()
        assert session.face.recipe == rich
        assert session.face.redo_label is None

    return check
