"""A pop-up to choose a face that styles come from: a seed, or a kept face."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from facelab.export import thumbnail
from facelab.recipe import Seed, Source
from facelab.session import Session
from facelab.ui.kept_source import LABEL_LENGTH, read_source
from facelab.ui.theme import TOKENS, text_font
from facelab.ui.widgets import SeedBox, ThumbItem, ThumbStrip

WIDTH = 300


class SourcePicker(QFrame):
    """Stays open while seeds are tried, so that each shows on the canvas.

    Signals
    -------
    source_chosen : Source, float or None, str
        The face, its own psi (None for the psi of the face on show), its name.
    """

    source_chosen = Signal(object, object, str)

    def __init__(self, session: Session, title: str, source: Source | None, parent: QWidget):
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("picker")
        self.setAccessibleName(title)
        self.setFixedWidth(WIDTH)
        self._session = session
        self._coming: set[int] = set()  # faces whose pictures were asked for
        self._reading = 0  # faces that were chosen and are still to be read
        self._closed = False
        heading = QLabel(title, self)
        heading.setTextFormat(Qt.TextFormat.PlainText)
        heading.setFont(text_font(bold=True))
        self.seed = SeedBox(self)
        self.seed.set_seed(source.seed if isinstance(source, Seed) else None)
        self.seed.seed_chosen.connect(self._on_seed)
        self.seed.next_requested.connect(lambda: self._step(+1))
        self.seed.previous_requested.connect(lambda: self._step(-1))
        self.seed.random_requested.connect(lambda: self._on_seed(session.face.random_seed()))

        layout = QVBoxLayout(self)
        space = TOKENS.space_3
        layout.setContentsMargins(space, space, space, space)
        layout.setSpacing(TOKENS.space_2)
        layout.addWidget(heading)
        layout.addWidget(self.seed)
        self.kept = ThumbStrip("Kept faces", 56, parent=self)
        model = session.model
        fitting = [card for card in session.kept.faces if model and card.model == model.sha256]
        self.kept.set_items(
            [ThumbItem(str(card.id), card.title[:LABEL_LENGTH]) for card in fitting]
        )
        session.kept.cards.ready.connect(self._on_cards_ready)
        self.kept.image_wanted.connect(self._on_image_wanted)
        self.kept.face_chosen.connect(self._on_kept)
        self.kept.face_opened.connect(lambda _: self.close())
        hint = QLabel("or a kept face", self)
        hint.setProperty("dim", True)
        layout.addWidget(hint)
        layout.addWidget(self.kept)
        hint.setVisible(bool(fitting))
        self.kept.setVisible(bool(fitting))

    def show_below(self, place: QRect) -> None:
        """Open under a place on the screen, or over it where there is no room below."""
        self.adjustSize()
        at = QPoint(place.left(), place.bottom() + 3)
        room = self.screen().availableGeometry()
        at.setX(max(room.left(), min(at.x(), room.right() - self.width())))
        if at.y() + self.height() > room.bottom():
            at.setY(place.top() - self.height() - 2)
        self.move(at)
        self.show()
        self.seed.edit.setFocus()
        self.seed.edit.selectAll()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Go away, once a face that was chosen is here."""
        super().closeEvent(event)
        self._closed = True
        self._session.kept.cards.ready.disconnect(self._on_cards_ready, missing_ok=True)
        self._go_if_done()

    def _go_if_done(self) -> None:
        if self._closed and not self._reading:
            self.deleteLater()

    def _on_image_wanted(self, key: str) -> None:
        jpeg = self._session.kept.cards.thumbnail(int(key))
        pixels = thumbnail.decode(jpeg) if jpeg else None
        if pixels is not None:
            self.kept.set_image(key, pixels)
        elif jpeg is None:
            self._coming.add(int(key))

    def _on_cards_ready(self, numbers: frozenset[int]) -> None:
        for number in self._coming & numbers:
            self._coming.discard(number)
            self._on_image_wanted(str(number))

    def _step(self, step: int) -> None:
        seed = self.seed.seed()
        self._on_seed(((0 if seed is None else seed) + step) % 2**32)

    def _on_seed(self, seed: int) -> None:
        self.seed.set_seed(seed)
        self.kept.set_chosen(None)
        self.source_chosen.emit(Seed(seed), None, "")

    def _on_kept(self, key: str) -> None:
        def chosen(source: Source, psi: float | None, name: str) -> None:
            self.seed.set_seed(None)
            self.source_chosen.emit(source, psi, name)

        def ended() -> None:
            self._reading -= 1
            self._go_if_done()

        self._reading += 1
        read_source(self._session, int(key), chosen, ended)
