from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QFocusEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from facelab.ui.theme import colors
from facelab.ui.widgets import SliderScale, ValueSlider
from tests.ui.widgets.sliders import END, LEFT, START, Log, at


def test_showing_a_value_emits_nothing(slider: ValueSlider, log: Log):
    slider.set_value(1.25)
    slider.set_range(-5, 5)
    slider.set_scale(replace(slider.track.scale, default=1.0))
    assert log == []
    assert slider.value() == 1.25
    assert slider.edit.text() == "1.25"


def test_a_drag_is_one_gesture(slider: ValueSlider, log: Log):
    QTest.mousePress(slider.track, LEFT, pos=at(slider, 0))
    for value in (0.5, 1.0, 1.5):
        QTest.mouseMove(slider.track, at(slider, value))
    assert slider.in_gesture()
    QTest.mouseRelease(slider.track, LEFT, pos=at(slider, 1.5))
    assert log[0] == START
    assert log[-1] == END
    assert log.count(START) == log.count(END) == 1
    assert log[-2] == slider.value() == pytest.approx(1.5, abs=0.05)
    assert not slider.in_gesture()


def test_taking_the_knob_without_moving_it_says_nothing(slider: ValueSlider, log: Log):
    QTest.mouseClick(slider.track, LEFT, pos=at(slider, 0))
    assert log == []


def test_a_click_jumps_there_and_its_gesture_ends(slider: ValueSlider, log: Log, qtbot: QtBot):
    QTest.mouseClick(slider.track, LEFT, pos=at(slider, -2))
    assert slider.value() == pytest.approx(-2, abs=0.05)
    qtbot.waitUntil(lambda: END in log)
    assert log == [START, slider.value(), END]


def test_a_double_click_resets_in_one_gesture(slider: ValueSlider, log: Log):
    slider.set_value(2.0)
    point = at(slider, -1)
    QTest.mouseClick(slider.track, LEFT, pos=point)
    QTest.mouseDClick(slider.track, LEFT, pos=point)
    assert slider.value() == 0.0
    assert log.count(START) == log.count(END) == 1
    assert log[-2:] == [0.0, END]


def test_a_double_click_on_the_name_resets(slider: ValueSlider, log: Log):
    slider.set_value(2.0)
    QTest.mouseDClick(slider.label, LEFT, pos=QPoint(4, 8))
    assert log == [START, 0.0, END]


def test_shift_drags_a_tenth_as_far(slider: ValueSlider, log: Log):
    shift = Qt.KeyboardModifier.ShiftModifier
    QTest.mousePress(slider.track, LEFT, shift, at(slider, 0))
    # QTest.mouseMove knows no modifiers
    goal = QPointF(at(slider, 2))
    move = QMouseEvent(
        QEvent.Type.MouseMove, goal, slider.track.mapToGlobal(goal),
        Qt.MouseButton.NoButton, LEFT, shift,
    )  # fmt: skip
    QApplication.sendEvent(slider.track, move)
    QTest.mouseRelease(slider.track, LEFT, shift, at(slider, 2))
    assert slider.value() == pytest.approx(0.2, abs=0.02)


def test_a_drag_catches_at_the_default(slider: ValueSlider, log: Log):
    slider.set_value(1.0)
    QTest.mousePress(slider.track, LEFT, pos=at(slider, 1))
    QTest.mouseMove(slider.track, at(slider, 0) + QPoint(2, 0))
    QTest.mouseRelease(slider.track, LEFT, pos=at(slider, 0) + QPoint(2, 0))
    assert slider.value() == 0.0


def test_escape_takes_a_drag_back(slider: ValueSlider, log: Log):
    slider.set_value(1.0)
    QTest.mousePress(slider.track, LEFT, pos=at(slider, 1))
    QTest.mouseMove(slider.track, at(slider, 2))
    QTest.keyClick(slider.track, Qt.Key.Key_Escape)
    assert slider.value() == 1.0
    QTest.mouseRelease(slider.track, LEFT, pos=at(slider, 2))
    assert log.count(END) == 1


