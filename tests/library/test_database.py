from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from facelab.library import database
from facelab.library.database import Database
from facelab.recipe import LibraryError

HELD_SECONDS = 0.3


def held(path: Path) -> sqlite3.Connection:
    """Another program in the middle of making the file: not yet with write-ahead logging."""
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("CREATE TABLE x (y)")
    other.execute("BEGIN IMMEDIATE")
    other.execute("INSERT INTO x VALUES (1)")
    return other


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


def test_waiting_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
    path = tmp_path / "library.sqlite"
    other = held(path)
    with pytest.raises(LibraryError, match="Another program has held"):
        Database(path)
    other.close()
