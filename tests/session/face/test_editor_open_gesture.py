"""Undo, redo and the history while a control is held that came back to where it began."""

from __future__ import annotations

import pytest

from facelab.session.face.editor import FaceEditor


@pytest.fixture
def face(make_face) -> FaceEditor:
    """The faces 1, 2 and 3; 2 is on show, under a hand that came back to it."""
    made = FaceEditor()
    made.begin(make_face(1))
    for seed in (2, 3):
        made.edit(make_face(seed), f"Face {seed}")
    made.undo()
    for amount in (0.1, 0.0):
        made.edit(make_face(2).with_amount("smile", amount), "Smile", "smile")
    assert made.in_gesture
    return made


def test_undo_takes_back_the_step_before(face: FaceEditor, make_face):
    face.undo()
    assert face.recipe == make_face(1)
    assert [step.recipe for step in face.steps] == [make_face(seed) for seed in (1, 2, 3)]


def test_redo_does_again_what_was_taken_back(face: FaceEditor, make_face):
    face.redo()
    assert face.recipe == make_face(3)


def test_the_open_step_of_the_list_is_the_face_that_is_on_show(face: FaceEditor, make_face):
    face.go_to(face.place)
    assert face.recipe == make_face(2)
    assert (face.place, face.redo_label) == (1, "Face 3")


def test_a_step_before_it_is_gone_to(face: FaceEditor, make_face):
    face.go_to(0)
    assert face.recipe == make_face(1)


def test_undo_of_a_gesture_that_went_somewhere_takes_back_that(face: FaceEditor, make_face):
    face.edit(make_face(2).with_amount("smile", 0.4), "Smile", "smile")
    face.undo()
    assert face.recipe == make_face(2)


def test_who_holds_a_control_lets_go_before_another_face_is_there(face: FaceEditor, make_face):
    held: list[tuple[bool, int | None]] = []
    face.arriving.connect(lambda: held.append((face.in_gesture, face.recipe.seed)))
    face.open(make_face(8), "Open")
    face.edit_beside(make_face(9), "Open", [])
    assert held == [(True, 2), (False, 8)]