@pytest.fixture
def hurry(slider: ValueSlider, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Press and drag faster than faces are drawn."""
    monkeypatch.setattr("facelab.ui.hand_pace.PACE_MS", 60_000)
    return lambda: drag(slider)


def drag(slider: ValueSlider) -> None:
    QTest.mousePress(slider.track, LEFT, pos=at(slider, 0))
    for value in (0.5, 1.0, 1.5, 2.0):
        QTest.mouseMove(slider.track, at(slider, value))


def test_of_a_hasty_hand_the_first_and_the_last_place_count(
    slider: ValueSlider, log: Log, hurry: Callable[[], None]
):
    hurry()
    assert log == [START, pytest.approx(0.5, abs=0.05)]
    QTest.mouseRelease(slider.track, LEFT, pos=at(slider, 2.0))
    assert log[2:] == [pytest.approx(2.0, abs=0.05), END]


def test_the_knob_follows_a_hand_for_which_faces_are_too_slow(
    slider: ValueSlider, log: Log, hurry: Callable[[], None], qtbot: QtBot
):
    slider.set_value(-1.0)
    before = slider.track.grab().toImage()
    slider.set_value(0.0)
    hurry()
    qtbot.waitUntil(lambda: slider.track._seen == pytest.approx(2.0, abs=0.05))
    assert slider.value() == pytest.approx(0.5, abs=0.05)
    slider.set_value(-1.0)  # whoever holds the face has its own mind
    assert slider.track.grab().toImage() != before
    QTest.mouseRelease(slider.track, LEFT, pos=at(slider, 2.0))
    assert slider.value() == slider.track._seen == pytest.approx(2.0, abs=0.05)
    assert log[2:] == [pytest.approx(2.0, abs=0.05), END]


def test_escape_takes_a_hasty_drag_back(
    slider: ValueSlider, log: Log, hurry: Callable[[], None], qtbot: QtBot
):
    hurry()
    qtbot.waitUntil(lambda: slider.track._seen == pytest.approx(2.0, abs=0.05))
    QTest.keyClick(slider.track, Qt.Key.Key_Escape)
    assert slider.track._seen == 0.0
    QTest.mouseRelease(slider.track, LEFT, pos=at(slider, 2.0))
    assert log[2:] == [0.0, END]


def test_a_drag_ends_where_a_menu_opens(slider: ValueSlider, log: Log, hurry: Callable[[], None]):
    hurry()
    lost = QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.PopupFocusReason)
    QApplication.sendEvent(slider.track, lost)
    assert not slider.track.held
    assert log[2:] == [pytest.approx(2.0, abs=0.05), END]


def test_a_key_steps_from_where_the_hand_is(
    slider: ValueSlider, log: Log, hurry: Callable[[], None], qtbot: QtBot
):
    hurry()
    qtbot.waitUntil(lambda: slider.track._seen == pytest.approx(2.0, abs=0.05))
    QTest.keyClick(slider.track, Qt.Key.Key_Right)
    assert slider.value() == slider.track._seen == pytest.approx(2.1, abs=0.05)
    QTest.mouseRelease(slider.track, LEFT, pos=at(slider, 2.0))
    assert slider.value() == pytest.approx(2.1, abs=0.05)
    assert log.count(START) == log.count(END) == 2, "the drag, and the step"


def test_a_drag_ends_where_the_slider_is_hidden(
    slider: ValueSlider, log: Log, hurry: Callable[[], None]
):
    hurry()
    slider.hide()
    assert not slider.track.held
    assert log[2:] == [pytest.approx(2.0, abs=0.05), END]


@pytest.mark.parametrize(
    ("key", "modifier", "value"),
    [
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, 0.1),
        (Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier, -0.1),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier, 0.01),
        (Qt.Key.Key_PageUp, Qt.KeyboardModifier.NoModifier, 1.0),
        (Qt.Key.Key_PageDown, Qt.KeyboardModifier.NoModifier, -1.0),
        (Qt.Key.Key_Home, Qt.KeyboardModifier.NoModifier, -3.0),
        (Qt.Key.Key_End, Qt.KeyboardModifier.NoModifier, 3.0),
    ],
)
def test_keys(
    slider: ValueSlider, log: Log, key: Qt.Key, modifier: Qt.KeyboardModifier, value: float
):
    QTest.keyClick(slider.track, key, modifier)
    assert log == [START, value, END]


def test_keys_that_do_something_else_in_the_window_pass_through(slider: ValueSlider):
    seen: list[int] = []

    class Catcher(QWidget):
        def keyPressEvent(self, event):
            seen.append(event.key())

    catcher = Catcher()
    slider.setParent(catcher)
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Backspace, Qt.Key.Key_R, Qt.Key.Key_C):
        QTest.keyClick(slider.track, key)
    assert seen == [Qt.Key.Key_Space, Qt.Key.Key_Backspace, Qt.Key.Key_R, Qt.Key.Key_C]
    slider.setParent(None)


@pytest.mark.parametrize(
    ("typed", "value"), [("1.5", 1.5), ("-0,25", -0.25), ("12", 12.0), ("99", 20.0)]
)
def test_a_number_can_be_typed(slider: ValueSlider, log: Log, typed: str, value: float):
    QTest.keyClicks(slider.track, typed[0])  # the first digit goes over to the field
    assert slider.edit.hasFocus()
    QTest.keyClicks(slider.edit, typed[1:])
    assert log == []
    QTest.keyClick(slider.edit, Qt.Key.Key_Return)
    assert log == [START, value, END]
    assert slider.edit.text() == f"{value:.2f}"
    assert slider.track.hasFocus()


def test_nonsense_and_escape_change_nothing(slider: ValueSlider, log: Log):
    slider.set_value(1.0)
    for typed, key in (("x", Qt.Key.Key_Return), ("2", Qt.Key.Key_Escape)):
        slider.edit.begin()
        QTest.keyClicks(slider.edit, typed)
        assert bool(slider.edit.property("invalid")) == (typed == "x")
        QTest.keyClick(slider.edit, key)
        assert slider.edit.text() == "1.00"
    assert log == []


def test_showing_a_value_leaves_what_is_being_typed(slider: ValueSlider, log: Log):
    slider.edit.begin()
    QTest.keyClicks(slider.edit, "2")
    slider.set_value(0.5)
    assert slider.edit.text() == "2"
    QTest.keyClick(slider.edit, Qt.Key.Key_Return)
    assert log == [START, 2.0, END]


def test_words_for_values(qtbot: QtBot):
    cutoff = ValueSlider("cutoff", SliderScale(0, 23, 23, 1, 0), special_texts={23.0: "all"})
    qtbot.addWidget(cutoff)
    log = Log(cutoff)
    assert cutoff.edit.text() == "all"
    cutoff.set_value(8)
    assert cutoff.edit.text() == "8"
    cutoff.edit.begin("ALL")
    QTest.keyClick(cutoff.edit, Qt.Key.Key_Return)
    assert log == [START, 23.0, END]


def test_a_screen_reader_may_set_the_value(slider: ValueSlider, log: Log, qtbot: QtBot):
    slider.track.setValue(150)  # what the accessible value interface does
    assert log == [START, 1.5]
    qtbot.waitUntil(lambda: END in log)


def test_everything_has_a_name_and_a_tooltip(slider: ValueSlider):
    slider.set_value(1.5)
    assert slider.track.accessibleName() == "smile"
    assert slider.track.accessibleDescription() == "1.5, default 0"
    assert slider.edit.accessibleName() == "smile, value"
    for part in (slider.track, slider.edit, slider.label):
        assert "lips" in part.toolTip()


def test_it_takes_narrow_panels(slider: ValueSlider):
    slider.setFixedWidth(216)
    slider.label.setText("a name far too long for its column")
    assert slider.label.is_elided()
    assert slider.label.shown_text().endswith("…")
    assert slider.track.width() >= 48
    assert not slider.track.geometry().intersects(slider.edit.geometry())
    assert not slider.track.geometry().intersects(slider.label.geometry())


@pytest.mark.parametrize("bad", [{"minimum": 1.0, "maximum": 1.0}, {"step": 0.0}])
def test_an_impossible_scale_is_a_bug(bad: dict[str, float]):
    with pytest.raises(ValueError, match=r"slider"):
        SliderScale(**bad)  # type: ignore[arg-type]


def test_where_faces_break():
    scale = SliderScale(default=0.5, low_limit=-1.5, high_limit=2.5)
    assert not scale.breaks(2.5)
    assert scale.breaks(2.6)
    assert scale.breaks(-1.6)
    assert not SliderScale(high_limit=1.0).breaks(-3.0)
    assert not SliderScale().breaks(99.0)


def test_the_tooltip_says_where_faces_break(slider: ValueSlider):
    assert "Beyond ±2 faces start to break." in slider.track.toolTip()
    slider.set_limits(-1.25, 2.0)
    assert "break below -1.25 and above 2." in slider.track.toolTip()
    slider.set_limits(None, 0.5)
    assert "break above 0.5." in slider.track.toolTip()
    slider.set_limits(None, None)
    assert "break" not in slider.track.toolTip()


def test_the_number_tells_what_it_is_to_blame_for_and_then_again_what_it_is(slider: ValueSlider):
    slider.set_blame("Too <b>far.")
    for limit in (2.0, 1.0):  # other limits come with each face
        slider.set_limits(-limit, limit)
        assert "Too &lt;b&gt;far." in slider.edit.toolTip()
        assert "far" not in slider.track.toolTip()
    slider.set_limits(None, None)
    slider.set_blame("")
    assert slider.edit.toolTip() == slider.track.toolTip() != ""


def test_limits_warn_without_telling_anybody(slider: ValueSlider, log: Log):
    slider.set_value(1.0)
    slider.set_limits(-2.0, 0.5)
    assert slider.edit.property("tone") == "warning"
    assert slider.scale().high_limit == 0.5
    assert log == []


@pytest.mark.parametrize(
    ("scale", "value", "filled", "empty"),
    [
        (SliderScale(0.0, 1.0, 1.0), 0.6, (0.1, 0.5), (0.8,)),  # a strength, of which 1 is all
        (SliderScale(0.0, 1.0, 1.0), 1.0, (0.1, 0.5, 0.9), ()),
        (SliderScale(0.0, 2.0, 1.0), 1.5, (0.2, 1.3), (1.8,)),
        (SliderScale(-3.0, 3.0, 0.0), 1.5, (0.5, 1.1), (-1.0, 2.5)),
        (SliderScale(-3.0, 3.0, 0.0), -1.5, (-0.5, -1.0), (1.0, -2.5)),
    ],
)
def test_the_fill_shows_how_much_or_what_was_changed(
    window: QWidget, scale: SliderScale, value: float, filled: tuple[float, ...],
    empty: tuple[float, ...],
):  # fmt: skip
    made = ValueSlider("strength", scale, parent=window)
    made.resize(400, 26)
    made.set_value(value)
    image = made.track.grab().toImage()
    middle = made.track.height() // 2
    ground = QColor(colors(made.palette()).track)

    def color(place: float) -> object:
        return image.pixelColor(round(made.track.position_of(place)), middle)

    assert all(color(place) == ground for place in empty)
    assert all(color(place) != ground for place in filled)
