from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from facelab.ui.gallery.page_top import SizeSlider

PLAIN, CONTROL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier


@pytest.mark.parametrize(
    ("modifiers", "turn", "moved"),
    [(PLAIN, 120, 0), (PLAIN, -120, 0), (CONTROL, 120, 16), (CONTROL, -120, -16)],
)
def test_the_wheel_moves_the_size_with_control_only(qtbot, modifiers, turn, moved):
    slider = SizeSlider()
    qtbot.addWidget(slider)
    before = slider.value()
    event = QWheelEvent(
        QPointF(50, 5), QPointF(50, 5), QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton,
        modifiers, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(slider, event)
    assert slider.value() == before + moved
    assert event.isAccepted() == (moved != 0)
