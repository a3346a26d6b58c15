"""Faces that are dragged out, and dropped on each other."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDrag
from PySide6.QtTest import QTest

from facelab.recipe import Blend
from facelab.ui.gallery import FACES, dropped_faces, faces_mime
from tests.ui.gallery.hand import Button, Mod, at, caught

# -- dragging out ---------------------------------------------------------------------------------


@pytest.fixture
def carried(monkeypatch):
    """What is carried by a drag that ends at once."""
    found = []
    monkeypatch.setattr(QDrag, "exec", lambda self, *_: found.append(self))
    return found


def test_the_chosen_faces_are_carried_the_current_first(view, hall, carried):
    ids = hall.choose("carl", "ann", "bob")
    view.startDrag(Qt.DropAction.CopyAction)
    (drag,) = carried
    assert drag.mimeData().formats() == [FACES]
    assert dropped_faces(drag.mimeData())[0] == ids[0]
    assert set(dropped_faces(drag.mimeData())) == set(ids)
    assert not drag.pixmap().isNull()


def test_a_drag_of_nothing_is_none(view, hall, carried):
    hall.gallery.choice.clear()
    view.startDrag(Qt.DropAction.CopyAction)
    assert carried == []


def test_a_press_that_moves_begins_a_drag(view, hall, carried):
    start = at(view, hall, "ann")
    QTest.mousePress(view.viewport(), Button.LeftButton, Mod(0), start)
    for step in (5, 15, 30):
        QTest.mouseMove(view.viewport(), start + QPoint(step, 0))
    QTest.mouseRelease(view.viewport(), Button.LeftButton, Mod(0), start)
    if not carried:
        pytest.skip("the offscreen platform sent no move with a button held")
    assert dropped_faces(carried[0].mimeData()) == (hall.numbers["ann"],)


# -- dropping on a face ---------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["dock", "grid"])
def test_a_face_dropped_on_another_is_blended_with_it(hall, drop, mode):
    view = hall.gallery.make_view(mode, "Kept faces", hall.window)
    hall.window.setCentralWidget(view)
    hall.window.show()
    hall.read_cards()
    asked, offered = caught(view.blend_requested), caught(hall.gallery.actions.blended)
    before = hall.session.face.recipe
    made = drop(view, faces_mime([hall.numbers["ann"]]), at(view, hall, "bob"))
    assert made.dropped
    assert asked == [(hall.numbers["bob"], (hall.numbers["ann"],))]
    assert view._target == -1
    if mode == "dock":
        hall.until(lambda: hall.session.face.undo_label == "Blend Bob and Ann")
        assert offered == []
    else:
        hall.until(lambda: offered)
        ((recipe, label),) = offered
        assert label == "Blend Bob and Ann"
        assert isinstance(recipe.source, Blend)
        assert hall.session.face.recipe == before, "what is not in sight is not replaced"


def test_where_it_would_be_dropped_is_shown(view, hall, drop):
    data = faces_mime([hall.numbers["ann"]])
    view.blend_requested.disconnect()
    seen = []
    monkey = view._set_target

    def note(index):
        monkey(index)
        seen.append(view._target)

    view._set_target = note
    drop(view, data, at(view, hall, "bob"))
    assert seen == [1, -1]


def test_beside_the_faces_nothing_can_be_dropped(view, hall, drop):
    made = drop(view, faces_mime([1]), QPoint(690, 410))
    assert (made.entered, made.moved, made.dropped) == (True, False, False)


def test_a_face_dropped_on_itself_is_no_question(view, hall, drop):
    asked = caught(view.blend_requested)
    number = hall.numbers["bob"]
    drop(view, faces_mime([number]), at(view, hall, "bob"))
    assert asked == []
    drop(view, faces_mime([number, hall.numbers["ann"]]), at(view, hall, "bob"))
    assert asked == [(number, (hall.numbers["ann"],))]


def test_faces_that_are_dragged_take_no_faces(view, hall, drop):
    view._dragged = frozenset({hall.numbers["ann"], hall.numbers["bob"]})
    data = faces_mime([hall.numbers["ann"], hall.numbers["bob"]])
    assert not drop(view, data, at(view, hall, "bob")).moved
    assert drop(view, data, at(view, hall, "carl")).dropped


def hostile(raw: bytes) -> QMimeData:
    data = QMimeData()
    data.setData(FACES, raw)
    return data


def files() -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/tmp/x.png")])
    return data


@pytest.mark.parametrize("raw", [b"", b"nonsense", b"[-1]", b'["a"]', b"[" * 5000])
def test_hostile_data_change_nothing(view, hall, drop, raw):
    asked = caught(view.blend_requested)
    assert not drop(view, hostile(raw), at(view, hall, "bob")).dropped
    assert asked == []


def test_other_things_are_refused(view, hall, drop):
    assert not drop(view, files(), at(view, hall, "bob")).entered


def test_a_face_that_is_gone_is_told(view, hall, drop):
    assert drop(view, faces_mime([4711]), at(view, hall, "bob")).dropped
    hall.until(lambda: any("no kept face 4711" in what for what in hall.whats()))
