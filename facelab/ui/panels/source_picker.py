"""A pop-up to choose a face that styles come from: a seed, or a kept face."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from facelab.export import thumbnail
from facelab.recipe import RecipeError, Seed, Source
from facelab.session import Session
from facelab.ui.kept_source import name_of
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
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("picker")
        self.setAccessibleName(title)
        self.setFixedWidth(WIDTH)
        self._session = session
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
        self._faces = {str(face.id): face for face in session.kept.faces if self._fits(face.ws)}
        self.kept.set_items([ThumbItem(key, name_of(face)) for key, face in self._faces.items()])
        self.kept.image_wanted.connect(self._on_image_wanted)
        self.kept.face_chosen.connect(self._on_kept)
        self.kept.face_opened.connect(lambda _: self.close())
        hint = QLabel("or a face that you kept", self)
        hint.setProperty("dim", True)
        layout.addWidget(hint)
        layout.addWidget(self.kept)
        hint.setVisible(bool(self._faces))
        self.kept.setVisible(bool(self._faces))

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

    def _fits(self, ws: object) -> bool:
        model = self._session.model
        rows = getattr(ws, "shape", None)
        return model is not None and (rows is None or rows == (model.num_ws, model.w_dim))

    def _on_image_wanted(self, key: str) -> None:
        pixels = thumbnail.decode(self._faces[key].thumbnail)
        if pixels is not None:
            self.kept.set_image(key, pixels)

    def _step(self, step: int) -> None:
        seed = self.seed.seed()
        self._on_seed(((0 if seed is None else seed) + step) % 2**32)

    def _on_seed(self, seed: int) -> None:
        self.seed.set_seed(seed)
        self.kept.set_chosen(None)
        self.source_chosen.emit(Seed(seed), None, "")

    def _on_kept(self, key: str) -> None:
        face = self._faces[key]
        try:
            source, psi = self._session.source_of(face)
        except RecipeError as error:
            self._session.tell_error(error)
            return
        self.seed.set_seed(None)
        self.source_chosen.emit(source, psi, name_of(face))
