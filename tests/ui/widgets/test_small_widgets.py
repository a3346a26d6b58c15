from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from facelab.ui.widgets import (
    NAME_ELIDE,
    CollapsibleSection,
    ElidedLabel,
    SearchField,
    SeedBox,
    Segment,
    SegmentedControl,
    elided_name,
    parse_seed,
    tool_button,
)

LEFT = Qt.MouseButton.LeftButton


Show = Callable[[QWidget], None]


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    windows: list[QWidget] = []  # qtbot does not keep them alive

    def show_in_window(widget: QWidget) -> None:
        window = QWidget()
        windows.append(window)
        qtbot.addWidget(window)
        QVBoxLayout(window).addWidget(widget)
        window.resize(300, 200)
        window.show()
        qtbot.waitActive(window)

    return show_in_window


def test_an_elided_label_keeps_its_text(show: Show):
    label = ElidedLabel("a rather long name")
    show(label)
    label.setFixedWidth(400)
    assert not label.is_elided()
    label.setFixedWidth(50)
    assert label.is_elided()
    assert label.shown_text().endswith("…")
    assert label.text() == "a rather long name"


def test_a_section_folds_by_click_and_keys(show: Show):
    section = CollapsibleSection("Head")
    inside = QLabel("yaw")
    section.add_widget(inside)
    show(section)
    told: list[bool] = []
    section.expanded_changed.connect(told.append)
    QTest.mouseClick(section.header, LEFT)
    assert not inside.isVisible()
    QTest.keyClick(section.header, Qt.Key.Key_Right)
    assert inside.isVisible()
    QTest.keyClick(section.header, Qt.Key.Key_Right)
    QTest.keyClick(section.header, Qt.Key.Key_Left)
    assert told == [False, True, False]
    assert section.header.accessibleDescription() == "Section, collapsed"


def test_folding_by_program_emits_nothing(show: Show):
    section = CollapsibleSection("Head")
    show(section)
    told: list[bool] = []
    section.expanded_changed.connect(told.append)
    section.set_expanded(False)
    assert not section.is_expanded()
    assert told == []


def test_search_is_told_without_spaces_and_cleared_by_escape(show: Show):
    field = SearchField("Search directions")
    show(field)
    told: list[str] = []
    field.search_changed.connect(told.append)
    QTest.keyClicks(field, "ag ")
    assert told == ["a", "ag"]
    assert field.clear_action.isVisible()
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert told == ["a", "ag", ""]
    assert not field.clear_action.isVisible()
    assert field.accessibleName() == "Search directions"


@pytest.fixture
def noise(show: Show) -> SegmentedControl:
    control = SegmentedControl("Noise", [Segment(v, v) for v in ("const", "random", "none")])
    show(control)
    return control


def test_segments_choose_by_mouse_and_arrows(noise: SegmentedControl):
    told: list[str] = []
    noise.chosen.connect(told.append)
    QTest.mouseClick(noise._buttons["random"], LEFT)
    QTest.mouseClick(noise._buttons["random"], LEFT)
    QTest.keyClick(noise._buttons["random"], Qt.Key.Key_Right)
    QTest.keyClick(noise._buttons["none"], Qt.Key.Key_Right)
    QTest.keyClick(noise._buttons["none"], Qt.Key.Key_Left)
    assert told == ["random", "none", "random"]
    assert noise.value() == "random"


def test_showing_a_segment_emits_nothing(noise: SegmentedControl):
    told: list[str] = []
    noise.chosen.connect(told.append)
    noise.set_value("none")
    assert noise.value() == "none"
    assert [b.isChecked() for b in noise._buttons.values()] == [False, False, True]
    assert told == []
    assert noise.accessibleName() == "Noise"
    assert all(button.accessibleName() for button in noise._buttons.values())


@pytest.mark.parametrize(
    ("text", "seed"),
    [
        ("42", 42),
        ("  seed 42\n", 42),
        ("Seed: 7", 7),
        ("#12", 12),
        ("4294967295", 2**32 - 1),
        ("4294967296", None),
        ("-1", None),
        ("1.5", None),
        ("face", None),
        ("", None),
    ],
)
def test_seeds_are_found_in_what_people_paste(text: str, seed: int | None):
    assert parse_seed(text) == seed


