"""A slider and what it says, for tests."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt

from facelab.ui.widgets import ValueSlider

START, END = "started", "finished"
LEFT = Qt.MouseButton.LeftButton


class Log(list[object]):
    """What a slider emitted, in order."""

    def __init__(self, slider: ValueSlider) -> None:
        slider.gesture_started.connect(lambda: self.append(START))
        slider.value_changed.connect(self.append)
        slider.gesture_finished.connect(lambda: self.append(END))


def at(slider: ValueSlider, value: float) -> QPoint:
    return QPoint(round(slider.track.position_of(value)), slider.track.height() // 2)
