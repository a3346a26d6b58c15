"""About a direction: what it does, in pictures and in figures."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from facelab.session import Session
from facelab.ui.outside_text import title_text
from facelab.ui.panels.directions import about
from facelab.ui.panels.directions.hover_cards import captions, recipes
from facelab.ui.panels.directions.row import DirectionRow
from facelab.ui.panels.face_pictures import FacePictures
from facelab.ui.theme import TOKENS, text_font
from facelab.ui.widgets import FaceThumb
from facelab.ui.widgets.text_label import text_label

SIDE = 128


class AboutDirection(QDialog):
    """A dialog over a panel; open it with `open`.

    Parameters
    ----------
    session : Session
        A network is loaded and shows a face.
    row : DirectionRow
    parent : QWidget
    """

    def __init__(self, session: Session, row: DirectionRow, parent: QWidget) -> None:
        super().__init__(parent)
        direction, recipe = row.direction, session.face.recipe
        self.setWindowTitle(title_text(f"About {direction.title}"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.title = text_label(direction.title)
        self.title.setFont(text_font(size="title", bold=True))
        self.group = text_label(direction.group, dim=True)
        self.note = text_label(direction.note)
        self.note.setVisible(bool(direction.note))
        self._recipes = recipes(recipe, direction.id)
        said = captions(recipe.amount(direction.id))
        self.thumbs = [FaceThumb(caption, SIDE, caption, self) for caption in said]
        self._pictures = FacePictures(session, self)
        self._pictures.changed.connect(self._show_pictures)

        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.group, 0, Qt.AlignmentFlag.AlignBottom)
        faces = QHBoxLayout()
        faces.setSpacing(TOKENS.space_2)
        for thumb in self.thumbs:
            thumb.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            thumb.setToolTip("")
            faces.addWidget(thumb)
        faces.addStretch(1)
        table = QGridLayout()
        table.setHorizontalSpacing(TOKENS.space_4)
        table.setVerticalSpacing(TOKENS.space_1)
        table.setColumnStretch(1, 1)
        self.facts: list[QLabel] = []
        for place, (name, text) in enumerate(_facts(session, row)):
            key = text_label(name, dim=True)
            key.setWordWrap(False)
            value = text_label(text)
            table.addWidget(key, place, 0, Qt.AlignmentFlag.AlignTop)
            table.addWidget(value, place, 1)
            self.facts.append(value)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(TOKENS.space_4,) * 4)
        layout.setSpacing(TOKENS.space_3)
        layout.addLayout(head)
        layout.addWidget(self.note)
        layout.addLayout(faces)
        layout.addLayout(table)
        layout.addWidget(buttons)
        self.setMinimumWidth(3 * SIDE + 2 * TOKENS.space_2 + 2 * TOKENS.space_4)
        self._show_pictures()

    def _show_pictures(self) -> None:
        self._pictures.begin()
        for thumb, recipe in zip(self.thumbs, self._recipes, strict=True):
            pixels = self._pictures.get(recipe)
            if pixels is None:
                thumb.set_loading(True)
            else:
                thumb.set_image(pixels)


def _facts(session: Session, row: DirectionRow) -> list[tuple[str, str]]:
    model, moves, direction = session.model, session.face.recipe.directions, row.direction
    assert model is not None
    chosen = next((m.layers for m in moves if m.direction == direction.id), None)
    span = direction.layers if chosen is None else chosen
    facts = [("Layers", about.layers(span, model.groups, model.layers, own=chosen is None))]
    limits = row.slider.scale().limits_text()
    if limits:
        facts.append(("Limits", limits))
    return facts + about.measured(direction.figures)
