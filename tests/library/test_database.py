from __future__ import annotations

import itertools
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from facelab.errors import LibraryError
from facelab.library import LibraryBusyError, Query, Reading, database, faults
from facelab.library.database import Database, unfit_for
from facelab.library.place import Place
from facelab.library.store import Library

HELD_SECONDS = 0.3


def held(path: Path) -> sqlite3.Connection:
    """Another program in the middle of making the file: not yet with write-ahead logging."""
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("CREATE TABLE x (y)")
    other.execute("BEGIN IMMEDIATE")
    other.execute("INSERT INTO x VALUES (1)")
    return other


@pytest.fixture
def holder(library, folder, record) -> Iterator[sqlite3.Connection]:
    """Another program that holds a library of one face, and lets nobody read it either."""
    library.keep(record(1))
    library.close()
    other = sqlite3.connect(library.path, isolation_level=None, check_same_thread=False)
    other.execute("PRAGMA locking_mode=EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    yield other
    other.close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "BUSY_SECONDS", 0.05)


def test_two_that_make_the_file_at_once_wait_for_each_other(tmp_path: Path) -> None:
    """SQLite refuses the change to write-ahead logging at once, whatever its time limit."""
    path = tmp_path / "library.sqlite"
    other = held(path)
    letting_go = threading.Timer(HELD_SECONDS, other.close)
    letting_go.start()
    made = Database(path)
    letting_go.join()
    assert made.db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    made.db.close()


@pytest.mark.usefixtures("impatient")
def test_waiting_has_an_end(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    other = held(path)
    with pytest.raises(LibraryBusyError, match="Another program has been using"):
        Database(path)
    other.close()


# -- held by another program ---------------------------------------------------------------------


def test_two_seconds_are_enough_to_wait() -> None:
    assert faults.BUSY_SECONDS == 2.0


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("opener", [Library, Reading])
def test_a_library_that_is_held_says_so(holder, folder, opener) -> None:
    with pytest.raises(LibraryBusyError, match="Another program has been using library"):
        opener(folder)
    assert not (folder / "damaged").exists()


@pytest.mark.usefixtures("impatient")
def test_one_that_is_held_later_refuses_the_write_and_takes_the_next(
    library, folder, record
) -> None:
    library.keep(record(1))
    other = sqlite3.connect(library.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(LibraryBusyError, match="This face was not kept"):
        library.keep(record(2))
    other.execute("ROLLBACK")
    other.close()
    assert library.keep(record(2)).is_new


@pytest.mark.usefixtures("impatient")
def test_who_writes_without_a_pause_is_waited_for(library, record, monkeypatch) -> None:
    """As long as something goes on in the file, nobody hangs."""
    made = Database(library.path)
    versions = itertools.count()
    turns = iter(range(20))
    monkeypatch.setattr(made, "_data_version", lambda: next(versions))
    other = sqlite3.connect(library.path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")

    def pause(_: float) -> None:
        threading.Event().wait(0.02)
        if next(turns, None) is None and other.in_transaction:
            other.execute("ROLLBACK")

    monkeypatch.setattr(time, "sleep", pause)
    with made.writing("Nothing.") as db:
        db.execute("INSERT INTO note_to_self VALUES ('a', 'b')")
    made.close()
    other.close()


# -- disks that are not fit for a write-ahead log ------------------------------------------------


@pytest.mark.parametrize("place", [Place("network", "NFS"), Place("synced", "Dropbox")])
def test_on_a_disk_of_others_there_is_no_log(monkeypatch, folder, record, place) -> None:
    monkeypatch.setattr(database, "place_of", lambda folder: place)
    library = Library(folder)
    assert library.database.journal == "truncate"
    assert library.unfit is not None
    assert place.name in library.unfit.why
    library.keep(record(1))
    assert not list(folder.glob("*-wal"))
    reading = Reading(folder)
    assert reading.ids(Query()).tolist() == [1]
    library.keep(record(2))
    assert reading.ids(Query()).tolist() == [2, 1]
    reading.close()
    library.close()


def test_a_library_with_a_log_that_is_brought_there_has_none_any_more(
    library, monkeypatch, folder, record
) -> None:
    library.keep(record(1))
    library.close()
    monkeypatch.setattr(database, "place_of", lambda folder: Place("network", "SMB"))
    again = Library(folder)
    assert again.database.journal == "truncate"
    assert again.get(1).recipe.seed == 1
    again.close()


def test_a_window_that_has_it_open_with_a_log_is_not_disturbed(
    library, monkeypatch, folder, record
) -> None:
    library.keep(record(1))
    monkeypatch.setattr(database, "place_of", lambda folder: Place("network", "SMB"))
    second = Library(folder)
    assert second.database.journal == "wal"
    second.keep(record(2))
    assert library.get(2).recipe.seed == 2
    second.close()


@pytest.mark.skipif(os.name != "posix", reason="a way to lock files of Unix")
def test_a_disk_that_refuses_the_log_is_used_without(monkeypatch, folder, record) -> None:
    """SQLite answers with the way that it goes on with; this one knows no shared memory."""
    without = sqlite3.connect

    def connect(name: str, **options):
        address = name if name.startswith("file:") else Path(name).as_uri()
        joint = "&" if "?" in address else "?"
        return without(f"{address}{joint}vfs=unix-dotfile", **{**options, "uri": True})

    monkeypatch.setattr(sqlite3, "connect", connect)
    library = Library(folder)
    assert library.database.journal == "truncate"
    assert library.unfit is not None
    assert "write-ahead log" in library.unfit.why
    assert library.keep(record(1)).is_new
    library.close()


def test_of_an_own_disk_there_is_nothing_to_tell(library) -> None:
    assert library.database.journal == "wal"
    assert unfit_for(library.database) is None


@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
@pytest.mark.parametrize("opener", [Library, Reading])
def test_what_is_no_file_is_refused_and_not_read(folder, opener, kind) -> None:
    if os.name != "posix" and kind != "folder":
        pytest.skip("pipes and devices of Unix")
    folder.mkdir()
    path = folder / "library.sqlite"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/zero")
    else:
        path.mkdir()
    with pytest.raises(LibraryError, match="not a file"):
        opener(folder)
    assert [each.name for each in folder.iterdir()] == ["library.sqlite"]
