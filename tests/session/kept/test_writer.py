"""Writes to the library: in order, on the writer's thread, recovered where it is damaged."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from facelab.errors import LibraryError
from facelab.library import Library, LibraryDamagedError, Record, faults, library_path
from facelab.session.disk import Writer
from facelab.session.kept.writer import LibraryWriter


class Desk:
    """A writer of a library, and what came back."""

    def __init__(self, folder: Path, pump, make_face) -> None:
        self.folder = folder
        self.pump = pump
        self._make_face = make_face
        self.writer = Writer(pump)
        self.recovered: list[LibraryError] = []
        self.busy: list[LibraryError] = []
        self.library = LibraryWriter(folder, self.writer, self.recovered.append, self.busy.append)
        self.done: list[object] = []
        self.errors: list[Exception] = []

    def run(self, write: Callable[[Library], object], **options: Any) -> None:
        self.library.run(write, self.done.append, self.errors.append, **options)

    def keep(self, seed: int) -> None:
        self.run(lambda library: library.keep(Record(self._make_face(seed))).id)

    def settle(self) -> None:
        came: list[None] = []
        self.writer.run(lambda: None, came.append)
        self.pump.until(lambda: came)

    def damage(self) -> None:
        """Overwrite most of the file, behind everybody's back."""
        path = library_path(self.folder)
        db = sqlite3.connect(path)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.close()
        size = path.stat().st_size
        with path.open("rb+") as file:
            file.seek(4096 * 2)
            file.write(os.urandom(size - 4096 * 2))

    def close(self) -> None:
        self.library.close()
        assert self.writer.close(timeout=20)


@pytest.fixture
def desk(tmp_path, pump, make_face) -> Iterator[Desk]:
    made = Desk(tmp_path / "kept", pump, make_face)
    yield made
    made.close()


def seeds(folder: Path) -> list[int]:
    db = sqlite3.connect(library_path(folder))
    found = [seed for (seed,) in db.execute("SELECT seed FROM face ORDER BY id")]
    db.close()
    return found


def test_the_library_is_opened_when_it_is_needed_first(desk):
    desk.settle()
    assert not desk.folder.exists()
    desk.keep(1)
    desk.settle()
    assert (desk.done, desk.errors) == ([1], [])
    assert seeds(desk.folder) == [1]


def test_writes_are_done_in_order_on_one_other_thread(desk):
    threads = set()
    for seed in range(1, 20):
        desk.keep(seed)
        desk.run(lambda library: threads.add(threading.get_ident()))
    desk.settle()
    assert seeds(desk.folder) == list(range(1, 20))
    assert len(threads) == 1
    assert threading.get_ident() not in threads


def test_an_error_is_told_and_the_next_write_goes_on(desk):
    desk.run(lambda library: library.rename_cast(7, "x") or 1 / 0)
    desk.keep(1)
    desk.settle()
    assert len(desk.errors) == 1
    assert desk.done == [1]


def test_what_goes_first_is_done_once_also_when_the_library_cannot_be_opened(desk):
    desk.folder.write_text("a file, no folder")
    first: list[int] = []
    desk.run(lambda library: None, first=lambda: first.append(1))
    desk.settle()
    assert first == [1]
    assert isinstance(desk.errors[0], LibraryError)
    desk.folder.unlink()
    desk.keep(1)
    desk.settle()
    assert desk.done == [1]


def test_damage_met_while_writing_is_recovered_and_the_write_done_there(desk):
    for seed in range(1, 30):
        desk.keep(seed)
    desk.settle()
    desk.damage()
    first: list[int] = []
    desk.run(
        lambda library: library.keep(Record(desk._make_face(100))).id,
        first=lambda: first.append(1),
    )
    desk.settle()
    desk.settle()  # what is told of the recovery was written behind it
    assert (desk.errors, first) == ([], [1])
    assert len(desk.recovered) == 1
    assert 100 in seeds(desk.folder)
    assert list((desk.folder / "damaged").glob("*.sqlite"))


def test_damage_that_does_not_go_away_is_an_error(desk):
    calls = []

    def damaged(library):
        calls.append(1)
        raise LibraryDamagedError("damaged")

    desk.run(damaged)
    desk.settle()
    assert len(calls) == 2
    assert isinstance(desk.errors[0], LibraryDamagedError)


