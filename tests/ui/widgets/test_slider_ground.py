from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from facelab.ui.theme import DARK, LIGHT, Colors
from facelab.ui.widgets import SliderScale
from facelab.ui.widgets.slider_ground import PAD, SliderGround, position_of

SCALE = SliderScale(-3.0, 3.0, 0.0, low_limit=-2.0, high_limit=2.0)


@pytest.fixture
def slider(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(200, 24)
    return made


def colour_at(ground: SliderGround, slider: QWidget, scale: SliderScale, value: float) -> str:
    image = ground.picture(slider, scale, DARK).toImage()
    return image.pixelColor(round(position_of(scale, value, 200)), 12).name()


def test_values_beyond_the_ends_lie_at_the_ends():
    assert position_of(SCALE, -9.0, 200) == PAD
    assert position_of(SCALE, 9.0, 200) == 200 - PAD
    assert position_of(SCALE, 0.0, 200) == 100


def test_zones_where_faces_break_look_different(slider: QWidget):
    ground = SliderGround()
    sound = colour_at(ground, slider, SCALE, 1.0)
    assert colour_at(ground, slider, SCALE, -1.0) == sound
    assert colour_at(ground, slider, SCALE, -2.5) == colour_at(ground, slider, SCALE, 2.5) != sound
    assert colour_at(ground, slider, replace(SCALE, low_limit=None), -2.5) == sound


def test_it_is_painted_anew_for_another_look_only(slider: QWidget):
    ground = SliderGround()

    def key(scale: SliderScale = SCALE, c: Colors = DARK) -> int:
        return ground.picture(slider, scale, c).cacheKey()

    first = key()
    assert key() == first
    keys = [key(replace(SCALE, high_limit=1.0)), key(), key(c=LIGHT), key()]
    slider.setEnabled(False)
    keys.append(key())
    slider.resize(210, 24)
    keys.append(key())
    assert len({first, *keys}) == 7
