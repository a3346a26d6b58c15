from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from facelab.session.step_line import StepLine

MOST, KEPT = 100, 80


@dataclass(frozen=True)
class Said:
    """A number, and what was done for it."""

    number: int
    label: str


def same(one: Said, other: Said) -> bool:
    return one.number == other.number


def line_of(steps: Sequence[Said], place: int = 0) -> StepLine[Said]:
    return StepLine(steps, place, same, MOST, KEPT)


@pytest.fixture
def line() -> StepLine[Said]:
    return line_of([Said(0, "Start")])


def numbers(line: StepLine[Said]) -> list[int]:
    return [step.number for step in line.steps]


def number(step: Said | None) -> int | None:
    return None if step is None else step.number


def test_an_edit_is_a_step_and_undo_takes_it_back(line):
    assert (line.undo_label, line.redo_label) == (None, None)
    line.put(Said(1, "One"))
    line.put(Said(2, "Two"))
    assert line.current == Said(2, "Two")
    assert (line.undo_label, line.redo_label) == ("Two", None)
    assert number(line.undo()) == 1
    assert (line.undo_label, line.redo_label) == ("One", "Two")
    assert number(line.undo()) == 0
    assert line.undo() is None
    assert (line.undo_label, line.redo_label) == (None, "One")
    assert number(line.redo()) == 1
    assert number(line.redo()) == 2
    assert line.redo() is None


def test_an_edit_after_undo_ends_what_could_be_redone(line):
    for each in (1, 2, 3):
        line.put(Said(each, str(each)))
    line.undo()
    line.undo()
    line.put(Said(9, "Nine"))
    assert numbers(line) == [0, 1, 9]
    assert line.redo_label is None


def test_a_gesture_is_one_step(line):
    for each in (1, 2, 3):
        line.put(Said(each, "Drag"), "psi")
    assert numbers(line) == [0, 3]
    assert line.gesture == "psi"
    assert line.close_gesture()
    assert not line.close_gesture()
    line.put(Said(4, "Drag"), "psi")
    assert numbers(line) == [0, 3, 4]


def test_a_gesture_that_came_back_leaves_what_can_be_redone(line):
    for each in (1, 2, 3):
        line.put(Said(each, str(each)))
    line.undo()
    line.undo()
    line.put(Said(9, "Drag"), "psi")
    assert numbers(line) == [0, 1, 9]
    line.put(Said(1, "Drag"), "psi")
    line.close_gesture()
    assert (numbers(line), line.place) == ([0, 1, 2, 3], 1)
    line.put(Said(9, "Drag"), "psi")
    line.close_gesture()
    assert numbers(line) == [0, 1, 9]


def test_another_key_begins_another_step(line):
    line.put(Said(1, "A"), "a")
    line.put(Said(2, "B"), "b")
    line.put(Said(3, "A"), "a")
    line.put(Said(4, "Click"))
    line.put(Said(5, "A"), "a")
    assert numbers(line) == [0, 1, 2, 3, 4, 5]


def test_undo_in_the_middle_of_a_gesture_ends_it(line):
    line.put(Said(1, "Drag"), "psi")
    line.undo()
    line.put(Said(2, "Drag"), "psi")
    line.put(Said(3, "Drag"), "psi")
    assert numbers(line) == [0, 3]
    line.undo()
    assert line.current.number == 0


def test_a_gesture_that_came_back_to_where_it_began_is_no_step(line):
    line.put(Said(1, "One"))
    for each in (2, 3, 1):
        line.put(Said(each, "Drag"), "psi")
    assert line.close_gesture()
    assert numbers(line) == [0, 1]
    assert line.undo_label == "One"


def test_going_to_a_step(line):
    for each in (1, 2, 3):
        line.put(Said(each, str(each)))
    assert number(line.go_to(1)) == 1
    assert line.place == 1
    assert line.go_to(1) is None
    assert line.go_to(-1) is None
    assert line.go_to(4) is None
    assert line.place == 1


def test_the_oldest_steps_are_forgotten_in_batches(line):
    for each in range(1, MOST):
        line.put(Said(each, str(each)))
    assert len(line.steps) == MOST
    assert line.trims == 0
    line.put(Said(MOST, "last"))
    assert line.trims == 1
    assert len(line.steps) == KEPT
    assert line.current == Said(MOST, "last")
    assert line.place == KEPT - 1


def test_a_gesture_is_taken_back(line):
    line.put(Said(1, "One"))
    line.put(Said(2, "Two"))
    line.undo()
    assert not line.cancel_gesture()
    for each in (7, 8):
        line.put(Said(each, "Drag"), "hand")
    assert line.cancel_gesture()
    assert (numbers(line), line.place, line.gesture) == ([0, 1, 2], 1, None)


def test_another_one_of_now_is_no_step(line):
    line.put(Said(1, "One"))
    line.replace(Said(5, "One"))
    assert (numbers(line), line.undo_label) == ([0, 5], "One")
    assert number(line.undo()) == 0
    assert number(line.redo()) == 5


def test_a_line_as_it_was():
    steps = [Said(each, str(each)) for each in range(3)]
    line = line_of(steps, 1)
    assert line.steps == tuple(steps)
    assert (line.undo_label, line.redo_label) == ("1", "2")
    assert line_of(steps, 99).place == 2
    assert line_of(steps, -1).place == 0