def test_damage_found_elsewhere_is_recovered_on_request(desk):
    desk.keep(1)
    desk.settle()
    desk.damage()
    desk.library.recover(desk.errors.append)
    desk.settle()
    desk.settle()
    assert (len(desk.recovered), desk.errors) == (1, [])
    desk.keep(2)
    desk.settle()
    assert 2 in seeds(desk.folder)


def test_a_recovery_before_anything_was_opened(desk, tmp_path, make_face):
    desk.library.recover(desk.errors.append)
    desk.keep(1)
    desk.settle()
    assert (desk.errors, desk.recovered, desk.done) == ([], [], [1])


def test_it_goes_on_in_another_folder(desk, tmp_path):
    desk.keep(1)
    desk.library.move_to(tmp_path / "second", desk.done.append, desk.errors.append)
    desk.keep(2)
    desk.settle()
    assert (seeds(desk.folder), seeds(tmp_path / "second")) == ([1], [2])
    assert desk.done == [1, None, 1]


def test_a_folder_that_cannot_be_used_leaves_the_old_one(desk, tmp_path):
    (tmp_path / "second").write_text("a file")
    desk.keep(1)
    desk.library.move_to(tmp_path / "second", desk.done.append, desk.errors.append)
    desk.library.check_place(tmp_path / "second", desk.done.append, desk.errors.append)
    desk.keep(2)
    desk.settle()
    assert (seeds(desk.folder), len(desk.errors)) == ([1, 2], 2)


def test_checking_a_place_changes_nothing(desk, tmp_path):
    desk.keep(1)
    desk.library.check_place(tmp_path / "second", desk.done.append, desk.errors.append)
    desk.keep(2)
    desk.settle()
    assert (seeds(desk.folder), desk.errors) == ([1, 2], [])


def test_closing_writes_what_was_given_and_folds_the_log_in(desk):
    for seed in range(5):
        desk.keep(seed)
    desk.library.close()
    desk.settle()
    assert seeds(desk.folder) == [0, 1, 2, 3, 4]
    assert not library_path(desk.folder).with_name("library.sqlite-wal").exists()


# -- held by another program ---------------------------------------------------------------------


class Holder:
    """Another program that holds the library."""

    def __init__(self, folder: Path) -> None:
        self._db = sqlite3.connect(library_path(folder), isolation_level=None)
        self._db.execute("BEGIN IMMEDIATE")

    def let_go(self) -> None:
        self._db.close()


@pytest.fixture
def impatient(monkeypatch) -> None:
    monkeypatch.setattr(faults, "BUSY_SECONDS", 0.02)


@pytest.fixture
def holder(desk, impatient) -> Iterator[Holder]:
    desk.keep(1)
    desk.settle()
    made = Holder(desk.folder)
    yield made
    made.let_go()


def test_what_is_given_while_another_program_holds_it_is_written_in_order_afterwards(desk, holder):
    for seed in (2, 3, 4):
        desk.keep(seed)
    desk.pump.until(lambda: desk.busy)
    desk.settle()  # other work of the thread goes on
    assert desk.done == [1]
    assert desk.writer.owed == ("kept faces",) * 3
    holder.let_go()
    desk.pump.until(lambda: len(desk.done) == 4)
    assert seeds(desk.folder) == [1, 2, 3, 4]
    assert (len(desk.busy), desk.errors, desk.writer.owed) == (1, [], ())


def test_it_is_told_again_when_it_is_held_again(desk, holder):
    desk.keep(2)
    desk.pump.until(lambda: desk.busy)
    holder.let_go()
    desk.pump.until(lambda: len(desk.done) == 2)
    second = Holder(desk.folder)
    desk.keep(3)
    desk.pump.until(lambda: len(desk.busy) == 2)
    second.let_go()
    desk.pump.until(lambda: len(desk.done) == 3)


def test_the_end_waits_for_what_waits(desk, holder):
    desk.keep(2)
    desk.pump.until(lambda: desk.busy)
    desk.library.close()
    assert not desk.writer.close(timeout=0.05)
    holder.let_go()
    assert desk.writer.close(timeout=0.0, patience=20.0)
    assert seeds(desk.folder) == [1, 2]


def test_a_place_that_is_held_is_refused_at_once(desk, holder, tmp_path):
    second = tmp_path / "second"
    Library(second).close()
    other = Holder(second)
    desk.library.move_to(second, desk.done.append, desk.errors.append)
    desk.settle()
    assert [type(error) for error in desk.errors] == [LibraryError]
    other.let_go()
    holder.let_go()
    desk.keep(2)
    desk.settle()
    assert seeds(desk.folder) == [1, 2]
