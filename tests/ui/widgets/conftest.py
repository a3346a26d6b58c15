from __future__ import annotations

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from facelab.ui.widgets import SliderScale, ValueSlider
from tests.ui.widgets.sliders import Log


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def slider(window: QWidget, qtbot: QtBot) -> ValueSlider:
    layout = QVBoxLayout(window)
    made = ValueSlider(
        "smile",
        SliderScale(low_limit=-2.0, high_limit=2.0),
        hard_minimum=-20,
        hard_maximum=20,
        tooltip="lips",
    )
    layout.addWidget(made)
    window.resize(400, 60)
    window.show()
    qtbot.waitActive(window)
    made.track.setFocus()
    return made


@pytest.fixture
def log(slider: ValueSlider) -> Log:
    return Log(slider)
