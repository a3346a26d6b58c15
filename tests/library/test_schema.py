from __future__ import annotations

import sqlite3

import numpy as np
import pytest

from facelab.errors import LibraryError
from facelab.library import Library, Query, Reading
from facelab.library.schema import SCHEMA_VERSION
from facelab.recipe import Seed, recipe_to_json

VERSION_1 = """CREATE TABLE face (
    id INTEGER PRIMARY KEY AUTOINCREMENT, recipe TEXT NOT NULL, ws BLOB,
    ws_rows INTEGER NOT NULL DEFAULT 0, thumbnail BLOB, name TEXT NOT NULL DEFAULT '',
    created REAL NOT NULL)"""


@pytest.fixture
def old(folder, record):
    """A library as the first facelab left it: two faces, one unreadable, number 4 removed."""
    folder.mkdir()
    path = folder / "library.sqlite"
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute(VERSION_1)
    add = "INSERT INTO face (recipe, ws, ws_rows, thumbnail, name, created) VALUES (?,?,?,?,?,?)"
    first = record(5)
    db.execute(add, (recipe_to_json(first.recipe), first.ws.tobytes(), 4, b"jpeg", "Ann", 11.0))
    db.execute(add, (recipe_to_json(record(6).recipe), None, 0, None, "", 12.0))
    db.execute(add, ('{"format": "facelab-recipe", "version": 99}', None, 0, b"j", "odd", 13.0))
    db.execute(add, (recipe_to_json(record(7).recipe), None, 0, None, "", 14.0))
    db.execute("DELETE FROM face WHERE id = 4")
    db.execute("PRAGMA user_version=1")
    db.close()
    return path


def test_version_1_becomes_the_present_one_and_loses_nothing(old, folder, record):
    library = Library(folder)
    face = library.get(1)
    assert (face.recipe, face.name, face.created) == (record(5).recipe, "Ann", 11.0)
    assert face.ws is not None
    assert np.array_equal(face.ws, record(5).ws)
    assert face.thumbnail == b"jpeg"
    assert library.get(2).recipe.source == Seed(6)
    reading = Reading(folder)
    assert reading.ids(Query()).tolist() == [2, 1]
    assert reading.ids(Query(text="ann")).tolist() == [1]
    assert reading.facets().unreadable == 1
    assert library.keep(record(8)).id == 5  # a number is never given twice
    raw = library.database.db.execute("SELECT json FROM recipe WHERE face_id = 3").fetchone()[0]
    assert '"version": 99' in raw
    reading.close()
    library.close()


def test_the_old_file_is_kept_as_it_was(old, folder):
    Library(folder).close()
    (copy,) = (folder / "backups").glob("library-version-1-*.sqlite")
    db = sqlite3.connect(copy)
    assert db.execute("SELECT count(*) FROM face").fetchone() == (3,)
    assert db.execute("PRAGMA user_version").fetchone() == (1,)
    db.close()


def test_a_face_that_a_later_facelab_can_read_is_listed_then(old, folder, record, monkeypatch):
    monkeypatch.setattr("facelab.library.store.recipe_from_json", lambda raw: record(99).recipe)
    library = Library(folder)
    library.tidy()
    assert library.get(3).recipe.source == Seed(99)
    assert library.get(3).thumbnail == b"j"
    library.close()


def test_a_migration_that_fails_leaves_the_old_file(old, folder, monkeypatch):
    def fail(*_):
        raise sqlite3.DatabaseError("disk went away")

    with monkeypatch.context() as patch:
        patch.setattr("facelab.library.schema.insert_of_1", fail)
        with pytest.raises(LibraryError, match="disk went away"):
            Library(folder)
    db = sqlite3.connect(old)
    assert db.execute("PRAGMA user_version").fetchone() == (1,)
    assert db.execute("SELECT count(*) FROM face").fetchone() == (3,)
    db.close()
    Library(folder).close()


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE face ADD COLUMN mood TEXT",
        "CREATE TABLE mood (face_id INTEGER, mood TEXT)",
        "UPDATE note_to_self SET value = '3' WHERE key = 'schema version'",
        "ALTER TABLE recipe RENAME TO story",
    ],
)
def test_a_newer_library_is_refused_and_not_changed(library, folder, change):
    library.database.db.execute(change)
    library.database.db.execute(f"PRAGMA user_version={SCHEMA_VERSION + 1}")
    library.close()
    before = library.path.read_bytes()
    for opener in (Library, Reading):
        with pytest.raises(LibraryError, match=r"version 3.*Update facelab"):
            opener(folder)
    assert library.path.read_bytes() == before


def test_there_must_be_a_library_to_read(folder):
    with pytest.raises(LibraryError, match="no library"):
        Reading(folder)