@pytest.fixture
def seed_box(show: Show) -> SeedBox:
    box = SeedBox()
    show(box)
    return box


def test_a_seed_is_typed_and_told_once(seed_box: SeedBox):
    told: list[int] = []
    seed_box.seed_chosen.connect(told.append)
    seed_box.set_seed(1)
    assert told == []
    seed_box.edit.selectAll()
    QTest.keyClicks(seed_box.edit, "seed 42")
    QTest.keyClick(seed_box.edit, Qt.Key.Key_Return)
    QTest.keyClick(seed_box.edit, Qt.Key.Key_Return)
    assert told == [42]
    assert seed_box.edit.text() == "42"


@pytest.mark.parametrize("seed", [2**31 - 1, 2**31, 2**32 - 1])
def test_every_seed_can_be_typed(seed_box: SeedBox, seed: int):
    told: list[int] = []
    seed_box.seed_chosen.connect(told.append)
    QTest.keyClicks(seed_box.edit, str(seed))
    QTest.keyClick(seed_box.edit, Qt.Key.Key_Return)
    assert told == [seed]


def test_a_wrong_seed_is_marked_and_taken_back(seed_box: SeedBox):
    seed_box.set_seed(5)
    told: list[int] = []
    seed_box.seed_chosen.connect(told.append)
    seed_box.edit.selectAll()
    QTest.keyClicks(seed_box.edit, "99999999999")
    QTest.keyClick(seed_box.edit, Qt.Key.Key_Return)
    assert seed_box.edit.property("invalid")
    QTest.keyClick(seed_box.edit, Qt.Key.Key_Escape)
    assert seed_box.edit.text() == "5"
    assert not seed_box.edit.property("invalid")
    assert told == []


def test_the_menu_of_the_field_keeps_what_was_typed(seed_box: SeedBox):
    seed_box.set_seed(5)
    seed_box.edit.selectAll()
    QTest.keyClicks(seed_box.edit, "12")
    for reason, text in (
        (Qt.FocusReason.PopupFocusReason, "12"),
        (Qt.FocusReason.TabFocusReason, "5"),
    ):
        QApplication.sendEvent(seed_box.edit, QFocusEvent(QEvent.Type.FocusOut, reason))
        assert seed_box.edit.text() == text


def test_the_buttons_of_the_seed(seed_box: SeedBox):
    told: list[str] = []
    seed_box.next_requested.connect(lambda: told.append("next"))
    seed_box.previous_requested.connect(lambda: told.append("previous"))
    seed_box.random_requested.connect(lambda: told.append("random"))
    for button in (seed_box.next_button, seed_box.previous_button, seed_box.random_button):
        QTest.mouseClick(button, LEFT)
        assert button.accessibleName()
    assert told == ["next", "previous", "random"]


def test_a_seed_is_copied_and_a_latent_has_none(seed_box: SeedBox):
    seed_box.set_seed(77)
    seed_box.copy_action.trigger()
    assert QGuiApplication.clipboard().text() == "77"
    seed_box.set_seed(None, "latent w+")
    assert seed_box.edit.placeholderText() == "latent w+"
    assert not seed_box.copy_action.isEnabled()


def test_a_tool_button_is_named(qtbot: QtBot):
    button = tool_button("swap", "Swap coarse and fine")
    qtbot.addWidget(button)
    assert button.accessibleName() == button.toolTip() == "Swap coarse and fine"
    assert not button.icon().isNull()


def test_names_of_faces_keep_their_ends(show: Show):
    names = [f"seed 24685417{n}" for n in range(10)]
    label = ElidedLabel("", mode=NAME_ELIDE)
    show(label)
    label.setFixedWidth(70)
    shown = set()
    for name in names:
        label.setText(name)
        assert label.is_elided()
        shown.add(label.shown_text())
    assert len(shown) == 10
    cut = {elided_name(label.fontMetrics(), name, 70) for name in names}
    assert cut == shown
