"""The timeline of a session: what is changed, undone, kept for the next start, opened."""

from __future__ import annotations

import json

import msgspec
import pytest

from facelab.recipe import Seed
from facelab.recipe.retiming import arriving
from facelab.recipe.timeline import Key, Timeline
from facelab.recipe.timeline_codec import timeline_to_json
from facelab.session.animating.saved import FILE_NAME, KEPT_STEPS, Saved, decode, encode
from facelab.session.animating.steps import MOST_STEPS, State, Steps


def seeds(session) -> list[int | None]:
    return [key.face.seed for key in session.animating.keys]


def settle(session, pump) -> None:
    done: list[None] = []
    session._writer.run(lambda: None, done.append)
    pump.until(lambda: done)


@pytest.fixture
def three(session, make_face):
    """Keys of the seeds 1, 2 and 3, the last one selected."""
    for seed in (1, 2, 3):
        session.animating.add([make_face(seed)])
    return session


def test_keys_come_behind_the_one_that_is_selected(three, make_face):
    assert (seeds(three), three.animating.chosen) == ([1, 2, 3], (2,))
    three.animating.choose([0])
    three.animating.add([make_face(8), make_face(9)])
    assert (seeds(three), three.animating.chosen) == ([1, 8, 9, 2, 3], (1, 2))


def test_each_change_is_a_step_back(three):
    animating = three.animating
    animating.remove([0])
    animating.move(0, 1)
    assert seeds(three) == [3, 2]
    assert animating.undo_label == "Reorder keys"
    for want in ([2, 3], [1, 2, 3], [1, 2], [1], []):
        animating.undo()
        assert seeds(three) == want
    assert animating.timeline is None
    for _ in range(9):
        animating.redo()
    assert seeds(three) == [3, 2]


@pytest.mark.parametrize("end", ["cancel_gesture", "end_gesture"])
def test_a_drag_that_came_back_leaves_what_can_be_redone(three, end):
    animating = three.animating
    animating.remove([0])
    animating.undo()
    before = animating.timeline
    animating.edit(arriving(before, 1, 1.5)[0], "Move key", "drag")
    if end == "end_gesture":
        animating.edit(before, "Move key", "drag")
    getattr(animating, end)()
    assert (animating.timeline, animating.redo_label) == (before, "Delete key")
    animating.redo()
    assert seeds(three) == [2, 3]


def test_a_drag_is_one_step(three):
    animating = three.animating
    before = animating.timeline
    for time in (2.1, 2.4, 2.9):
        animating.edit(arriving(animating.timeline, 1, time)[0], "Move key", ("move", 1))
    animating.end_gesture()
    assert animating.timeline.starts[1] == 2.9
    animating.undo()
    assert animating.timeline == before


def test_a_drag_that_comes_back_is_none(three):
    animating = three.animating
    label, before = animating.undo_label, animating.timeline
    for time in (2.5, 2.0):
        animating.edit(arriving(before, 1, time)[0], "Move key", ("move", 1))
    animating.end_gesture()
    assert animating.undo_label == label == "Add key"


def test_copied_keys_go_behind_what_is_selected(three):
    animating = three.animating
    animating.choose([0, 1])
    assert animating.copy() == 2
    animating.choose([2])
    animating.paste()
    assert (seeds(three), animating.chosen) == ([1, 2, 3, 1, 2], (3, 4))


def test_sliders_of_one_key_go_to_the_others(three):
    animating = three.animating
    animating.set_face(0, animating.keys[0].face.with_amount("smile", 1.5))
    animating.choose([0, 2])
    animating.give_sliders(0)
    assert [key.face.amount("smile") for key in animating.keys] == [1.5, 0.0, 1.5]
    animating.choose([0])
    animating.give_sliders(0)
    assert [key.face.amount("smile") for key in animating.keys] == [1.5, 1.5, 1.5]
    assert seeds(three) == [1, 2, 3]


def test_a_track_begins_low_and_ends_high(three):
    three.animating.add_track("smile", "Smile")
    (track,) = three.animating.timeline.tracks
    assert [(point.seconds, point.amount) for point in track.points] == [(0.0, -2.0), (4.0, 2.0)]
    three.animating.add_track("smile", "Smile")
    assert len(three.animating.timeline.tracks) == 1
    three.animating.remove_track("smile")
    assert three.animating.timeline.tracks == ()


def test_it_is_there_at_the_next_start_with_the_way_back(three, world, pump):
    three.animating.remove([1])
    three.player.seek(1.25)
    three.close()
    again = world.started()
    assert (seeds(again), again.player.head) == ([1, 3], 1.25)
    again.animating.undo()
    assert seeds(again) == [1, 2, 3]
    assert again.animating.undo_label == "Add key"


