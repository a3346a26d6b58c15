from __future__ import annotations

import pytest

from facelab.session.face.history import KEPT_STEPS, MAX_STEPS, History, Step


@pytest.fixture
def history(make_face) -> History:
    return History(make_face(0))


def seeds(history: History) -> list[int | None]:
    return [step.recipe.seed for step in history.steps]


def test_an_edit_is_a_step_and_undo_takes_it_back(history, make_face):
    assert (history.undo_label, history.redo_label) == (None, None)
    history.record(make_face(1), "One")
    history.record(make_face(2), "Two")
    assert history.current == Step(make_face(2), "Two")
    assert (history.undo_label, history.redo_label) == ("Two", None)
    assert history.undo() == make_face(1)
    assert (history.undo_label, history.redo_label) == ("One", "Two")
    assert history.undo() == make_face(0)
    assert history.undo() is None
    assert (history.undo_label, history.redo_label) == (None, "One")
    assert history.redo() == make_face(1)
    assert history.redo() == make_face(2)
    assert history.redo() is None


def test_an_edit_after_undo_ends_what_could_be_redone(history, make_face):
    for seed in (1, 2, 3):
        history.record(make_face(seed), str(seed))
    history.undo()
    history.undo()
    history.record(make_face(9), "Nine")
    assert seeds(history) == [0, 1, 9]
    assert history.redo_label is None


def test_a_gesture_is_one_step(history, make_face):
    for seed in (1, 2, 3):
        history.record(make_face(seed), "Drag", "psi")
    assert seeds(history) == [0, 3]
    assert history.gesture == "psi"
    assert history.close_gesture()
    assert not history.close_gesture()
    history.record(make_face(4), "Drag", "psi")
    assert seeds(history) == [0, 3, 4]


def test_a_gesture_that_came_back_leaves_what_can_be_redone(history, make_face):
    for seed in (1, 2, 3):
        history.record(make_face(seed), str(seed))
    history.undo()
    history.undo()
    history.record(make_face(9), "Drag", "psi")
    assert seeds(history) == [0, 1, 9]
    history.record(make_face(1), "Drag", "psi")
    history.close_gesture()
    assert (seeds(history), history.place) == ([0, 1, 2, 3], 1)
    history.record(make_face(9), "Drag", "psi")
    history.close_gesture()
    assert seeds(history) == [0, 1, 9]


def test_another_key_begins_another_step(history, make_face):
    history.record(make_face(1), "A", "a")
    history.record(make_face(2), "B", "b")
    history.record(make_face(3), "A", "a")
    history.record(make_face(4), "Click")
    history.record(make_face(5), "A", "a")
    assert seeds(history) == [0, 1, 2, 3, 4, 5]


def test_undo_in_the_middle_of_a_gesture_ends_it(history, make_face):
    history.record(make_face(1), "Drag", "psi")
    history.undo()
    history.record(make_face(2), "Drag", "psi")
    history.record(make_face(3), "Drag", "psi")
    assert seeds(history) == [0, 3]
    history.undo()
    assert history.current.recipe == make_face(0)


def test_a_gesture_that_came_back_to_where_it_began_is_no_step(history, make_face):
    history.record(make_face(1), "One")
    for seed in (2, 3, 1):
        history.record(make_face(seed), "Drag", "psi")
    assert history.close_gesture()
    assert seeds(history) == [0, 1]
    assert history.undo_label == "One"


def test_going_to_a_step(history, make_face):
    for seed in (1, 2, 3):
        history.record(make_face(seed), str(seed))
    assert history.go_to(1) == make_face(1)
    assert history.place == 1
    assert history.go_to(1) is None
    assert history.go_to(-1) is None
    assert history.go_to(4) is None
    assert history.place == 1


def test_the_oldest_steps_are_forgotten_in_batches(history, make_face):
    for seed in range(1, MAX_STEPS):
        history.record(make_face(seed), str(seed))
    assert len(history.steps) == MAX_STEPS
    assert history.trims == 0
    history.record(make_face(MAX_STEPS), "last")
    assert history.trims == 1
    assert len(history.steps) == KEPT_STEPS
    assert history.current == Step(make_face(MAX_STEPS), "last")
    assert history.place == KEPT_STEPS - 1


def test_a_history_as_it_was(make_face):
    steps = [Step(make_face(seed), str(seed)) for seed in range(3)]
    history = History.of(steps, 1)
    assert history.steps == tuple(steps)
    assert (history.undo_label, history.redo_label) == ("1", "2")
    assert History.of(steps, 99).place == 2
    assert History.of(steps, -1).place == 0
