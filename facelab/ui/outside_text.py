"""Text from outside where Qt would take it for markup: names, titles, notes, file names.

A tooltip or a label whose text looks like HTML is laid out as HTML, and `<img src=...>` loads
a file, on Windows also from a server. "&" in a button or a menu makes a shortcut.
"""

from __future__ import annotations

import html

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtGui import Qt as QtOfGui
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from facelab.plain_text import plain


def tooltip_of(text: str) -> str:
    """A text as a tooltip shows it letter for letter."""
    if not QtOfGui.mightBeRichText(text):
        return text
    return f"<qt>{html.escape(text).replace(chr(10), '<br>')}</qt>"


def plain_tooltip(tooltip: str) -> str:
    """What a tooltip made by `tooltip_of` says."""
    inside = tooltip.removeprefix("<qt>").removesuffix("</qt>")
    return tooltip if inside == tooltip else html.unescape(inside.replace("<br>", "\n"))


def title_text(text: str) -> str:
    """A text as the title of a window, in which "[*]" would stand for what is not saved."""
    return plain(text).replace("[*]", "[*][*]")


def action_text(text: str, limit: int | None = None) -> str:
    """A text as a button or a menu shows it letter for letter: no shortcut in it."""
    return plain(text, limit).replace("&", "&&")


def plain_labels(widget: QWidget) -> None:
    """No label in a widget, such as a message box, takes its text for markup."""
    for label in widget.findChildren(QLabel):
        label.setTextFormat(Qt.TextFormat.PlainText)


def set_button_text(button: QAbstractButton, text: str) -> None:
    """A text for a button that paints it by itself, letter for letter: no key presses it."""
    button.setText(text)
    button.setShortcut(QKeySequence())
