from __future__ import annotations

import pytest
from PySide6.QtWidgets import QStyleOptionComboBox
from pytestqt.qtbot import QtBot

from facelab.ui.widgets import ChoiceBox

LONG = "A title that goes on and on and on"


@pytest.mark.parametrize(("width", "whole"), [(140, False), (600, True)])
def test_a_choice_without_room_ends_in_an_ellipsis(qtbot: QtBot, width: int, whole: bool):
    box = ChoiceBox()
    qtbot.addWidget(box)
    box.addItems([LONG, "short"])
    box.resize(width, 28)
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    assert (option.currentText == LONG) is whole
    assert option.currentText[:4] == LONG[:4]
    assert option.currentText.endswith("…") is not whole
    assert box.currentText() == LONG
    box.setCurrentIndex(1)
    box.initStyleOption(option)
    assert option.currentText == "short"
