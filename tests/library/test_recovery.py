from __future__ import annotations

import os
import sqlite3

import pytest

from facelab.errors import LibraryError
from facelab.library import (
    Library,
    LibraryDamagedError,
    Query,
    Reading,
    backups,
    mark_damaged,
    recovery,
)
from facelab.progress import finish
from facelab.recipe import recipe_to_json

PAGE = 4096


@pytest.fixture
def filled(folder, record):
    """A closed library of 60 faces; the backup has the first 40."""
    library = Library(folder)
    for seed in range(40):
        library.keep(record(seed, name=f"n{seed}", tags=("t",), casts=("Crew",)))
    finish(backups.making_if_due(library.path))
    for seed in range(40, 60):
        library.keep(record(seed, name=f"n{seed}", tags=("late",), casts=("Crew",)))
    library.rename(1, "renamed since")
    library.close()
    return library.path


def overwrite(path, first, pages, what=b"\xff"):
    with path.open("rb+") as file:
        file.seek(first * PAGE)
        file.write(what * (pages * PAGE // len(what)))


def seeds(folder):
    reading = Reading(folder)
    found = sorted(card.seed or 0 for card in reading.cards(reading.ids(Query()).tolist()))
    reading.close()
    return found


def said(library: Library) -> LibraryError:
    assert library.recovered is not None
    return library.recovered


def is_ok(library):
    return library.database.db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_sound_library_is_left_alone(filled, folder):
    library = Library(folder)
    assert library.recovered is None
    assert not (folder / "damaged").exists()
    library.close()


def test_a_destroyed_file_is_kept_aside_and_the_backup_takes_its_place(filled, folder):
    filled.write_bytes(os.urandom(20 * PAGE))
    destroyed = filled.read_bytes()
    library = Library(folder)
    assert "backup library-" in said(library).why
    assert is_ok(library)
    assert seeds(folder) == list(range(40))
    assert library.get(1).tags == ("t",)
    assert library.get(1).casts == ("Crew",)
    (aside,) = (folder / "damaged").glob("*.sqlite")
    assert aside.read_bytes() == destroyed
    assert str(aside) in said(library).fix
    library.close()
    assert Library(folder).recovered is None  # once


def test_without_a_backup_it_starts_anew_and_says_so(filled, folder):
    for path in (folder / "backups").iterdir():
        path.unlink()
    filled.write_bytes(b"no database at all" * 1000)
    library = Library(folder)
    assert "no backup yet" in said(library).why
    assert seeds(folder) == []
    library.close()


@pytest.mark.parametrize("page", range(2, 30, 3))
def test_whatever_page_is_lost_the_backup_and_what_is_readable_are_there(filled, folder, page):
    overwrite(filled, page, 1)
    library = Library(folder)
    assert is_ok(library)
    found = seeds(folder)
    assert set(range(40)) <= set(found)
    if library.recovered is None:
        assert found == list(range(60))  # the page was not in use, or only of an index
    library.close()


def test_faces_since_the_backup_are_read_from_the_damaged_file(filled, folder):
    """The table of names is gone, the recipes are there: no face is lost."""
    library = Library(folder)
    root = library.database.db.execute(
        "SELECT rootpage FROM sqlite_master WHERE name = 'face_list'"
    ).fetchone()[0]
    library.close()
    overwrite(filled, root - 1, 1)
    library = Library(folder)
    assert library.recovered is not None
    assert seeds(folder) == list(range(60))
    assert library.get(1).name == "renamed since"
    assert library.get(50).tags == ("late",)
    assert library.get(50).casts == ("Crew",)
    library.close()


def test_a_recovery_that_was_cut_off_is_completed(filled, folder):
    ready = folder / "library.recovered"
    filled.rename(ready)
    library = Library(folder)
    assert seeds(folder) == list(range(60))
    assert not ready.exists()
    library.close()


def test_a_large_file_is_checked_on_the_side_and_recovered_at_the_next_start(
    filled, folder, monkeypatch
):
    monkeypatch.setattr(recovery, "CHECKED_AT_START_BYTES", 0)
    overwrite(filled, 5, 3)
    assert Library(folder).recovered is None
    with pytest.raises(LibraryDamagedError):
        recovery.check(filled)
    assert Library(folder).recovered is not None
    assert Library(folder).recovered is None
    assert set(range(40)) <= set(seeds(folder))


def test_a_missing_table_counts_as_damage(filled, folder):
    library = Library(folder)
    library.database.db.execute("DROP TABLE thumbnail")
    library.close()
    library = Library(folder)
    assert library.recovered is not None
    assert seeds(folder) == list(range(60))
    library.close()


def test_another_window_goes_on_with_the_recovered_file(filled, folder, record):
    other = Library(folder)
    looking = Reading(folder)
    looking.has_changed()
    mark_damaged(filled)
    overwrite(filled, 3, 10)
    mine = Library(folder)
    assert mine.recovered is not None
    number = other.keep(record(100)).id
    assert mine.get(number).recipe.seed == 100
    assert looking.has_changed()
    assert looking.face(number).recipe.seed == 100
    for opened in (other, looking, mine):
        opened.close()
    assert 100 in seeds(folder)


@pytest.mark.skipif(os.name != "posix", reason="pipes and devices of Unix")
def test_backups_that_are_no_files_are_passed_over(filled, folder):
    (folder / "backups").mkdir(exist_ok=True)
    os.mkfifo(folder / "backups" / "library-2999-01-01.sqlite")
    (folder / "backups" / "library-2999-01-02.sqlite").symlink_to("/dev/zero")
    (folder / "library.sqlite").write_bytes(b"nothing" * 1000)
    library = Library(folder)
    assert library.recovered is not None
    assert "2999" not in library.recovered.why
    library.close()


def test_a_version_1_file_is_salvaged_too(folder, record):
    folder.mkdir()
    db = sqlite3.connect(folder / "library.sqlite", isolation_level=None)
    db.execute(
        "CREATE TABLE face (id INTEGER PRIMARY KEY AUTOINCREMENT, recipe TEXT NOT NULL, ws BLOB,"
        " ws_rows INTEGER NOT NULL DEFAULT 0, thumbnail BLOB, name TEXT NOT NULL DEFAULT '',"
        " created REAL NOT NULL)"
    )
    for seed in range(200):
        db.execute(
            "INSERT INTO face (recipe, name, created) VALUES (?, 'x', 1.0)",
            (recipe_to_json(record(seed).recipe),),
        )
    db.execute("PRAGMA user_version=1")
    db.close()
    overwrite(folder / "library.sqlite", 6, 1)
    library = Library(folder)
    assert library.recovered is not None
    assert len(seeds(folder)) > 150
    library.close()
