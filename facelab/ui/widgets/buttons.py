"""Small buttons made one way everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from facelab.ui.icons import icon
from facelab.ui.outside_text import tooltip_of
from facelab.ui.theme import TOKENS, colors
from facelab.ui.widgets.key_button import KeyButton


def tool_button(
    icon_name: str,
    name: str,
    tooltip: str = "",
    *,
    checkable: bool = False,
    tone: str | None = None,
    parent: QWidget | None = None,
) -> QToolButton:
    """A square button with an icon; `name` is what screen readers say."""
    button = QToolButton(parent)
    button.setIcon(icon(icon_name, tone))
    button.setIconSize(QSize(TOKENS.icon_size, TOKENS.icon_size))
    button.setFixedSize(QSize(TOKENS.button, TOKENS.button))
    button.setCheckable(checkable)
    button.setAccessibleName(name)
    button.setToolTip(tooltip_of(tooltip or name))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


@dataclass(frozen=True)
class Segment:
    """One choice of a SegmentedControl: its value, what it is called, what it does."""

    value: str
    label: str
    tooltip: str = ""


class _SegmentButton(KeyButton):
    def __init__(self, segment: Segment, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(segment.label)
        self.setCheckable(True)
        self.setToolTip(segment.tooltip or segment.label)
        self.setAccessibleName(segment.label)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(width + 2 * TOKENS.space_2, TOKENS.row - 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), 36), TOKENS.row - 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Qt would walk through the group by itself, past what the control knows
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c = colors(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        painter.setPen(Qt.PenStyle.NoPen)
        radius = TOKENS.radius_small
        if self.isChecked() and self.isEnabled():
            painter.setBrush(QColor(c.hover if c.scheme == "dark" else c.raised))
            if c.scheme == "light":
                painter.setPen(QPen(QColor(c.border_strong), 1.0))
            painter.drawRoundedRect(box, radius, radius)
        elif self.underMouse() and self.isEnabled():
            painter.setBrush(QColor(c.pressed if c.scheme == "dark" else c.hover))
            painter.drawRoundedRect(box, radius, radius)
        if self.ringed():
            painter.setPen(QPen(QColor(c.focus), 1.2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, radius, radius)
        tone = c.text if self.isChecked() else c.text_dim
        painter.setPen(QColor(tone if self.isEnabled() else c.text_disabled))
        text = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, round(box.width()) - 4
        )
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), text)


class SegmentedControl(QWidget):
    """A few choices of which one holds, side by side.

    Parameters
    ----------
    name : str
        What screen readers say.
    segments : sequence of Segment
    takes_clicks : bool
        Whether a click gives it the keys.

    Signals
    -------
    chosen : str
        The user chose another.
    """

    chosen = Signal(str)

    def __init__(
        self,
        name: str,
        segments: Sequence[Segment],
        parent: QWidget | None = None,
        *,
        takes_clicks: bool = True,
    ) -> None:
        super().__init__(parent)
        if not segments:
            raise ValueError("a segmented control needs a segment")
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, _SegmentButton] = {}
        policy = Qt.FocusPolicy
        self._policies = (policy.StrongFocus, policy.ClickFocus)
        if not takes_clicks:
            self._policies = (policy.TabFocus, policy.NoFocus)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        for segment in segments:
            button = _SegmentButton(segment, self)
            button.setAccessibleDescription(f"{name}. {segment.tooltip}".strip())
            button.clicked.connect(self._on_clicked)
            self._group.addButton(button)
            self._buttons[segment.value] = button
            # room by the length of the word, so that none is cut in a narrow panel
            layout.addWidget(button, button.sizeHint().width())
        self._value = ""
        self.set_value(segments[0].value)

    def value(self) -> str:
        """The choice shown."""
        return self._value

    def values(self) -> tuple[str, ...]:
        """All choices."""
        return tuple(self._buttons)

    def set_value(self, value: str) -> None:
        """Show a choice; emits nothing.

        Raises
        ------
        KeyError
            There is no such choice.
        """
        self._buttons[value].setChecked(True)
        if value == self._value:
            return
        self._value = value
        for key, button in self._buttons.items():
            # one stop of the Tab key for all: the arrows go on inside
            button.setFocusPolicy(self._policies[key != value])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right choose the neighbour."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = next((n for key, n in steps.items() if event.key() == key), 0)
        values = list(self._buttons)
        index = values.index(self._value) + step
        if not step or not 0 <= index < len(values):
            event.ignore()
            return
        self._choose(values[index])
        self._buttons[values[index]].setFocus(Qt.FocusReason.TabFocusReason)

    def changeEvent(self, event: QEvent) -> None:
        """Repaint the ground when enabled or disabled."""
        super().changeEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground that the choices lie on."""
        c = colors(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(c.border), 1.0))
        painter.setBrush(QColor(c.field if c.scheme == "dark" else c.hover))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, TOKENS.radius, TOKENS.radius)

    def _on_clicked(self) -> None:
        sender = self._group.checkedButton()
        for value, button in self._buttons.items():
            if button is sender:
                self._choose(value)

    def _choose(self, value: str) -> None:
        changed = value != self._value
        self.set_value(value)
        if changed:
            self.chosen.emit(value)
