from __future__ import annotations

import pytest
from PySide6.QtCore import QRect

from facelab.ui.window.screens import brought_in

LEFT, RIGHT = QRect(0, 30, 1440, 870), QRect(1440, 0, 1000, 600)


@pytest.mark.parametrize(
    "frame",
    [
        QRect(100, 100, 300, 400),
        QRect(1300, 100, 400, 400),  # over both
        QRect(-200, 500, 400, 900),  # partly beyond, but its title can be taken
    ],
)
def test_a_window_that_can_be_taken_stays(frame: QRect):
    assert brought_in(frame, [LEFT, RIGHT]) == frame


@pytest.mark.parametrize(
    ("frame", "wanted"),
    [
        (QRect(3000, 100, 300, 400), QRect(2140, 100, 300, 400)),
        (QRect(-900, 100, 300, 400), QRect(0, 100, 300, 400)),
        (QRect(100, 0, 300, 400), QRect(100, 30, 300, 400)),  # its title is under a bar
        (QRect(100, 880, 300, 400), QRect(100, 500, 300, 400)),
        (QRect(1500, 700, 300, 400), QRect(1140, 500, 300, 400)),  # a corner without a screen
        (QRect(4000, 4000, 3000, 2000), QRect(1440, 0, 1000, 600)),
    ],
)
def test_a_window_that_is_on_no_screen_goes_to_the_nearest(frame: QRect, wanted: QRect):
    assert brought_in(frame, [LEFT, RIGHT]) == wanted


def test_without_a_screen_nothing_moves():
    assert brought_in(QRect(1, 2, 3, 4), []) == QRect(1, 2, 3, 4)
