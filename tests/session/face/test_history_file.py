"""The history on disk: what was noted comes back, whatever happened to the end of the file."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import pytest

from facelab.errors import SettingsError
from facelab.recipe import ModelRef, Noise, Recipe, Seed, Truncation
from facelab.session.face.history import Own, Step
from facelab.session.face.history_file import FILE_NAME, MOST_WINDOWS, RESTORED_STEPS, Journal

MODEL = ModelRef("a" * 64, "test")


def step(seed: int) -> Step:
    return Step(Recipe(MODEL, Seed(seed)), f"Seed {seed}")


@pytest.fixture
def journal(tmp_path: Path):
    made = Journal(tmp_path)
    assert made.load() is None
    made.begin([step(0)], 0)
    yield made
    made.close()


def reloaded(folder: Path):
    other = Journal(folder)
    try:
        return other.load()
    finally:
        other.close()


def test_steps_and_place_come_back(journal, tmp_path):
    journal.note([(1, step(1))])
    journal.note([(2, step(2))])
    journal.note([(1, None)])
    journal.close()
    assert reloaded(tmp_path) == ([step(0), step(1), step(2)], 1)


def test_truncation_and_noise_to_go_back_to_come_back(journal, tmp_path):
    opened = replace(step(1), own=Own(Truncation(0.55, 3), Noise("random", 8, 0.5)))
    journal.note([(1, opened)])
    journal.close()
    assert reloaded(tmp_path) == ([step(0), opened], 1)


def test_a_history_that_noted_no_noise_is_read(journal, tmp_path):
    first = step(1)
    journal.note([(1, replace(first, own=Own(Truncation(0.55, 3), first.recipe.noise)))])
    journal.close()
    path = tmp_path / FILE_NAME
    lines = path.read_bytes().split(b"\n")
    place = next(n for n, line in enumerate(lines) if b"own noise" in line)
    said = json.loads(lines[place])
    del said["own noise"]
    lines[place] = json.dumps(said).encode()
    path.write_bytes(b"\n".join(lines))
    kept = reloaded(tmp_path)
    assert kept is not None
    assert kept[0][1].own == Own(Truncation(0.55, 3), first.recipe.noise)


def test_a_step_drops_those_after_it(journal, tmp_path):
    for number in (1, 2, 3):
        journal.note([(number, step(number))])
    journal.note([(1, None)])
    journal.note([(2, step(9))])
    journal.close()
    assert reloaded(tmp_path) == ([step(0), step(1), step(9)], 2)


def test_a_crash_without_close_loses_nothing(journal, tmp_path):
    journal.note([(1, step(1))])
    # no close: the lines are on the disk already
    lines = (tmp_path / FILE_NAME).read_bytes().splitlines()
    assert len(lines) == 4
    journal.close()
    assert reloaded(tmp_path) == ([step(0), step(1)], 1)


@pytest.mark.parametrize("cut", [1, 5, 40])
def test_a_line_that_was_cut_off_is_left_out(journal, tmp_path, cut):
    journal.note([(1, step(1))])
    journal.note([(2, step(2))])
    journal.close()
    path = tmp_path / FILE_NAME
    path.write_bytes(path.read_bytes()[:-cut])
    expected = 3 if cut == 1 else 2  # only the newline is gone
    steps, place = reloaded(tmp_path)
    assert (len(steps), place) == (expected, expected - 1)


@pytest.mark.parametrize(
    "text",
    [b"", b"not json\n", b'{"format":"other","version":1}\n', b"\xff\xfe", b"[1,2]\n", b"null\n"],
)
def test_what_is_no_history_begins_anew(tmp_path, text):
    (tmp_path / FILE_NAME).write_bytes(text)
    assert reloaded(tmp_path) is None


def test_a_damaged_line_in_the_middle_costs_only_itself(journal, tmp_path):
    journal.note([(1, step(1))])
    journal.close()
    path = tmp_path / FILE_NAME
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + lines[1] + b'{"step": "x", "recipe": 7}\n' + lines[3])
    assert reloaded(tmp_path) == ([step(0), step(1)], 1)


def test_only_the_last_steps_are_restored(journal, tmp_path):
    for number in range(1, RESTORED_STEPS + 50):
        journal.note([(number, step(number))])
    journal.close()
    steps, place = reloaded(tmp_path)
    assert len(steps) == RESTORED_STEPS
    assert steps[place] == step(RESTORED_STEPS + 49)


def test_a_second_window_has_a_history_of_its_own(journal, tmp_path):
    journal.note([(1, step(1))])
    second = Journal(tmp_path)
    assert second.load() is None
    second.begin([step(5)], 0)
    second.note([(1, step(6))])
    journal.note([(2, step(2))])
    assert (tmp_path / "history-2.jsonl").exists()
    second.close()
    journal.close()
    # The one that was closed last comes back first; the other one is for a second window.
    first, other = Journal(tmp_path), Journal(tmp_path)
    assert first.load() == ([step(0), step(1), step(2)], 2)
    assert other.load() == ([step(5), step(6)], 1)
    first.close()
    other.close()


def test_after_a_crash_the_window_that_was_used_last_comes_back_first(tmp_path):
    for name, used, seed in ((FILE_NAME, 1000.0, 1), ("history-2.jsonl", 2000.0, 2)):
        made = Journal(tmp_path / "other")
        made.load()
        made.begin([step(seed)], 0)
        made.close()
        (tmp_path / name).write_bytes((tmp_path / "other" / FILE_NAME).read_bytes())
        os.utime(tmp_path / name, (used, used))
    assert reloaded(tmp_path) == ([step(2)], 0)


def test_there_are_no_more_histories_than_windows_that_anyone_opens(tmp_path):
    windows = [Journal(tmp_path) for _ in range(MOST_WINDOWS + 1)]
    for number, window in enumerate(windows):
        assert window.load() is None
        window.begin([step(number)], 0)
        window.note([(1, step(9))])  # no file: nothing happens
    assert len(list(tmp_path.glob("history*.jsonl"))) == MOST_WINDOWS
    for window in windows:
        window.close()


@pytest.mark.parametrize("place", [0, 30, 199, 200, 430, 449])
def test_the_step_on_show_is_among_those_that_are_restored(journal, tmp_path, place):
    journal.begin([step(number) for number in range(450)], place)
    journal.close()
    steps, restored = reloaded(tmp_path)
    assert len(steps) == RESTORED_STEPS
    assert steps[restored] == step(place)


FULL = OSError(28, "No space left on device")


def full(descriptor: int) -> None:
    raise FULL


def test_a_full_disk_is_told(journal, monkeypatch):
    monkeypatch.setattr("facelab.session.face.history_file.os.fsync", full)
    with pytest.raises(SettingsError, match="No space left"):
        journal.note([(1, step(1))])


class Cut:
    """A file on a disk that takes no more than some of a line."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def write(self, data: bytes) -> int:
        self._file.write(data[: len(data) // 2])
        self._file.flush()
        raise FULL

    def close(self) -> None:
        self._file.close()
        raise FULL


def test_what_a_full_disk_cut_off_spoils_no_step_before_it(journal, tmp_path):
    journal.note([(1, step(1))])
    journal._file = Cut(journal._file)
    with pytest.raises(SettingsError):
        journal.note([(2, step(2))])
    assert journal.is_behind
    journal.close()
    assert reloaded(tmp_path) == ([step(0), step(1)], 1)


def test_once_the_disk_has_room_again_the_history_is_written_anew(journal, tmp_path):
    journal._file = Cut(journal._file)
    with pytest.raises(SettingsError):
        journal.note([(1, step(1))])
    journal.begin([step(0), step(1), step(2)], 2)
    assert not journal.is_behind
    journal.note([(3, step(3))])
    journal.close()
    assert reloaded(tmp_path) == ([step(0), step(1), step(2), step(3)], 3)


def test_a_history_that_could_not_be_begun_leaves_the_one_before(journal, tmp_path, monkeypatch):
    journal.note([(1, step(1))])
    with monkeypatch.context() as disk:
        disk.setattr("facelab.files.os.fsync", full)
        with pytest.raises(SettingsError):
            journal.begin([step(5)], 0)
    assert journal.is_behind
    journal.close()
    assert reloaded(tmp_path) == ([step(0), step(1)], 1)


# -- what makes no sense ---------------------------------------------------------------------------


def noticed(folder: Path) -> tuple[object, SettingsError | None]:
    """What a journal says at the start, and after it has begun its file anew."""
    other = Journal(folder)
    kept = other.load()
    other.begin([step(7)], 0)
    other.close()
    return kept, other.notice


NONSENSE = [b"not json\n", b'{"format":"other","version":1}\n', b"\xff\xfe", b"null\n", b"[1,2]\n"]
NONSENSE += [b'{"format":"facelab-history","version":"1"}\n', b"[" * 100_000, b"7"]


@pytest.mark.parametrize("name", [FILE_NAME, "history-2.jsonl"])
@pytest.mark.parametrize("raw", NONSENSE)
def test_what_makes_no_sense_is_set_aside_and_told(tmp_path, raw, name):
    (tmp_path / name).write_bytes(raw)
    kept, said = noticed(tmp_path)
    assert kept is None
    assert said is not None
    assert str(tmp_path / f"{name}.broken") in said.fix
    assert (tmp_path / f"{name}.broken").read_bytes() == raw


def test_what_was_set_aside_before_is_never_replaced(tmp_path):
    path = tmp_path / FILE_NAME
    for raw in (b"one", b"two", b"three"):
        path.write_bytes(raw)
        noticed(tmp_path)
    names = [f"{FILE_NAME}.broken", f"{FILE_NAME}.broken-2", f"{FILE_NAME}.broken-3"]
    assert [(tmp_path / name).read_bytes() for name in names] == [b"one", b"two", b"three"]


def test_a_history_of_a_newer_facelab_outlives_the_older_one(tmp_path):
    raw = b'{"format":"facelab-history","version":9}\n{"hologram": 1}\n'
    path = tmp_path / FILE_NAME
    path.write_bytes(raw)
    kept, said = noticed(tmp_path)
    assert kept is None
    assert said is not None
    assert "version 9" in said.why
    assert (tmp_path / f"{FILE_NAME}.v9").read_bytes() == raw


def test_a_far_too_large_history_is_set_aside(journal, tmp_path, monkeypatch):
    journal.close()
    monkeypatch.setattr("facelab.session.face.history_file.MAX_BYTES", 10)
    raw = (tmp_path / FILE_NAME).read_bytes()
    kept, said = noticed(tmp_path)
    assert (kept, said is None) == (None, False)
    assert (tmp_path / f"{FILE_NAME}.broken").read_bytes() == raw


def test_of_a_half_good_history_the_good_steps_stay_and_the_file_is_set_aside(journal, tmp_path):
    for number in (1, 2, 3):
        journal.note([(number, step(number))])
    journal.close()
    path = tmp_path / FILE_NAME
    lines = path.read_bytes().splitlines(keepends=True)
    raw = b"".join([*lines[:-1], b"\x00\x00\n", lines[-1]])
    path.write_bytes(raw)
    kept, said = noticed(tmp_path)
    assert kept == ([step(0), step(1), step(2), step(3)], 3)
    assert said is not None
    assert "1 line of" in said.why
    assert (tmp_path / f"{FILE_NAME}.broken").read_bytes() == raw


def test_a_line_that_was_cut_off_is_nothing_to_tell(journal, tmp_path):
    journal.note([(1, step(1))])
    journal.close()
    path = tmp_path / FILE_NAME
    path.write_bytes(path.read_bytes()[:-9])
    kept, said = noticed(tmp_path)
    assert kept == ([step(0)], 0)
    assert said is None
    assert not list(tmp_path.glob("*.broken"))


def test_a_pipe_in_its_place_is_set_aside(tmp_path):
    if not hasattr(os, "mkfifo"):
        pytest.skip("there are no such pipes here")
    os.mkfifo(tmp_path / FILE_NAME)
    kept, said = noticed(tmp_path)
    assert kept is None
    assert said is not None
    assert (tmp_path / f"{FILE_NAME}.broken").is_fifo()


def test_what_cannot_be_moved_is_not_overwritten(tmp_path, monkeypatch):
    raw = b"nonsense"
    (tmp_path / FILE_NAME).write_bytes(raw)
    journal = Journal(tmp_path)

    def refuse(self, target):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "rename", refuse)
    assert journal.load() is None
    assert journal.notice is not None
    assert "cannot be moved" in journal.notice.why
    with pytest.raises(SettingsError, match="Permission denied"):
        journal.begin([step(1)], 0)
    journal.close()
    assert (tmp_path / FILE_NAME).read_bytes() == raw


def test_a_line_that_is_nested_deeply_is_left_out(journal, tmp_path):
    journal.note([(1, step(1))])
    journal.close()
    with (tmp_path / FILE_NAME).open("ab") as file:
        for line in (b"[" * 100_000, b'{"step":2,"label":"x","recipe":' + b'{"a":' * 50_000):
            file.write(line + b"\n")
    assert reloaded(tmp_path) == ([step(0), step(1)], 1)


def test_the_finish_for_the_faces_to_come_is_kept(journal, tmp_path):
    clean = Step(step(1).recipe.with_finish("clean"), "Finish")
    opened = replace(step(2), own=Own.of(clean.recipe))
    journal.note([(1, clean)])
    journal.note([(2, opened)])
    journal.close()
    assert reloaded(tmp_path) == ([step(0), clean, opened], 2)


def test_after_faces_of_a_time_without_finishes_new_ones_are_clean(journal, tmp_path):
    journal.close()
    path = tmp_path / FILE_NAME
    lines = [json.loads(line) for line in path.read_bytes().splitlines()]
    for line in lines:
        line.pop("own finish", None)
    path.write_bytes(b"".join(json.dumps(line).encode() + b"\n" for line in lines))
    kept = reloaded(tmp_path)
    assert kept is not None
    (found,) = kept[0]
    assert found.recipe == step(0).recipe
    assert found.own == replace(Own.of(found.recipe), finish="clean")
