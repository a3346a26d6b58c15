"""The wheel over controls: a panel scrolls, unless a slider was meant."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from facelab.ui.widgets import ChoiceBox, SliderScale, ValueSlider
from tests.ui.widgets.sliders import END, LEFT, START, Log, at

CTRL = Qt.KeyboardModifier.ControlModifier


def wheel(slider: ValueSlider, notches: float, modifiers: Qt.KeyboardModifier) -> QWheelEvent:
    point = QPointF(at(slider, 1.0))
    event = QWheelEvent(
        point, slider.track.mapToGlobal(point), QPoint(), QPoint(0, round(120 * notches)),
        Qt.MouseButton.NoButton, modifiers, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(slider.track, event)
    return event


def test_the_wheel_is_one_gesture_until_it_rests(slider: ValueSlider, log: Log, qtbot: QtBot):
    for _ in range(3):
        wheel(slider, 1, CTRL)
    assert log == [START, 0.1, 0.2, 0.3]
    qtbot.waitUntil(lambda: END in log)
    assert log.count(END) == 1


def test_small_turns_of_the_wheel_add_up(slider: ValueSlider, log: Log):
    for _ in range(4):
        wheel(slider, 0.25, CTRL)
    assert log == [START, 0.1]


@pytest.mark.parametrize("focus", [True, False])
def test_the_wheel_alone_is_left_to_the_panel(slider: ValueSlider, log: Log, focus: bool):
    if not focus:
        slider.track.clearFocus()
    event = wheel(slider, 1, Qt.KeyboardModifier.NoModifier)
    assert not event.isAccepted()
    assert log == []
    assert wheel(slider, 1, CTRL).isAccepted()
    assert slider.value() == 0.1


@pytest.fixture
def panel(qtbot: QtBot) -> QScrollArea:
    """More sliders than there is room for, and among them a list to choose from."""
    inside = QWidget()
    layout = QVBoxLayout(inside)
    for number in range(40):
        layout.addWidget(ValueSlider(f"slider {number}", SliderScale()))
        if number == 3:
            box = ChoiceBox()
            box.addItems(["one", "two", "three"])
            layout.addWidget(box)
    made = QScrollArea()
    made.setWidget(inside)
    made.setWidgetResizable(True)
    made.resize(320, 240)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def scroll_over(panel: QScrollArea, widget: QWidget, modifiers: Qt.KeyboardModifier) -> int:
    """Turn the wheel as the window system does, with the pointer on a widget; how far it went."""
    window = panel.window().windowHandle()
    assert window is not None
    before = panel.verticalScrollBar().value()
    place = QPointF(widget.mapTo(panel.window(), widget.rect().center()))
    QTest.wheelEvent(window, place, QPoint(0, -120), QPoint(), modifiers)
    return panel.verticalScrollBar().value() - before


def test_a_panel_scrolls_past_the_slider_that_was_used_last(panel: QScrollArea):
    """It has the focus of the click, lies under the pointer, and stays as it was left."""
    slider = panel.findChildren(ValueSlider)[2]
    QTest.mouseClick(slider.track, LEFT, pos=at(slider, 1.0))
    slider.track.setFocus(Qt.FocusReason.MouseFocusReason)
    value = slider.value()
    for part in (slider.track, slider.edit, slider.label):
        panel.verticalScrollBar().setValue(0)
        assert scroll_over(panel, part, Qt.KeyboardModifier.NoModifier) > 0
    assert slider.value() == value
    panel.verticalScrollBar().setValue(0)
    assert scroll_over(panel, slider.track, CTRL) == 0
    assert slider.value() == pytest.approx(value - 0.1)


def test_a_panel_scrolls_past_a_list_to_choose_from(panel: QScrollArea):
    (box,) = panel.findChildren(ChoiceBox)
    box.setFocus()
    assert scroll_over(panel, box, Qt.KeyboardModifier.NoModifier) > 0
    assert box.currentIndex() == 0


def test_no_other_list_takes_the_wheel(checkout):
    """One of Qt's own is changed by whoever scrolls past it."""
    using = [
        path.name
        for path in (checkout / "facelab" / "ui").rglob("*.py")
        if "QComboBox(" in path.read_text() and path.name != "choice_box.py"
    ]
    assert using == []
