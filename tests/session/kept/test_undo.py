"""What was done with kept faces, taken back and done again."""

from __future__ import annotations

import pytest

from facelab.library import Library, Record
from facelab.library.changes import NAME, Change, Edit
from facelab.session.kept import steps as steps_of
from facelab.session.kept.steps import Steps
from tests.session.kept.desk import recipe


@pytest.fixture
def three(desk):
    desk.add(1, 2, 3)
    return [card.id for card in reversed(desk.kept.faces)]


def ratings(desk):
    return [card.rating for card in reversed(desk.kept.faces)]


def settled(desk):
    """All that was asked for is written, and heard of."""
    heard: list[object] = []
    desk.kept._run(lambda library: None, heard.append)
    desk.until(lambda: heard)


def test_edits_are_taken_back_one_by_one_and_done_again(desk, three):
    kept = desk.kept
    assert (kept.undo_label, kept.redo_label) == (None, None)
    kept.update(three, rating=3)
    kept.tag(three[:1], add=["hero"])
    kept.rename(three[0], "Ann")
    assert kept.undo_label == "renaming a face"
    kept.undo()
    assert (kept.undo_label, kept.redo_label) == (
        "adding the tag “hero” to a face",
        "renaming a face",
    )
    kept.undo()
    kept.undo()
    kept.undo()  # there is no more
    settled(desk)
    assert (desk.face(three[0]).name, desk.face(three[0]).tags) == ("", ())
    desk.until(lambda: ratings(desk) == [0, 0, 0])
    kept.redo()
    desk.until(lambda: ratings(desk) == [3, 3, 3])
    assert kept.redo_label == "adding the tag “hero” to a face"
    kept.update(three, rating=1)
    assert kept.redo_label is None


def test_what_changes_nothing_is_no_step(desk, three):
    kept = desk.kept
    kept.update(three, rating=3)
    kept.update(three, rating=4)
    kept.undo()
    kept.update(three, rating=3)  # as it is
    settled(desk)
    assert (kept.undo_label, kept.redo_label) == ("rating 3 faces", "rating 3 faces")
    kept.redo()
    desk.until(lambda: ratings(desk) == [4, 4, 4])


def test_what_another_process_wrote_stays_and_is_told(desk, three):
    desk.kept.update(three, rating=3)
    settled(desk)
    other = Library(desk.folder)
    other.update(three[:1], rating=5)
    other.close()
    desk.kept.undo()
    desk.until(lambda: "A face stays as it is" in desk.whats())
    desk.until(lambda: ratings(desk) == [5, 0, 0])
    desk.kept.redo()
    desk.until(lambda: ratings(desk) == [5, 3, 3])


def test_what_is_so_already_is_told(desk, three):
    desk.kept.remove(three[:1])
    settled(desk)
    other = Library(desk.folder)
    other.restore(three[:1])
    other.close()
    desk.kept.undo()
    desk.until(lambda: "Nothing has changed" in desk.whats())
    assert (desk.kept.undo_label, desk.kept.redo_label) == (None, None)


def test_where_all_was_changed_since_there_is_no_step_any_more(desk, three):
    desk.kept.update(three, rating=3)
    settled(desk)
    other = Library(desk.folder)
    other.update(three, rating=5)
    other.close()
    desk.kept.undo()
    desk.until(lambda: "3 faces stay as they are" in desk.whats())
    assert (desk.kept.undo_label, desk.kept.redo_label) == (None, None)


def test_removed_faces_come_back_by_undo_and_by_their_own_command(desk, three):
    kept = desk.kept
    kept.remove(three[:1])
    kept.update(three[1:], rating=2)
    settled(desk)
    assert kept.undo_label == "rating 2 faces"
    kept.restore()  # the message offers it: not the last step
    desk.until(lambda: ratings(desk) == [0, 2, 2])
    assert not kept.can_restore
    assert kept.undo_label == "restoring a face"
    kept.undo()
    settled(desk)
    assert kept.can_restore
    kept.redo()
    settled(desk)
    assert not kept.can_restore
    kept.remove(three)
    settled(desk)
    kept.restore()
    assert kept.redo_label == "removing 3 faces"
    kept.redo()
    settled(desk)
    assert kept.can_restore
    desk.until(lambda: desk.seeds() == [])


