"""Headings and rows of the right side, all in one line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from facelab.ui.theme import TOKENS, text_font
from facelab.ui.widgets import ChoiceBox

LABEL_WIDTH = 84  # the controls of all parts begin at one line
Choices = Sequence[tuple[object, str]]


class Part(QWidget):
    """A part with a heading: what, how, where ...

    Parameters
    ----------
    title : str
    parent : QWidget
    """

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        heading = QLabel(title, self)
        heading.setFont(text_font(bold=True))
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(TOKENS.space_3)
        self.form.setVerticalSpacing(TOKENS.space_2)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TOKENS.space_2)
        column.addWidget(heading)
        column.addLayout(self.form)

    def row(self, label: str, control: QWidget, told: str, focus: QWidget | None = None) -> QLabel:
        """A control with its name; `focus` is what the name's letter leads to."""
        name = QLabel(label, self)
        name.setBuddy(focus or control)
        name.setMinimumWidth(LABEL_WIDTH)
        (focus or control).setAccessibleName(label.replace("&", ""))
        (focus or control).setAccessibleDescription(told)
        control.setToolTip(told)
        self.form.addRow(name, control)
        return name

    def box(self) -> QComboBox:
        """A list to choose from, without a row."""
        box = ChoiceBox(self)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(12)
        box.setMaxVisibleItems(20)
        return box

    def choice(self, label: str, told: str, choices: Choices = ()) -> QComboBox:
        """A list to choose from."""
        box = self.box()
        fill(box, choices)
        self.row(label, box, told)
        return box

    def below(self, widget: QWidget) -> None:
        """A line under the control above, in the column of controls; hidden with its widget."""
        # not a row with an empty name: that is made higher than a text that wraps
        if isinstance(widget, QLabel):
            widget.setVisible(bool(widget.text()))
        self.form.addRow(Indented(widget, LABEL_WIDTH + TOKENS.space_3, self))

    def say(self, label: QLabel, text: str) -> None:
        """What a label below a control says; without words there is no line for it."""
        label.setText(text)
        label.setVisible(bool(text))


class Indented(QWidget):
    """A widget further to the right; seen only with it."""

    def __init__(self, inside: QWidget, left: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._inside = inside
        row = QHBoxLayout(self)
        row.setContentsMargins(left, 0, 0, 0)
        row.addWidget(inside)
        if inside.sizePolicy().horizontalPolicy() == QSizePolicy.Policy.Fixed:
            row.addStretch(1)  # else it would be in the middle
        inside.installEventFilter(self)
        self.setVisible(not inside.isHidden())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Come and go with what is inside."""
        kinds = (QEvent.Type.ShowToParent, QEvent.Type.HideToParent)
        if watched is self._inside and event.type() in kinds:
            self.setVisible(not self._inside.isHidden())
        return super().eventFilter(watched, event)


def fill(box: QComboBox, choices: Choices, chosen: object = None) -> None:
    """Offer these choices, (value, what it is called) each, and show one; emits nothing."""
    now = [(box.itemData(k), box.itemText(k)) for k in range(box.count())]
    blocked = box.blockSignals(True)
    if now != list(choices):
        box.clear()
        for value, text in choices:
            box.addItem(text, value)
    values = [value for value, _ in choices]
    if chosen in values:
        box.setCurrentIndex(values.index(chosen))
    box.blockSignals(blocked)
