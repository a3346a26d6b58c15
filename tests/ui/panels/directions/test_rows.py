from __future__ import annotations

import math

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from facelab.session import Session
from facelab.ui.panels.directions import DirectionsPanel
from facelab.ui.window.panel_entries import DIRECTIONS_WIDTH
from tests.ui.panels.directions.named import BREAKS_AT, NamedRenderer

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def renderer() -> NamedRenderer:
    return NamedRenderer()


def test_reset_is_there_while_there_is_something_to_reset(
    panel: DirectionsPanel, session: Session, start
):
    first = start()
    row = panel.rows["smile"]
    place = row.slider.geometry()
    assert not row.reset.isVisible()
    session.face.edit(first.with_amount("smile", 1.0), "x")
    assert row.reset.isVisible()
    assert row.slider.geometry() == place, "nothing jumps"
    row.reset.setFocus()
    QTest.mouseClick(row.reset, LEFT)
    assert session.face.recipe == first
    assert session.face.undo_label == "Smile"
    assert not row.reset.isVisible()
    assert row.slider.track.hasFocus(), "the focus does not leave the row"


def test_faces_break_where_it_was_measured(panel: DirectionsPanel, start, rest):
    start()
    rest()
    scale = panel.slider("smile").scale()
    assert (scale.low_limit, scale.high_limit) == (-BREAKS_AT, BREAKS_AT)


def test_the_face_on_show_may_break_earlier(
    panel: DirectionsPanel, session: Session, start, rest, renderer
):
    start()
    panel.list.sections["Found (PCA)"].header.click()
    recipe = session.face.recipe.with_amount("pca-1", 0.5).with_truncation(psi=1.0)
    session.face.edit(recipe, "x")
    rest()
    low, high = panel.rows["pca-1"].ends()
    assert math.isfinite(low)
    assert math.isfinite(high)
    space = renderer.info.directions.space
    ws = renderer._composer.compose(recipe.with_amount("pca-1", high))
    assert space.distance(ws) == pytest.approx(space.farthest, abs=0.01)
    assert "break below" in panel.slider("pca-1").track.toolTip()


def test_ends_stay_while_a_slider_is_held(
    panel: DirectionsPanel, session: Session, start, rest, qtbot: QtBot
):
    start()
    panel.list.sections["Found (PCA)"].header.click()
    rest()
    row = panel.rows["pca-1"]
    before = row.ends()
    QTest.mousePress(row.slider.track, LEFT, pos=row.slider.track.rect().center())
    QTest.mouseMove(row.slider.track, row.slider.track.rect().center() * 1.3)
    assert session.face.recipe.amount("pca-1") != 0.0
    rest()
    assert row.slider.in_gesture()
    assert row.ends() == before
    QTest.mouseRelease(row.slider.track, LEFT, pos=row.slider.track.rect().center() * 1.3)
    rest()
    assert row.slider.value() != 0.0


def test_the_pin_comes_with_the_mouse(panel: DirectionsPanel, start, qtbot: QtBot):
    start()
    row = panel.rows["smile"]
    assert not row.pin.isVisible()
    QTest.mouseMove(row, row.slider.label.geometry().center())
    qtbot.waitUntil(row.pin.isVisible)
    assert not row.pin.geometry().intersects(row.slider.geometry()), "no name is covered"


def test_the_pin_goes_with_the_mouse_also_where_nobody_says_so(
    panel: DirectionsPanel, start, qtbot: QtBot
):
    start()
    row = panel.rows["smile"]
    middle = row.slider.label.geometry().center()
    QTest.mouseMove(row, middle)
    qtbot.waitUntil(row.pin.isVisible)
    # Pinned by a click it moves to the top, from under the pointer that rests.
    panel.rows["age"].entered.emit()
    panel.rows["age"].show_hovered(True)
    assert not row.pin.isVisible(), "the pointer is on one row only"
    QTest.mouseMove(panel.search)
    qtbot.waitUntil(lambda: not panel.rows["age"].pin.isVisible())


def test_names_have_the_room_that_their_row_shows(panel: DirectionsPanel, start, qtbot: QtBot):
    start()
    panel.list.sections["Found (PCA)"].header.click()
    rows = {name: row for name, row in panel.rows.items() if row.isVisible()}
    assert len(rows) > 2
    for name, row in rows.items():
        row.show_hovered(True)
        shown = row.slider.label.geometry().translated(row.slider.pos())
        for other in (row.pin, row.lock, row.reset):
            assert not shown.intersects(other.geometry()), name


def test_the_menu_key_opens_the_menu_under_the_row(panel: DirectionsPanel, start):
    start()
    names: list[object] = []
    panel.rows["age"].menu_wanted.connect(names.append)
    titles = [a.text() for a in panel.make_menu("age").actions() if a.text()]
    assert titles == ["Reset", "Pin to the top", "Layers", "Lock", "About", "Export…"]
    assert not panel.make_menu("age").actions()[0].isEnabled(), "there is nothing to reset"


def test_in_a_panel_as_wide_as_at_first_names_fit_and_tracks_can_be_dragged(
    panel: DirectionsPanel, start
):
    start()
    panel.resize(DIRECTIONS_WIDTH, 700)
    row = panel.rows["smile"]
    for name in ("Mouth open", "Light from right", "Backdrop warmth", "Component 16"):
        row.slider.set_name(name)
        assert not row.slider.label.is_elided(), name
    assert row.slider.track.width() >= 80
