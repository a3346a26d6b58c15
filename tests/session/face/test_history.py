"""What a history of faces is beyond a line of steps."""

from __future__ import annotations

from facelab.session.face.history import KEPT_STEPS, MAX_STEPS, History, Own, Step


def test_a_face_that_came_back_is_no_step_whatever_was_wanted_for_others(make_face):
    history = History([Step(make_face(0), "Start")])
    history.put(Step(make_face(1), "Drag"), "hand")
    history.put(Step(make_face(0), "Drag", Own.of(make_face(5))), "hand")
    assert history.close_gesture()
    assert history.steps == (Step(make_face(0), "Start"),)


def test_the_oldest_faces_are_forgotten_in_batches(make_face):
    history = History([Step(make_face(seed), "") for seed in range(MAX_STEPS)], MAX_STEPS - 1)
    history.put(Step(make_face(MAX_STEPS), "last"))
    assert (history.trims, len(history.steps)) == (1, KEPT_STEPS)
    assert history.current == Step(make_face(MAX_STEPS), "last")
