"""What only some networks are told: the class of a face, or a mix of two, and where the picture
lies. Rows are shown only where the network has them.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from facelab.engine import ModelInfo
from facelab.recipe import Label, Recipe
from facelab.recipe.conditions import MOVE_RANGE, ROTATE_RANGE, shares
from facelab.session.face.editor import FaceEditor
from facelab.ui.theme import TOKENS
from facelab.ui.widgets import ElidedLabel, SliderScale, ValueSlider

NONE = -1
SHARE = SliderScale(1.0, 99.0, 50.0, step=1.0, decimals=0)
ROTATE = SliderScale(-180.0, 180.0, 0.0, step=1.0, decimals=1)
MOVE = SliderScale(-0.5, 0.5, 0.0, step=0.01, decimals=2)
_EVEN = 0.5
_NONE_TEXT = {float(NONE): "none"}
_AXES = ("rotate", "x", "y")


def _mover(name: str, way: str) -> ValueSlider:
    return ValueSlider(
        name,
        MOVE,
        hard_minimum=MOVE_RANGE[0],
        hard_maximum=MOVE_RANGE[1],
        tooltip=f"Moves the picture at the network's input {way}, in widths of the picture",
    )


class ConditionRows(QWidget):
    """Class, a second class and its share, for conditional networks; rotation and place, for those
    that can turn their input.

    Signals
    -------
    rows_changed
        Rows came or went.
    """

    rows_changed = Signal()

    def __init__(self, face: FaceEditor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._face = face
        self._classes = 0
        self._second = NONE  # which of two classes is mixed in: a recipe has them in their order

        one = SliderScale(NONE, 0, NONE, step=1, decimals=0)
        self.label = ValueSlider(
            "Class",
            one,
            tooltip="Class label of this conditional network; none is a label of zeros",
        )
        self.other = ValueSlider(
            "Mixed with", one, tooltip="A second class whose label is mixed into the first"
        )
        self.share = ValueSlider(
            "Share of it", SHARE, tooltip="How much of the second class is in the label, in %"
        )
        self.many = ElidedLabel("", self)
        self.many.set_tone("text_dim")
        self.rotate = ValueSlider(
            "Rotation",
            ROTATE,
            hard_minimum=ROTATE_RANGE[0],
            hard_maximum=ROTATE_RANGE[1],
            tooltip="Turns the picture at the network's input, in degrees, counter-clockwise",
        )
        self.right = _mover("Move right", "to the right")
        self.down = _mover("Move down", "down")
        self.label.value_changed.connect(self._on_label_changed)
        self.other.value_changed.connect(self._on_other_changed)
        self.share.value_changed.connect(self._on_share_changed)
        for slider, axis in zip((self.rotate, self.right, self.down), _AXES, strict=True):
            slider.value_changed.connect(partial(self._on_moved, axis))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(TOKENS.space_1)
        for row in self._rows():
            layout.addWidget(row)
            row.setVisible(False)
            if isinstance(row, ValueSlider):
                row.gesture_finished.connect(face.end_gesture)
        self.setVisible(False)  # until a network has any of it

    def _rows(self) -> tuple[QWidget, ...]:
        return (self.label, self.other, self.share, self.many, self.rotate, self.right, self.down)

    # -- showing -----------------------------------------------------------------------------

    def show_model(self, model: ModelInfo) -> None:
        """Show the rows that a network has."""
        self._classes = model.labels
        scale = SliderScale(NONE, max(0, model.labels - 1), NONE, step=1, decimals=0)
        for slider in (self.label, self.other):
            slider.set_scale(scale)
            slider.set_special_texts(_NONE_TEXT)
        self.label.setVisible(model.labels > 0)
        for slider in (self.rotate, self.right, self.down):
            slider.setVisible(model.transforms)
        for row in (self.other, self.share, self.many):
            row.setVisible(False)  # what is mixed, the recipe says
        self.setVisible(model.labels > 0 or model.transforms)
        self.rows_changed.emit()

    def show_recipe(self, recipe: Recipe) -> None:
        """Show class and transform of a face; emits no change of it."""
        before = [row.isHidden() for row in self._rows()]
        if self._classes:
            self._show_label(recipe.label)
        self.rotate.set_value(recipe.transform.rotate)
        self.right.set_value(recipe.transform.x)
        self.down.set_value(recipe.transform.y)
        if before != [row.isHidden() for row in self._rows()]:
            self.rows_changed.emit()

    def _show_label(self, label: Label) -> None:
        first, second, share = self._two(label)
        self._second = second
        self.label.set_value(first)
        self.other.set_value(second)
        self.other.setVisible(self._classes > 1 and first != NONE)
        self.share.setVisible(second != NONE)
        if second != NONE:
            self.share.set_value(SHARE.rounded(100.0 * share))
        said = ", ".join(f"{part.label} ({part.weight:.0%})" for part in label)
        self.many.setText(f"A mix of {len(label)} classes: {said}")
        self.many.setToolTip("The sliders show the strongest two; moving one keeps only these.")
        self.many.setVisible(len(label) > 2)

    def _two(self, label: Label) -> tuple[int, int, float]:
        """The strongest class, the one that is mixed into it, and its share; `NONE` if none."""
        if not label:
            return NONE, NONE, _EVEN
        parts = sorted(label, key=lambda part: -abs(part.weight))[:2]
        if len(parts) == 1:
            return parts[0].label, NONE, _EVEN
        one, other = sorted(parts, key=lambda part: part.label == self._second)
        total = abs(one.weight) + abs(other.weight)
        return one.label, other.label, abs(other.weight) / total

    # -- the user's changes ------------------------------------------------------------------

    def _on_label_changed(self, value: float) -> None:
        _, other, share = self._two(self._face.recipe.label)
        self._set_label(int(value), other, share, "Class", "class")

    def _on_other_changed(self, value: float) -> None:
        first, _, share = self._two(self._face.recipe.label)
        self._set_label(first, int(value), share, "Second class", "second class")

    def _on_share_changed(self, percent: float) -> None:
        first, other, _ = self._two(self._face.recipe.label)
        self._set_label(first, other, percent / 100.0, "Mix of classes", "class share")

    def _set_label(self, first: int, other: int, share: float, what: str, gesture: str) -> None:
        self._second = other
        if first == NONE:
            label: Label = ()
        elif other in (NONE, first):
            label = shares([(first, 1.0)])
        else:
            label = shares([(first, round(1.0 - share, 6)), (other, share)])
        self._face.edit(self._face.recipe.with_label(label), what, gesture)

    def _on_moved(self, axis: str, value: float) -> None:
        recipe = self._face.recipe.with_transform(**{axis: value})
        what = "Rotation" if axis == "rotate" else "Move"
        self._face.edit(recipe, what, ("transform", axis))