def test_it_is_written_as_it_is_changed(three, world, pump):
    settle(three, pump)
    settle(three, pump)
    saved = decode((world.settings / FILE_NAME).read_bytes()).value
    timeline = saved.states[saved.place].timeline
    assert timeline is not None
    assert len(timeline.keys) == 3


@pytest.mark.parametrize("said", [b"{", b'{"format":"other","version":1}', b"[]", b"\xff"])
def test_what_makes_no_sense_is_set_aside(world, listen, said):
    world.settings.mkdir(parents=True)
    (world.settings / FILE_NAME).write_bytes(said)
    session = world.session()
    told = listen(session)
    session.start()
    assert session.animating.timeline is None
    assert told.said("timeline could not be restored")
    assert (world.settings / f"{FILE_NAME}.broken").read_bytes() == said


def test_a_newer_one_waits_for_the_update(world):
    world.settings.mkdir(parents=True)
    (world.settings / FILE_NAME).write_text('{"format":"facelab-animating","version":2}')
    world.session().start()
    assert (world.settings / f"{FILE_NAME}.v2").exists()


def test_a_face_is_written_once_and_only_the_last_states(make_face):
    face = make_face(1)
    states = [State()] + [State(Timeline((Key(face, k / 10),)), (0,), "x") for k in range(1, 90)]
    text = encode(Saved(tuple(states), 88, 2.0))
    said = json.loads(text)
    assert (len(said["faces"]), len(said["states"])) == (1, KEPT_STEPS)
    back = decode(text).value
    assert back.states[back.place] == states[88]


def test_there_are_only_so_many_steps(make_face):
    steps = Steps()
    for k in range(MOST_STEPS + 20):
        steps.put(State(Timeline((Key(make_face(1), 1.0 + k / 100),))))
    assert len(steps.steps) == MOST_STEPS
    assert steps.current.timeline is not None
    assert steps.current.timeline.seconds == pytest.approx(1.0 + (MOST_STEPS + 19) / 100)


# -- files ----------------------------------------------------------------------------------------


def test_a_timeline_that_is_opened_is_a_step(three, told, pump, make_face, tmp_path):
    clip = Timeline((Key(make_face(7)), Key(make_face(8), 1.0)), "ping-pong")
    path = tmp_path / "walk.json"
    path.write_text(timeline_to_json(clip))
    three.open_files([path])
    pump.until(lambda: three.animating.timeline == clip)
    assert told.said("Opened walk.json: 2 keys, 4.0 s")
    three.animating.undo()
    assert seeds(three) == [1, 2, 3]


def test_it_is_saved_as_a_file(three, told, pump, tmp_path):
    path = tmp_path / "walk.json"
    three.timeline_files.save(path)
    pump.until(lambda: told.messages)
    assert told.said("Saved walk.json")
    assert path.read_text() == timeline_to_json(three.animating.timeline)


def test_keys_are_sealed_as_other_faces_are(session, make_face):
    session.animating.add([msgspec.structs.replace(make_face(1), source=Seed(4))])
    assert session.animating.keys[0].face == session.model.sealed(make_face(4))


def test_it_is_kept_under_a_name_and_opened_again(three, told, pump):
    kept, first = three.kept_timelines, three.animating.timeline
    for _ in range(2):
        kept.keep("A walk: one/two")
    pump.until(lambda: len(told.messages) == 2)
    names: list[tuple[str, ...]] = []
    kept.list(names.append)
    pump.until(lambda: names)
    assert sorted(names[0]) == ["A walk_ one_two", "A walk_ one_two-2"]
    three.animating.clear()
    kept.open(names[0][1])
    pump.until(lambda: three.animating.timeline is not None)
    assert three.animating.timeline == first


def test_kept_ones_are_renamed_and_deleted(three, told, pump, world):
    kept, folder = three.kept_timelines, three.kept_timelines.folder
    for name in ("One", "Two", "///"):
        kept.keep(name)
    pump.until(lambda: len(told.messages) == 3)
    (folder / "nowhere.json").symlink_to(folder / "gone")
    kept.rename("Two", "One")
    kept.delete("timeline")
    kept.delete("was never there")
    names: list[tuple[str, ...]] = []
    kept.list(names.append)
    pump.until(lambda: names)
    assert sorted(names[0]) == ["One", "One-2"]
    assert told.said("Renamed to One-2")
    assert told.said("Deleted the timeline timeline")
    assert told.said("The timeline was not deleted")


def test_without_a_kept_one_the_list_is_empty(session, pump):
    names: list[tuple[str, ...]] = []
    session.kept_timelines.list(names.append)
    pump.until(lambda: names)
    assert names == [()]


def test_a_folder_that_refuses_is_told(three, told, pump, world):
    world.library.mkdir(parents=True, exist_ok=True)
    (world.library / "timelines").write_text("in the way")
    three.kept_timelines.keep("A")
    pump.until(lambda: told.messages)
    assert told.said("The timeline was not kept")
