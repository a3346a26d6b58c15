"""What was acknowledged is there: after kill -9, from two processes, on a full disk.

The long versions: `python -m pytest -m slow tests/library/test_proof.py`
(200 killed processes, a few minutes; 10,000 faces from two processes).
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from facelab.errors import LibraryError
from facelab.library import Library, Query, Reading

PROGRAM = Path(__file__).with_name("writing_process.py")
PER_RUN = 100_000


def start(folder: Path, first: int, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, str(PROGRAM), str(folder), str(first), str(count)]
    environment = {**os.environ, "PYTHONPATH": str(PROGRAM.parents[2])}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def kept_seeds(folder: Path) -> set[int | None]:
    reading = Reading(folder)
    found = {card.seed for card in reading.cards(reading.ids(Query()).tolist())}
    reading.close()
    return found


def assert_whole(folder: Path) -> None:
    db = sqlite3.connect(folder / "library.sqlite")
    assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    # The index of words and the faces agree, also at the place where it was cut off.
    db.execute("INSERT INTO face_text (face_text) VALUES ('integrity-check')")
    assert db.execute(
        "SELECT count(*) FROM face LEFT JOIN face_text ON face_text.rowid = face.id"
        " WHERE face_text.rowid IS NULL"
    ).fetchone() == (0,)
    db.close()


def kill_runs(folder: Path, runs: int) -> None:
    chance = random.Random(5)
    acknowledged: set[int] = set()
    for run in range(runs):
        process = start(folder, run * PER_RUN, PER_RUN)
        assert process.stdout is not None
        if run % 4:
            # Most are killed while they write, some while they start and open the file.
            acknowledged.add(int(process.stdout.readline()))
        time.sleep(chance.uniform(0.0, 0.12))
        process.send_signal(signal.SIGKILL)
        process.wait()
        lines = process.stdout.read().splitlines(keepends=True)
        process.stdout.close()
        acknowledged.update(int(line) for line in lines if line.endswith("\n"))
        library = Library(folder)
        assert library.recovered is None
        library.close()
        assert_whole(folder)
        missing = acknowledged - kept_seeds(folder)
        assert not missing, f"lost after run {run}: {sorted(missing)[:5]}"
    assert len(acknowledged) > runs


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is of Unix")
def test_faces_acknowledged_before_kill_9_are_there(folder):
    kill_runs(folder, 8)


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="kill -9 is of Unix")
def test_faces_acknowledged_before_kill_9_are_there_200_times(asked_for, folder):
    """`python -m pytest -m slow -k 200_times tests/library/test_proof.py`."""
    kill_runs(folder, 200)


def two_writers(folder: Path, each: int) -> None:
    # Both also find no library and make it.
    processes = [start(folder, first, each) for first in (0, PER_RUN)]
    said = [process.communicate()[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    acknowledged = {int(line) for lines in said for line in lines.splitlines()}
    assert len(acknowledged) == 2 * each
    assert kept_seeds(folder) == acknowledged
    assert_whole(folder)


def test_two_processes_that_write_at_once_lose_nothing(folder):
    two_writers(folder, 150)


@pytest.mark.slow
def test_two_processes_that_write_10_000_faces_lose_nothing(asked_for, folder):
    """`python -m pytest -m slow -k 10_000 tests/library/test_proof.py`."""
    two_writers(folder, 5_000)


def test_a_full_disk_loses_nothing_that_was_kept(small_disk, record):
    folder = small_disk / "library"
    library = Library(folder)
    acknowledged: set[int | None] = set()

    def keep_until_full() -> None:
        for seed in range(1000):
            library.keep(record(seed, thumbnail=b"x" * 8000))
            acknowledged.add(seed)

    with pytest.raises(LibraryError, match=r"full or failing.*Free some space"):
        keep_until_full()
    assert len(acknowledged) > 10
    with pytest.raises(LibraryError):
        library.keep(record(5000, thumbnail=b"x" * 50_000))
    assert library.get(3).recipe.seed == 2  # what is there can be looked at
    library.close()
    again = Library(folder)
    assert again.recovered is None
    assert acknowledged <= kept_seeds(folder)
    subprocess.run(["mount", "-o", "remount,size=8m", str(small_disk)], check=True)
    again.keep(record(5000, thumbnail=b"x" * 50_000))
    again.close()
    assert_whole(folder)
    assert kept_seeds(folder) >= acknowledged | {5000}


def test_a_read_only_disk_shows_the_faces_and_takes_none(small_disk, record):
    folder = small_disk / "library"
    library = Library(folder)
    library.keep(record(1))
    library.close()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    try:
        library = Library(folder)
        assert library.read_only
        assert library.get(1).recipe.seed == 1
        with pytest.raises(LibraryError, match=r"not kept.*is not writable"):
            library.keep(record(2))
        assert kept_seeds(folder) == {1}
        library.close()
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)


def test_a_new_library_on_a_read_only_disk_is_told(small_disk):
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    try:
        with pytest.raises(LibraryError, match="cannot be opened"):
            Library(small_disk / "library")
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
