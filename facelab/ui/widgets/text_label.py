"""Labels of running text, which take nothing for markup."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget


def text_label(text: str = "", parent: QWidget | None = None, *, dim: bool = False) -> QLabel:
    """A label that wraps, can be copied from, and shows what it is given letter for letter."""
    label = QLabel(text, parent)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setProperty("dim", dim)
    return label
