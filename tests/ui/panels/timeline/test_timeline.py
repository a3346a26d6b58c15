"""The timeline by mouse and keyboard."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFocusEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from facelab.export.recipe_file import write_recipe
from facelab.recipe.easing import Curve
from facelab.recipe.retiming import repeating, with_track
from facelab.recipe.timeline import MAX_KEYS, Timeline
from facelab.recipe.timeline import Key as KeyFrame
from facelab.recipe.tracks import Point, Track
from facelab.session import Message, Session
from facelab.ui.canvas import Canvas
from facelab.ui.faces_mime import recipes_mime
from facelab.ui.panels.timeline import TimelinePanel
from facelab.ui.panels.timeline.geometry import RULER, Hit
from facelab.ui.panels.timeline.grips import PointGrip

LEFT = Qt.MouseButton.LeftButton
NONE, SHIFT, CTRL, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
Key = Qt.Key
DIRECT = Qt.FindChildOption.FindDirectChildrenOnly


@pytest.fixture
def panel(session: Session, start, qtbot, monkeypatch):
    """A panel on three keys of the seeds 1, 2, 3, in 4 seconds; key 1 is selected."""
    monkeypatch.setattr("facelab.session.identity_networks.missing_identity", lambda: ())
    monkeypatch.setattr(session.drift, "look", lambda looked_at: None)
    canvas = Canvas()
    made = TimelinePanel(session, canvas)
    qtbot.addWidget(canvas)
    qtbot.addWidget(made)
    made.resize(900, 320)
    made.show()
    face = start()
    for seed in (1, 2, 3):
        session.animating.add([face.with_seed(seed)])
    session.animating.choose([0])
    return made


def drag(strip: QWidget, start: QPoint, by: QPoint, mods=NONE) -> None:
    QTest.mousePress(strip, LEFT, mods, start)
    for part in (0.3, 0.7, 1.0):
        at = QPointF(start) + QPointF(by) * part
        QTest.mouseMove(strip, at.toPoint())
        _moved(strip, at, mods)
    QTest.mouseRelease(strip, LEFT, mods, start + by)


def _moved(strip: QWidget, at: QPointF, mods) -> None:
    # Offscreen, QTest.mouseMove carries no buttons.
    from PySide6.QtGui import QMouseEvent

    everywhere = QPointF(strip.mapToGlobal(at.toPoint()))
    move = QMouseEvent(QEvent.Type.MouseMove, at, everywhere, LEFT, LEFT, mods)
    strip.mouseMoveEvent(move)


def thumb(panel, k: int) -> QPoint:
    at: QPoint = panel.strip.geometry_of().thumb(k).center()
    return at


def seeds(session) -> list[int | None]:
    return [key.face.seed for key in session.animating.keys]


def press(strip: QWidget, key, mods=NONE) -> None:
    QTest.keyClick(strip, key, mods)


def test_a_key_is_dragged_in_time_in_one_step(panel, session):
    g = panel.strip.geometry_of()
    drag(panel.strip, thumb(panel, 1), QPoint(round(g.scale * 0.5), 0))
    assert session.animating.timeline.starts == pytest.approx((0.0, 2.5, 4.0), abs=0.051)
    assert session.animating.chosen == (1,)
    assert session.player.head == session.animating.timeline.starts[1]
    session.animating.undo()
    assert session.animating.timeline.starts == (0.0, 2.0, 4.0)


def test_dragged_past_another_it_changes_places(panel, session):
    g = panel.strip.geometry_of()
    drag(panel.strip, thumb(panel, 1), QPoint(round(g.scale * 2.6), 0))
    assert seeds(session) == [1, 3, 2]
    assert session.animating.chosen == (2,)


def test_with_shift_what_is_behind_moves_along(panel, session):
    g = panel.strip.geometry_of()
    drag(panel.strip, thumb(panel, 1), QPoint(round(g.scale), 0), SHIFT)
    assert session.animating.timeline.starts == pytest.approx((0.0, 3.0, 5.0), abs=0.051)


def test_the_end_of_a_hold_is_dragged(panel, session):
    g = panel.strip.geometry_of()
    drag(panel.strip, g.hold_end(1).toPoint(), QPoint(round(g.scale), 0))
    assert session.animating.keys[1].hold == pytest.approx(1.0, abs=0.051)
    assert session.animating.timeline.seconds == pytest.approx(5.0, abs=0.051)


def test_the_ruler_scrubs(panel, session, qtbot):
    g = panel.strip.geometry_of()
    drag(panel.strip, QPoint(round(g.x(1.0)), RULER // 2), QPoint(round(g.scale), 0))
    assert session.player.head == pytest.approx(2.0, abs=0.02)
    qtbot.waitUntil(lambda: session.frame.recipe == session.player.showing)
    press(panel.strip, Key.Key_Escape)
    assert session.player.showing is None


def test_several_keys_are_selected(panel, session):
    QTest.mouseClick(panel.strip, LEFT, SHIFT, thumb(panel, 2))
    assert session.animating.chosen == (0, 1, 2)
    QTest.mouseClick(panel.strip, LEFT, CTRL, thumb(panel, 1))
    assert session.animating.chosen == (0, 2)


def test_a_double_click_edits_the_face(panel, session):
    QTest.mouseDClick(panel.strip, LEFT, NONE, thumb(panel, 1))
    assert session.face.recipe.seed == 2
    session.face.edit(session.face.recipe.with_truncation(psi=0.2), "Truncation")
    panel.update_key()
    assert session.animating.keys[1].face.truncation.psi == 0.2


def test_what_is_seen_becomes_a_key(panel, session):
    session.player.seek(1.0)
    between = session.player.showing
    panel.add_key()
    assert session.animating.keys[1].face == between
    assert session.animating.timeline.starts == (0.0, 1.0, 2.0, 4.0)
    panel.add_key()  # the same moment again: it is there
    assert len(session.animating.keys) == 4
    session.player.back_to_face()
    panel.add_key()
    assert session.animating.keys[2].face == session.face.recipe


def test_faces_are_dropped_where_they_are_wanted(panel, session):
    g = panel.strip.geometry_of()
    data = recipes_mime([session.face.recipe.with_seed(9)])
    at = QPointF(g.x(1.0), 60)
    panel.strip.dropEvent(QDropEvent(at, Qt.DropAction.CopyAction, data, LEFT, NONE))
    assert seeds(session) == [1, 9, 2, 3]
    assert session.animating.timeline.starts == pytest.approx((0.0, 1.0, 2.0, 4.0))
    several = recipes_mime([session.face.recipe.with_seed(k) for k in (5, 6)])
    behind = QPointF(g.x(4.0) + 20, 60)
    panel.strip.dropEvent(QDropEvent(behind, Qt.DropAction.CopyAction, several, LEFT, NONE))
    assert seeds(session) == [1, 9, 2, 3, 5, 6]
    assert session.animating.timeline.seconds == pytest.approx(8.0)


def test_keys_by_keyboard(panel, session):
    strip, animating, player = panel.strip, session.animating, session.player
    press(strip, Key.Key_Right, CTRL)
    assert (animating.chosen, player.head) == ((1,), 2.0)
    press(strip, Key.Key_Right)
    assert player.head == pytest.approx(2.0 + 1 / 30)
    press(strip, Key.Key_End)
    assert player.head == 4.0
    press(strip, Key.Key_Home)
    assert player.head == 0.0
    press(strip, Key.Key_Right, ALT)
    assert animating.timeline.starts[1] == pytest.approx(2.1)
    press(strip, Key.Key_Right, ALT | SHIFT)
    assert seeds(session) == [1, 3, 2]
    press(strip, Key.Key_Delete)
    assert seeds(session) == [1, 3]
    press(strip, Key.Key_Z, CTRL)
    press(strip, Key.Key_Z, CTRL)
    assert (seeds(session), animating.timeline.starts[1]) == ([1, 2, 3], pytest.approx(2.1))
    press(strip, Key.Key_A, CTRL)
    press(strip, Key.Key_C, CTRL)
    press(strip, Key.Key_V, CTRL)
    assert seeds(session) == [1, 2, 3, 1, 2, 3]
    press(strip, Key.Key_Space)
    assert player.playing
    press(strip, Key.Key_Space)
    assert not player.playing


def test_it_keeps_the_windows_shortcuts_for_itself(panel):
    for key, taken in ((Key.Key_Z, True), (Key.Key_C, True), (Key.Key_E, False)):
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, CTRL)
        event.ignore()
        panel.strip.event(event)
        assert event.isAccepted() is taken


def test_undo_is_its_own_from_its_buttons_too(panel, session):
    button = panel.transport.onion
    button.setFocus(Qt.FocusReason.TabFocusReason)
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Key.Key_Z, CTRL)
    event.ignore()
    panel.event(event)
    assert event.isAccepted()
    press(button, Key.Key_Z, CTRL)
    assert seeds(session) == [1, 2]


def test_a_narrow_or_low_panel_keeps_the_strip(panel):
    panel.resize(400, 150)
    assert (panel.inspector.isVisible(), panel.transport.length_name.isVisible()) == (False, False)
    panel.resize(900, 180)
    assert (panel.inspector.isVisible(), panel.inspector.curve.isVisible()) == (True, False)
    panel.resize(900, 300)
    assert panel.inspector.curve.isVisible()


@pytest.mark.parametrize("width", [240, 300, 380, 420, 520, 700])
def test_nothing_of_the_transport_is_cut_off_or_lies_over_another(panel, session, width):
    for repeat in ("once", "loop"):
        session.animating.edit(repeating(session.animating.timeline, repeat), "Repeat")
        panel.resize(width, 200)
        panel.transport.layout().activate()
        shown = [each for each in panel.transport.findChildren(QWidget, options=DIRECT)
                 if each.isVisible()]  # fmt: skip
        shown.sort(key=lambda each: each.x())
        for one, other in pairwise(shown):
            assert one.geometry().right() < other.geometry().left()
        assert shown[-1] is panel.transport.more
        assert shown[-1].geometry().right() < width
        time = panel.transport.time
        assert time.width() >= time.fontMetrics().horizontalAdvance(time.text())
        assert {panel.transport.play, panel.transport.add, time} <= set(shown)


def test_what_the_transport_has_no_room_for_is_in_its_menu(panel, session):
    panel.resize(900, 200)
    panel.transport.more.menu().aboutToShow.emit()
    assert "Repeat" not in [each.text() for each in panel.transport.more.menu().actions()]
    panel.resize(240, 200)
    menu = panel.transport.more.menu()
    menu.aboutToShow.emit()
    by_name = {each.text(): each for each in menu.actions()}
    panel.resize(200, 200)
    assert not panel.transport.time.text().count("/")
    by_name["Repeat"].menu().actions()[2].trigger()
    assert session.animating.timeline.repeat == "loop"
    by_name["Onion skin"].trigger()
    assert panel.transport.onion.isChecked()
    assert by_name["Tracks"].menu().actions()


def test_a_track_is_shaped_by_its_points(panel, session):
    smile = Track("smile", (Point(0.0, -2.0), Point(4.0, 2.0)))
    session.animating.edit(with_track(session.animating.timeline, smile), "Track")
    g = panel.strip.geometry_of()
    middle = QPoint(round(g.x(2.0)), round(g.track_y(0, 1.5)))
    assert g.at(QPointF(middle)) == Hit("track", 0)
    QTest.mouseDClick(panel.strip, LEFT, NONE, middle)
    (track,) = session.animating.timeline.tracks
    assert track.points[1].amount == pytest.approx(1.5, abs=0.2)
    up = g.point(0, 1) - QPointF(0, g.track_y(0, 2.0) - g.track_y(0, 3.0))
    drag(panel.strip, middle, (up - QPointF(middle)).toPoint(), SHIFT)
    (moved,) = session.animating.timeline.tracks
    assert moved.points[1].seconds == track.points[1].seconds
    assert moved.points[1].amount > track.points[1].amount
    press(panel.strip, Key.Key_Delete)
    assert session.animating.track("smile") == smile


def test_the_inspector_changes_all_that_is_selected(panel, session):
    session.animating.choose([0, 1])
    panel.inspector.seconds.committed.emit(3.0)
    panel.inspector.hold.committed.emit(0.5)
    assert [(key.seconds, key.hold) for key in session.animating.keys] == [
        (3.0, 0.5), (3.0, 0.5), (2.0, 0.0),
    ]  # fmt: skip
    panel.inspector.ease.setCurrentIndex(panel.inspector.ease.findData("overshoot"))
    panel.inspector.ease.activated.emit(panel.inspector.ease.currentIndex())
    assert [key.ease for key in session.animating.keys] == ["overshoot", "overshoot", "ease"]
    panel.inspector.curve.setFocus()
    QTest.keyClick(panel.inspector.curve, Key.Key_Right)
    assert isinstance(session.animating.keys[0].ease, Curve)


def test_showing_writes_nothing_back(panel, session):
    before = session.animating.timeline
    for k in (2, 0, 1):
        session.animating.choose([k])
    assert session.animating.timeline is before


def test_another_length_makes_all_of_it_faster(panel, session):
    panel.transport.length.committed.emit(2.0)
    assert session.animating.timeline.starts == (0.0, 1.0, 2.0)
    panel.transport.repeat.setCurrentIndex(2)
    panel.transport.repeat.activated.emit(2)
    assert (session.animating.timeline.repeat, session.animating.timeline.seconds) == ("loop", 3.0)


def test_without_keys_it_says_what_to_do(panel, session):
    session.animating.clear()
    assert "Press K" in panel.strip.accessibleDescription()
    assert not panel.transport.play.isEnabled()
    panel.strip.grab()
    panel.add_key()
    assert panel.strip.accessibleDescription().startswith("1 key, 2.00 seconds. Key 1 selected")


def test_zoomed_in_a_part_is_in_sight(panel, session):
    panel.strip.set_zoom(4.0, 0.0)
    assert panel.along.isVisible()
    session.player.seek(4.0)
    first, seen, whole = panel.strip.span
    assert first + seen == pytest.approx(whole, abs=0.1)
    panel.strip.set_zoom(0.1)
    assert not panel.along.isVisible()


def test_menus_say_what_can_be_done(panel, session):
    menu = panel.menus.of(Hit("key", 0), 0.0, 0.0)
    words = [action.text() for action in menu.actions()]
    assert "Copy sliders to all other keys" in words
    with_more = panel.transport.more.menu()
    panel.menus.fill_more(with_more)
    assert any(action.text().startswith("Undo Add key") for action in with_more.actions())
    menu.deleteLater()


def test_escape_puts_back_what_is_dragged(panel, session):
    before = session.animating.steps
    g, start = panel.strip.geometry_of(), thumb(panel, 1)
    QTest.mousePress(panel.strip, LEFT, NONE, start)
    _moved(panel.strip, QPointF(start) + QPointF(g.scale * 0.5, 0), NONE)
    assert session.animating.timeline.starts[1] != 2.0
    press(panel.strip, Key.Key_Escape)
    assert session.player.head == 2.0
    _moved(panel.strip, QPointF(start) + QPointF(g.scale, 0), NONE)
    QTest.mouseRelease(panel.strip, LEFT, NONE, start)
    states, place = session.animating.steps
    assert ([each.timeline for each in states], place) == (
        [each.timeline for each in before[0]], before[1],
    )  # fmt: skip


def test_escape_puts_the_play_head_back_and_shows_what_was_on_show(panel, session):
    g = panel.strip.geometry_of()
    for showed in (False, True):
        if showed:
            session.player.seek(0.5)
        before, on_show = session.player.head, session.player.showing
        QTest.mousePress(panel.strip, LEFT, NONE, QPoint(round(g.x(1.0)), RULER // 2))
        QTest.mouseMove(panel.strip, QPoint(round(g.x(3.0)), RULER // 2))
        assert session.player.showing not in (None, on_show)
        press(panel.strip, Key.Key_Escape)
        QTest.mouseMove(panel.strip, QPoint(round(g.x(2.0)), RULER // 2))
        assert (session.player.head, session.player.showing) == (before, on_show)


def test_shift_that_is_let_go_in_a_drag_makes_no_step(panel, session):
    g, start = panel.strip.geometry_of(), thumb(panel, 1)
    QTest.mousePress(panel.strip, LEFT, NONE, start)
    _moved(panel.strip, QPointF(start + QPoint(round(g.scale * 0.5), 0)), SHIFT)
    press(panel.strip, Key.Key_Shift)
    assert session.animating.in_gesture


def test_undo_takes_back_what_is_dragged(panel, session):
    g, start = panel.strip.geometry_of(), thumb(panel, 1)
    before = session.animating.timeline
    QTest.mousePress(panel.strip, LEFT, NONE, start)
    _moved(panel.strip, QPointF(start + QPoint(round(g.scale * 0.5), 0)), NONE)
    press(panel.strip, Key.Key_Z, CTRL)
    assert session.animating.timeline == before
    _moved(panel.strip, QPointF(start + QPoint(round(g.scale), 0)), NONE)
    assert session.animating.timeline == before
    assert session.animating.redo_label == "Move key"


def test_what_is_dragged_is_let_go_where_another_timeline_comes(panel, session):
    start = thumb(panel, 1)
    QTest.mousePress(panel.strip, LEFT, NONE, start)
    _moved(panel.strip, QPointF(start + QPoint(40, 0)), NONE)
    other = Timeline((KeyFrame(session.face.recipe), KeyFrame(session.face.recipe.with_seed(9))))
    session.animating.edit(other, "Open")
    _moved(panel.strip, QPointF(start + QPoint(60, 0)), NONE)
    assert session.animating.timeline == other
    session.animating.undo()
    assert session.animating.undo_label == "Move key"


def test_what_is_dragged_is_let_go_where_the_strip_is_hidden(panel, session):
    g, start = panel.strip.geometry_of(), thumb(panel, 1)
    QTest.mousePress(panel.strip, LEFT, NONE, start)
    _moved(panel.strip, QPointF(start + QPoint(round(g.scale * 0.5), 0)), NONE)
    panel.hide()
    assert not session.animating.in_gesture
    starts = session.animating.timeline.starts
    assert starts == pytest.approx((0.0, 2.5, 4.0), abs=0.051)
    panel.show()
    QTest.mouseMove(panel.strip, start + QPoint(round(g.scale * 1.5), 0))
    assert session.animating.timeline.starts == starts


def _hide(panel) -> None:
    panel.hide()
    panel.show()


def _open_menu(panel) -> None:
    lost = QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.PopupFocusReason)
    QApplication.sendEvent(panel.strip, lost)


@pytest.mark.parametrize("leave", [_hide, _open_menu])
def test_the_play_head_is_let_go_where_something_else_takes_the_mouse(panel, session, leave):
    g = panel.strip.geometry_of()
    QTest.mousePress(panel.strip, LEFT, NONE, QPoint(round(g.x(1.0)), RULER // 2))
    leave(panel)
    QTest.mouseMove(panel.strip, QPoint(round(g.x(3.0)), RULER // 2))
    assert session.player.head == pytest.approx(1.0, abs=0.02)


def test_a_curve_is_let_go_where_it_is_hidden(panel, session):
    curve = panel.inspector.curve
    QTest.mousePress(curve, LEFT, NONE, curve.rect().center())
    assert session.animating.in_gesture
    panel.hide()
    assert not session.animating.in_gesture


def test_a_picture_of_ours_is_dropped_as_a_key(panel, session, qtbot, tmp_path):
    path = tmp_path / "nine.json"
    write_recipe(path, session.face.recipe.with_seed(9))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    at = QPointF(panel.strip.geometry_of().x(1.0), 60)
    enter = QDragEnterEvent(at.toPoint(), Qt.DropAction.CopyAction, data, LEFT, NONE)
    panel.strip.dragEnterEvent(enter)
    assert enter.isAccepted()
    panel.strip.dropEvent(QDropEvent(at, Qt.DropAction.CopyAction, data, LEFT, NONE))
    qtbot.waitUntil(lambda: seeds(session) == [1, 9, 2, 3])
    assert session.animating.timeline.starts == pytest.approx((0.0, 1.0, 2.0, 4.0))
    assert session.face.recipe.seed != 9


def test_a_full_timeline_says_so_and_stays(panel, session):
    told: list[Message] = []
    session.message.connect(told.append)
    face = session.face.recipe
    full = Timeline(tuple(KeyFrame(face, 1.0) for _ in range(MAX_KEYS)))
    session.animating.edit(full, "Fill", chosen=(0,))
    panel.add_key()
    session.player.seek(0.5)
    panel.add_key()
    session.player.back_to_face()
    press(panel.strip, Key.Key_C, CTRL)
    press(panel.strip, Key.Key_V, CTRL)
    long = Timeline((KeyFrame(face, 3600.0), KeyFrame(face, 3600.0), KeyFrame(face, 2.0)))
    session.animating.edit(long, "Lengthen", chosen=(2,))
    panel.add_key()
    assert [each.what for each in told] == ["No key was added."] * 4
    panel.inspector.hold.committed.emit(5.0)
    assert session.animating.timeline == long
    assert panel.inspector.hold.text() == "0.00"


def test_points_that_stand_close_are_held(panel, session):
    close = Track("smile", (Point(1.0, 0.0), Point(1.005, 1.0), Point(1.01, 0.0)))
    session.animating.edit(with_track(session.animating.timeline, close), "Track")
    PointGrip(close, 0, 1, 3.0).move(session, panel.strip.geometry_of(), QPointF(90, 4), False)
    assert [point.seconds for point in session.animating.track("smile").points] == [
        1.0, 1.005, 1.01,
    ]  # fmt: skip


def test_kept_timelines_are_renamed_and_deleted_from_the_menu(panel, session, qtbot, monkeypatch):
    answers = [False, True]
    where = "facelab.ui.panels.timeline.menus"
    monkeypatch.setattr(f"{where}.confirmed", lambda *_: answers.pop(0))
    monkeypatch.setattr(f"{where}.QInputDialog.getText", lambda *_, **__: ("Stroll", True))
    session.kept_timelines.keep("Walk")

    def choose(name: str, words: str) -> None:
        menu = QMenu(panel)
        panel.menus._fill_kept(menu)

        def below() -> QMenu | None:
            found = [each.menu() for each in menu.actions() if each.text() == name]
            return found[0] if found and isinstance(found[0], QMenu) else None

        qtbot.waitUntil(lambda: below() is not None)
        one = below()
        assert one is not None
        next(each for each in one.actions() if each.text() == words).trigger()
        menu.deleteLater()

    choose("Walk", "Rename…")
    choose("Stroll", "Delete…")  # not agreed to
    choose("Stroll", "Delete…")
    qtbot.waitUntil(lambda: not list(session.kept_timelines.folder.iterdir()))
