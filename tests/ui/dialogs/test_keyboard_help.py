from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from facelab.ui.dialogs.keyboard_help import KeyboardHelp, KeyCaps, KeyGroup, _split_keys

GROUPS = [
    KeyGroup("Faces", (("Space", "Next face"), ("Backspace", "Previous face"))),
    KeyGroup("History", (("Ctrl+Z", "Undo"), ("Ctrl+Shift+Z / Ctrl+Y", "Redo"))),
]


@pytest.mark.parametrize(
    ("keys", "caps"),
    [
        ("Space", ["Space"]),
        ("Ctrl+Z", ["Ctrl", "Z"]),
        ("Ctrl++", ["Ctrl", "+"]),
        ("+", ["+"]),
        ("A / B", ["A", "or", "B"]),
        ("Ctrl+,", ["Ctrl", ","]),
        ("Drag, Ctrl+wheel, arrows", ["Drag", " , ", "Ctrl", "wheel", " , ", "arrows"]),
    ],
)
def test_keys_become_caps(keys: str, caps: list[str]):
    assert [text for text, _ in _split_keys(keys)] == caps


def test_all_keys_are_listed(qtbot: QtBot):
    dialog = KeyboardHelp(GROUPS)
    qtbot.addWidget(dialog)
    labels = {label.text() for label in dialog.findChildren(QLabel)}
    assert {"Faces", "Next face", "Previous face", "History", "Undo", "Redo"} <= labels
    caps = {caps.accessibleName() for caps in dialog.findChildren(KeyCaps)}
    assert caps == {"Space", "Backspace", "Ctrl+Z", "Ctrl+Shift+Z / Ctrl+Y"}


@pytest.mark.parametrize("key", ["?", Qt.Key.Key_Escape])
def test_it_closes_by_key(qtbot: QtBot, key: str | Qt.Key):
    dialog = KeyboardHelp(GROUPS)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    if isinstance(key, str):
        QTest.keyClicks(dialog, key)
    else:
        QTest.keyClick(dialog, key)
    assert not dialog.isVisible()
