"""A and B: what they hold, and how that outlives the program."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from facelab.recipe import Recipe, recipe_to_json
from facelab.session.disk import Writer
from facelab.session.face import slots as module
from facelab.session.face.slots import FILE_NAME, Slots
from facelab.session.messages import Message


class Desk:
    """Slots in a folder, what was told, what changed."""

    def __init__(self, folder: Path, pump) -> None:
        self.path = folder / FILE_NAME
        self.pump = pump
        self.told: list[Message] = []
        self.changed: list[str] = []
        self.writer = Writer(pump)
        self.slots = Slots(folder, self.writer, self.told.append)
        self.slots.changed.connect(self.changed.append)

    def held(self) -> list[int | None]:
        """The seeds in A and B."""
        held = (self.slots.get("A"), self.slots.get("B"))
        return [None if recipe is None else recipe.seed for recipe in held]

    def settle(self) -> None:
        """Wait until all that was changed is written, or has failed."""
        done: list[None] = []
        self.writer.run(lambda: None, done.append)
        self.pump.until(lambda: done)

    def close(self) -> None:
        assert self.writer.close(timeout=20)
        self.pump.drain()


@pytest.fixture
def make_desk(pump, tmp_path) -> Iterator[Callable[..., Desk]]:
    made: list[Desk] = []

    def make(folder: Path = tmp_path / "settings") -> Desk:
        made.append(Desk(folder, pump))
        made[-1].slots.load()
        return made[-1]

    yield make
    for desk in made:
        desk.close()


@pytest.fixture
def desk(make_desk) -> Desk:
    made: Desk = make_desk()
    return made


def test_they_are_empty_at_first(desk):
    assert desk.held() == [None, None]
    assert (desk.told, desk.changed) == ([], [])
    desk.settle()
    assert not desk.path.exists()


def test_storing_clearing_swapping(desk, make_face):
    desk.slots.store("A", make_face(1))
    assert desk.held() == [1, None]
    desk.slots.store("A", make_face(1))  # it is there already
    assert desk.changed == ["A"]
    desk.slots.swap()
    assert desk.held() == [None, 1]
    desk.slots.store("A", make_face(2))
    desk.slots.swap()
    assert desk.held() == [1, 2]
    desk.slots.clear("B")
    desk.slots.clear("B")
    assert desk.held() == [1, None]
    assert desk.changed == ["A", "A", "B", "A", "A", "B", "B"]
    desk.slots.clear("A")
    desk.slots.swap()
    assert desk.changed[-1] == "A"


def test_which_slot_holds_a_face(desk, make_face):
    desk.slots.store("B", make_face(1))
    assert desk.slots.holding(make_face(1)) == "B"
    desk.slots.store("A", make_face(1))
    assert desk.slots.holding(make_face(1)) == "A"
    assert desk.slots.holding(make_face(1).with_amount("smile", 1.0)) is None


def test_they_come_back_at_the_next_start(desk, make_desk, make_face):
    edited = make_face(2).with_amount("smile", 1.25).with_mix((0, 1), make_face(3).source, 0.5)
    desk.slots.store("A", make_face(1))
    desk.slots.store("B", edited)
    desk.slots.clear("A")
    desk.settle()
    second = make_desk()
    assert second.slots.get("A") is None
    assert second.slots.get("B") == edited
    assert second.changed == ["B"]


def test_of_many_changes_the_last_is_written(desk, make_desk, make_face):
    for seed in range(20):
        desk.slots.store("A", make_face(seed))
    desk.settle()
    assert make_desk().held() == [19, None]


def test_a_second_window_changes_only_its_own_slots(desk, make_desk, make_face):
    desk.slots.store("A", make_face(1))
    desk.settle()
    second = make_desk()
    desk.slots.store("A", make_face(2))
    desk.settle()
    second.slots.store("B", make_face(3))  # it has an older A
    second.settle()
    assert make_desk().held() == [2, 3]


def test_a_slot_that_another_window_has_emptied_stays_empty(desk, make_desk, make_face):
    desk.slots.store("A", make_face(1))
    desk.settle()
    second = make_desk()
    desk.slots.clear("A")
    desk.settle()
    second.slots.store("B", make_face(3))
    second.settle()
    assert make_desk().held() == [None, 3]


def good(recipe: Recipe) -> dict[str, object]:
    return {"format": "facelab-slots", "version": 1, "slots": {"A": recipe_to_json(recipe)}}


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"nonsense",
        b"\xff\xfe",
        b"null",
        b"[]",
        b"7",
        b"{}",
        b'{"format": "facelab-slots"}',
        b'{"format": "facelab-recipe", "version": 1, "slots": {}}',
        b'{"format": "facelab-slots", "version": 2, "slots": {}}',
        b'{"format": "facelab-slots", "version": "1", "slots": {}}',
        b'{"format": "facelab-slots", "version": 1}',
        b'{"format": "facelab-slots", "version": 1, "slots": []}',
        b'{"format": "facelab-slots", "version": 1, "slots": null}',
        b'{"format": "facelab-slots", "version": 1, "slots": {"A": 5}}',
        b'{"format": "facelab-slots", "version": 1, "slots": {"A": {"x": 1}}}',
        b'{"format": "facelab-slots", "version": 1, "slots": {"A": "{}"}}',
        b'{"format": "facelab-slots", "version": 1, "slots": {"A": "' + b"[" * 10_000 + b'"}}',
        b"[" * 200_000,
        b'{"x": ' + b"[" * 200_000,
    ],
)
def test_a_file_that_cannot_be_understood_is_kept_aside(make_desk, make_face, tmp_path, raw):
    folder = tmp_path / "settings"
    folder.mkdir()
    (folder / FILE_NAME).write_bytes(raw)
    desk = make_desk(folder)
    assert desk.held() == [None, None]
    (said,) = desk.told
    assert said.level == "warning"
    (aside,) = folder.glob("slots.json.*")
    assert aside.name == ("slots.json.v2" if b'"version": 2' in raw else "slots.json.broken")
    assert str(aside) in said.fix
    assert aside.read_bytes() == raw
    assert not desk.path.exists()
    desk.slots.store("B", make_face(4))  # they work all the same
    desk.settle()
    assert make_desk(folder).held() == [None, 4]


def test_a_far_too_large_file_is_not_read(make_desk, make_face, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MAX_BYTES", 100)
    folder = tmp_path / "settings"
    folder.mkdir()
    (folder / FILE_NAME).write_bytes(msgspec.json.encode(good(make_face(1))))
    desk = make_desk(folder)
    assert desk.held() == [None, None]
    assert "is larger than" in desk.told[0].why


def test_a_face_of_another_network_comes_back_too(desk, make_desk, make_face):
    desk.slots.store("A", make_face(1, sha256="b" * 64))
    desk.settle()
    assert make_desk().slots.get("A").model.sha256 == "b" * 64


def test_a_folder_in_its_place_is_set_aside_too(make_desk, tmp_path):
    folder = tmp_path / "settings"
    (folder / FILE_NAME).mkdir(parents=True)
    desk = make_desk(folder)
    (said,) = desk.told
    assert said.level == "warning"
    assert "folder" in said.why
    assert (folder / "slots.json.broken").is_dir()


def test_what_cannot_be_written_is_told_once_and_written_later(
    desk, make_desk, make_face, monkeypatch
):
    def full(descriptor):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("facelab.files.os.fsync", full)
        desk.slots.store("A", make_face(1))
        desk.slots.store("A", make_face(2))
        desk.settle()
    (said,) = desk.told
    assert said.why == "No space left on device."
    assert desk.held() == [2, None]
    desk.slots.store("B", make_face(3))
    desk.settle()
    assert make_desk().held() == [2, 3]


def test_the_file_says_what_it_is(desk, make_face):
    desk.slots.store("A", make_face(1))
    desk.settle()
    said = json.loads(desk.path.read_bytes())
    assert (said["format"], said["version"], list(said["slots"])) == ("facelab-slots", 1, ["A"])


def test_a_session_brings_them_back(world, pump, make_face):
    first = world.started()
    first.slots.store("B", make_face(5))
    assert first.close()
    second = world.started()
    assert second.slots.get("B") == make_face(5)


def test_a_slot_that_makes_no_sense_costs_not_the_other(make_desk, make_face, tmp_path):
    folder = tmp_path / "settings"
    folder.mkdir()
    body = good(make_face(1))
    body["slots"] = {"A": recipe_to_json(make_face(1)), "B": "{}"}
    raw = msgspec.json.encode(body)
    (folder / FILE_NAME).write_bytes(raw)
    desk = make_desk(folder)
    assert desk.held() == [1, None]
    assert "slots.json.broken" in desk.told[0].fix
    assert (folder / "slots.json.broken").read_bytes() == raw


def test_slots_of_a_newer_facelab_are_left_as_they_are(make_desk, make_face, tmp_path):
    folder = tmp_path / "settings"
    folder.mkdir()
    body = good(make_face(1))
    body["slots"] = {"C": "something new"}
    (folder / FILE_NAME).write_bytes(msgspec.json.encode(body))
    desk = make_desk(folder)
    desk.slots.store("A", make_face(4))
    desk.settle()
    assert json.loads(desk.path.read_bytes())["slots"]["C"] == "something new"


def test_what_another_facelab_wrote_meanwhile_is_set_aside_and_told(desk, make_face):
    desk.slots.store("A", make_face(1))
    desk.settle()
    newer = b'{"format": "facelab-slots", "version": 2, "slots": {}}'
    desk.path.write_bytes(newer)
    desk.slots.store("B", make_face(2))
    desk.settle()
    desk.settle()
    (said,) = desk.told
    assert "slots.json.v2" in said.fix
    assert desk.path.with_name("slots.json.v2").read_bytes() == newer


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_slots_as_an_editor_on_windows_saves_them(make_desk, make_face, tmp_path, encoding):
    folder = tmp_path / "settings"
    folder.mkdir()
    (folder / FILE_NAME).write_bytes(json.dumps(good(make_face(1))).encode(encoding))
    assert make_desk(folder).held() == [1, None]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes")
def test_a_pipe_is_not_waited_for(make_desk, tmp_path):
    folder = tmp_path / "settings"
    folder.mkdir()
    os.mkfifo(folder / FILE_NAME)
    desk = make_desk(folder)
    assert desk.held() == [None, None]
    assert "device or a pipe" in desk.told[0].why
