"""A quiet field for one number: plain text until it is hovered or typed into."""

from __future__ import annotations

import math
from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from facelab.ui.theme import text_font
from facelab.ui.widgets.text_field import TextField

# losing the focus for these reasons, a field gets it back with what was typed
STAYING = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)


class NumberEdit(TextField):
    """Shows a number and takes another.

    Signals
    -------
    committed : float
        The user typed a number and confirmed it (Enter, or leaving the field).
    stepped : int
        Up or down was pressed: +1 or -1.
    left
        Enter or Escape: the keyboard wants to go back to where it came from.
    """

    committed = Signal(float)
    stepped = Signal(int)
    left = Signal()

    def __init__(
        self,
        decimals: int = 2,
        special_texts: Mapping[float, str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._decimals = decimals
        self._special = dict(special_texts or {})
        self._value = 0.0
        self._range = (-math.inf, math.inf)
        self._editing = False
        self._select_on_release = False
        self.setProperty("quiet", True)
        self.setFont(text_font(tabular=True))
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.textEdited.connect(self._on_text_edited)
        self.display(0.0)

    def set_range(self, low: float, high: float) -> None:
        """Typed numbers are brought into this range."""
        self._range = (low, high)

    def set_special_texts(self, texts: Mapping[float, str]) -> None:
        """Words that stand for certain values."""
        self._special = dict(texts)
        self.display(self._value)

    def display(self, value: float) -> None:
        """Show a number; what the user is typing just now stays."""
        self._value = value
        if not self._editing:
            self.setText(self.format(value))

    def begin(self, text: str = "") -> None:
        """Take the keyboard, with `text` typed already, or the number selected."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if text:
            self.setText(text)
            self._on_text_edited(text)
        else:
            self.selectAll()

    def format(self, value: float) -> str:
        """The text of a number."""
        if value in self._special:
            return self._special[value]
        rounded = round(value, self._decimals) + 0.0  # no "-0.00"
        return f"{rounded:.{self._decimals}f}"

    def parse(self, text: str) -> float | None:
        """The number that a text says, in range and rounded, None if it says none."""
        plain = text.strip().replace(",", ".").replace("−", "-")
        for value, word in self._special.items():
            if plain.casefold() == word.casefold():
                return value
        try:
            value = float(plain)
        except ValueError:
            return None
        if not math.isfinite(value):
            return None
        low, high = self._range
        return round(min(high, max(low, value)), self._decimals) + 0.0

    def sizeHint(self) -> QSize:
        """Room for the longest number of the range."""
        metrics = self.fontMetrics()
        ends = [end for end in self._range if math.isfinite(end)] or [-99.0]
        texts = [self.format(end) for end in ends] + list(self._special.values())
        texts.append("-0." + "0" * self._decimals)
        widest = max(metrics.horizontalAdvance(text) for text in texts)
        return QSize(widest + 14, metrics.height() + 6)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter confirms, Escape takes back, up and down step; Space is left to the window."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._commit()
            self.left.emit()
        elif key == Qt.Key.Key_Escape:
            self._stop_editing()
            self.left.emit()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._commit()
            self.stepped.emit(1 if key == Qt.Key.Key_Up else -1)
        elif key == Qt.Key.Key_Space and not self._editing:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select the number when the field is entered by a click."""
        super().focusInEvent(event)
        self._select_on_release = event.reason() == Qt.FocusReason.MouseFocusReason

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Select all on the click that entered."""
        super().mouseReleaseEvent(event)
        if self._select_on_release and not self.hasSelectedText():
            self.selectAll()
        self._select_on_release = False

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving confirms; the field's own menu and another window are no leaving."""
        if event.reason() not in STAYING:
            self._commit()
            self.deselect()
        super().focusOutEvent(event)

    def _on_text_edited(self, text: str) -> None:
        self._editing = True
        self._mark(self.parse(text) is None and text.strip() not in ("", "-", "+", ".", "-."))

    def _commit(self) -> None:
        if not self._editing:
            return
        value = self.parse(self.text())
        self._stop_editing()
        if value is not None:
            self.committed.emit(value)

    def _stop_editing(self) -> None:
        self._editing = False
        self._mark(False)
        self.setText(self.format(self._value))

    def _mark(self, invalid: bool) -> None:
        if bool(self.property("invalid")) != invalid:
            self.setProperty("invalid", invalid)
            self.style().unpolish(self)
            self.style().polish(self)
