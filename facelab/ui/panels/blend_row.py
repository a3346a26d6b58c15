"""How much of each face is in a blend of two."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from facelab.recipe import Blend, Recipe, Seed, describe_source
from facelab.recipe.blends import ratio, with_ratio
from facelab.session.face.editor import FaceEditor
from facelab.ui.theme import TOKENS
from facelab.ui.widgets import SliderScale, ValueSlider
from facelab.ui.widgets.elided_label import ElidedLabel
from facelab.ui.widgets.labeled_row import label_width

PERCENT = SliderScale(0.0, 100.0, 50.0, step=1.0, decimals=0)
UNNAMED = ("first face", "second face")


class BlendRow(QWidget):
    """A slider from the one face to the other with their names below; hidden for other faces."""

    def __init__(self, face: FaceEditor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._face = face
        self.slider = ValueSlider(
            "Blend", PERCENT, tooltip="How much of the second face is in it, in per cent"
        )
        self.slider.value_changed.connect(self._on_changed)
        self.slider.gesture_finished.connect(face.end_gesture)
        self.names = (ElidedLabel(UNNAMED[0]), ElidedLabel(UNNAMED[1]))
        self._below = below = QHBoxLayout()
        sides = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight)
        for label, side in zip(self.names, sides, strict=True):
            label.set_tone("text_dim")
            label.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            below.addWidget(label, 1)

        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.slider)
        layout.addLayout(below)
        self.setVisible(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the names below the track."""
        super().resizeEvent(event)
        self._below.setContentsMargins(label_width(self.width()), 0, 0, TOKENS.space_1)

    def show_recipe(self, recipe: Recipe) -> None:
        """Show the blend of a face, or nothing if it is none of two."""
        share = ratio(recipe.source)
        self.setVisible(share is not None)
        if share is None:
            return
        assert isinstance(recipe.source, Blend)
        self.slider.set_value(PERCENT.rounded(100.0 * share))
        for label, part, unnamed in zip(self.names, recipe.source.parts, UNNAMED, strict=True):
            seed = isinstance(part.source, Seed)
            label.setText(describe_source(part.source) if seed else unnamed)

    def _on_changed(self, percent: float) -> None:
        if ratio(self._face.recipe.source) is not None:
            self._face.edit(with_ratio(self._face.recipe, percent / 100.0), "Blend", "blend")
