"""The hand on a gallery, and what is told of it, for tests."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

Key, Mod, Button = Qt.Key, Qt.KeyboardModifier, Qt.MouseButton


class Passed(QWidget):
    """Where keys end up that the faces leave to the window."""

    def __init__(self, parent):
        super().__init__(parent)
        self.keys: list[int] = []

    def keyPressEvent(self, event):
        self.keys.append(event.key())


def at(view, hall, name):
    return view.visualRect(hall.gallery.faces.index(hall.row(name))).center()


def caught(signal):
    found: list[tuple[object, ...]] = []
    signal.connect(lambda *values: found.append(values))
    return found