def test_faces_deleted_for_good_are_in_no_step(desk, three):
    kept = desk.kept
    kept.update(three[:1], rating=2)
    kept.remove(three[:2])
    settled(desk)
    kept.purge(three[:1])
    settled(desk)
    assert kept.undo_label == "removing 2 faces"
    kept.undo()
    settled(desk)
    assert kept.undo_label is None, "the rating was of a face that is gone"
    desk.until(lambda: desk.seeds() == [3, 2])
    assert not any("gone" in what for what in desk.whats())


def test_casts_are_taken_back(desk, three):
    def casts():
        return [(cast.name, cast.count) for cast in desk.kept.facets.casts]

    made: list[int] = []
    kept = desk.kept
    kept.add_cast("Crew", three[:2], made.append)
    desk.until(lambda: made)
    kept.rename_cast(made[0], "Night")
    kept.put_in_cast(made[0], three)
    assert kept.undo_label == "adding 3 faces to a cast"
    kept.remove_cast(made[0])
    desk.until(lambda: casts() == [])
    kept.undo()
    desk.until(lambda: casts() == [("Night", 3)])
    kept.undo()
    kept.undo()
    desk.until(lambda: casts() == [("Crew", 2)])
    kept.undo()
    desk.until(lambda: casts() == [])
    kept.redo()
    desk.until(lambda: casts() == [("Crew", 2)])


def test_what_could_not_be_written_is_no_step(desk, three, monkeypatch):
    def fails(*_, **__):
        raise OSError("the disk is full")

    kept = desk.kept
    kept.update(three, rating=3)
    settled(desk)
    with monkeypatch.context() as patched:
        patched.setattr(Library, "update", fails)
        kept.update(three, rating=4)
        settled(desk)
    assert kept.undo_label == "rating 3 faces"
    with monkeypatch.context() as patched:
        patched.setattr(Library, "carry_out", fails)
        kept.undo()
        settled(desk)
    assert (kept.undo_label, kept.redo_label) == ("rating 3 faces", None)
    kept.undo()
    desk.until(lambda: ratings(desk) == [0, 0, 0])


def test_notes_of_one_gesture_are_one_step(desk, three):
    kept, gesture = desk.kept, object()
    for note in ("a", "ab", "abc"):
        kept.update(three[:1], note=note, gesture=gesture)
    kept.undo()
    settled(desk)
    assert desk.face(three[0]).note == ""
    assert (kept.undo_label, kept.redo_label) == (None, "editing the note of a face")


def test_a_gesture_that_goes_on_while_it_is_written_stays_a_step():
    steps, gesture = Steps(), object()
    step = steps.record("note", gesture)
    assert steps.record("note", gesture) is step
    steps.settle(step)  # the first could not be written
    assert steps.last is step
    step.edit = Edit((Change(NAME, (1,), "", "Ann"),))
    steps.settle(step)
    assert steps.last is step


def test_a_gesture_of_which_nothing_is_left_is_no_step():
    steps, gesture = Steps(), object()
    step = steps.record("note", gesture)
    steps.record("note", gesture)
    steps.settle(step)
    steps.settle(step)
    assert steps.last is None


def test_another_library_has_steps_of_its_own(desk, three, tmp_path):
    desk.kept.update(three, rating=3)
    folder = tmp_path / "elsewhere"
    other = Library(folder)
    number = other.keep(Record(recipe(50), rating=3)).id
    other.close()
    desk.kept.move_to(folder)
    desk.until(lambda: desk.seeds() == [50])
    assert desk.kept.undo_label is None
    desk.kept.undo()
    settled(desk)
    assert desk.face(number).rating == 3


def test_steps_are_bounded(monkeypatch):
    steps = Steps()
    for number in range(steps_of.MOST_STEPS + 5):
        steps.record(str(number))
    names = []
    while (step := steps.back()) is not None:
        names.append(step.label)
    assert len(names) == steps_of.MOST_STEPS
    assert names[-1] == "5"
    steps = Steps()
    monkeypatch.setattr(steps_of, "MOST_BYTES", 3000)
    for number in range(10):
        step = steps.record(str(number))
        step.edit = Edit((Change(NAME, (1,), "", "x" * 100),))
        steps.settle(step)
    assert len(steps._done) == 3
    step = steps.record("large")
    step.edit = Edit((Change(NAME, (1,), "", "x" * 10_000),))
    steps.settle(step)
    assert [each.label for each in steps._done] == ["large"]
