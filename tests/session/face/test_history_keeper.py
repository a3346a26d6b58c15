"""The history over a restart, with one window and with two."""

from __future__ import annotations

import threading

import pytest

from facelab.recipe import recipe_to_json
from facelab.session.face.history_file import Journal
from facelab.session.settings import Settings, load_settings, save_settings


def seeds(session) -> list[int]:
    return [step.recipe.seed for step in session.face.steps]


def flushed(session, pump) -> None:
    """Wait until the writer has done all that it was given."""
    ends: list[object] = []
    session._writer.run(lambda: None, ends.append)
    pump.until(lambda: ends)


def test_steps_and_place_come_back(world):
    first = world.started()
    for seed in (8, 9, 10):
        first.face.set_seed(seed)
    first.face.undo()
    first.close()
    second = world.started()
    assert seeds(second) == [7, 8, 9, 10]
    assert second.face.recipe.seed == 9
    assert second.face.redo_label == "Seed"


def test_steps_of_a_full_disk_come_back_once_it_has_room(world, pump, listen, monkeypatch):
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    first = world.started()
    told = listen(first)
    with monkeypatch.context() as disk:
        disk.setattr("facelab.session.face.history_file.os.fsync", full)
        for seed in (8, 9, 10):
            first.face.set_seed(seed)
        first.face.undo()
        flushed(first, pump)
    assert [message.level for message in told.messages] == ["warning"]  # told once
    first.face.set_seed(11)
    flushed(first, pump)
    first.close()
    assert seeds(world.started()) == [7, 8, 9, 11]


def test_a_face_that_was_asked_for_is_a_step_after_the_others(world):
    first = world.started()
    first.face.set_seed(8)
    first.close()
    second = world.started(seed=31)
    assert seeds(second) == [7, 8, 31]
    assert second.face.undo_label == "Open"
    second.close()
    third = world.started(seed=31)
    assert seeds(third) == [7, 8, 31]  # it is on show already


def test_a_history_of_another_network_waits_for_it(world, make_info, listen, pump):
    first = world.started()
    first.face.set_seed(8)
    first.close()
    kept = (world.settings / "history.jsonl").read_bytes()
    world.renderer.info = make_info(sha256="b" * 64)
    second = world.session()
    told = listen(second)
    second.start()
    pump.until(lambda: second.frame is not None)
    assert seeds(second) == [7]
    second.face.set_seed(5)
    second.close()
    assert told.messages == []
    assert (world.settings / "history.jsonl").read_bytes() == kept
    third = world.started()
    assert seeds(third) == [7, 5]
    third.close()
    world.renderer.info = make_info()
    assert seeds(world.started()) == [7, 8]


def test_a_history_that_makes_no_sense_is_told_once_in_the_window(world, listen, pump):
    world.settings.mkdir(parents=True, exist_ok=True)
    (world.settings / "history.jsonl").write_bytes(b"nonsense")
    session = world.session()
    told = listen(session)
    session.start()
    pump.until(lambda: session.frame is not None)
    said = [message for message in told.messages if "history" in message.what]
    assert [message.level for message in said] == ["warning"]
    assert (world.settings / "history.jsonl.broken").read_bytes() == b"nonsense"
    session.close()
    assert seeds(world.started()) == [7]


def test_without_a_history_the_settings_remember_the_face(world, make_face):
    save_settings(Settings(recipe=recipe_to_json(make_face(55))), world.settings)
    session = world.started()
    assert seeds(session) == [55]


@pytest.mark.parametrize("recipe", ["{", '{"format": "facelab-recipe", "version": 9}'])
def test_a_face_that_the_settings_cannot_tell_is_told(world, pump, listen, recipe):
    save_settings(Settings(recipe=recipe), world.settings)
    session = world.session()
    told = listen(session)
    session.start()
    pump.until(lambda: "full 7" in told.frames)
    assert told.said("This recipe cannot be read.")


def test_two_windows_keep_their_own_faces_and_histories(world, pump):
    one = world.started()
    one.face.set_seed(11)
    two = world.started()
    two.face.set_seed(22)
    one.face.set_seed(12)
    assert seeds(one) == [7, 11, 12]
    flushed(one, pump)
    two.close()
    one.close()
    # The window that was closed last is the first to come back.
    again = world.started()
    beside = world.started()
    assert seeds(again) == [7, 11, 12]
    assert seeds(beside)[-1] == 22


def test_two_windows_keep_what_each_of_them_chose(world, pump, make_face):
    one, two = world.started(), world.started()
    one.change_settings(theme="light")
    one.slots.store("A", make_face(1))
    flushed(one, pump)
    two.change_settings(map_span=1.0)
    two.slots.store("B", make_face(2))
    two.face.set_seed(5)
    flushed(two, pump)
    one.close()
    two.close()
    settings = load_settings(world.settings)[0]
    assert (settings.theme, settings.map_span) == ("light", 1.0)
    third = world.started()
    assert third.slots.get("A") == make_face(1)
    assert third.slots.get("B") == make_face(2)


def test_two_windows_see_what_the_other_keeps(world, pump):
    one, two = world.started(), world.started()
    one.keep("from one")
    pump.until(lambda: two.kept.faces)
    two.kept.rename(two.kept.faces[0], "from two")
    pump.until(lambda: [face.name for face in one.kept.faces] == ["from two"])


def test_many_steps_behind_a_slow_disk_are_one_write(world, pump, monkeypatch):
    """A key held down makes thirty a second; at the end none may be waited for in vain."""
    written: list[int] = []
    note = Journal.note

    def counted(self, notes):
        written.append(len(notes))
        note(self, notes)

    monkeypatch.setattr(Journal, "note", counted)
    session = world.started()
    flushed(session, pump)
    written.clear()
    slow = threading.Event()
    session._writer.run(lambda: slow.wait(20))
    for seed in range(100, 150):
        session.face.set_seed(seed)
    session.face.undo()
    slow.set()
    assert session.close()
    assert written == [51]
    again = world.started()
    assert seeds(again) == [7, *range(100, 150)]
    assert again.face.recipe.seed == 148
