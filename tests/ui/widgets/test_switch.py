from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from facelab.ui.widgets import Switch


def test_it_turns_over_by_click_and_keys(qtbot: QtBot):
    switch = Switch("Stay within")
    qtbot.addWidget(switch)
    switch.show()
    told: list[bool] = []
    switch.clicked.connect(lambda on: told.append(on))
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton)
    switch.setFocus()
    QTest.keyClick(switch, Qt.Key.Key_Return)
    QTest.keyClick(switch, Qt.Key.Key_Space)
    assert told == [True, False, True]
    switch.setChecked(False)
    assert len(told) == 3, "showing emits nothing"
    assert switch.accessibleName() == "Stay within"


def test_it_is_painted_in_every_state(qtbot: QtBot):
    switch = Switch("Stay within")
    qtbot.addWidget(switch)
    seen = []
    for on in (False, True):
        for enabled in (False, True):
            switch.setChecked(on)
            switch.setEnabled(enabled)
            seen.append(bytes(switch.grab().toImage().constBits()))
    assert len(set(seen)) == 4
