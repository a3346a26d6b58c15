from __future__ import annotations

import os
import sqlite3

import pytest

from facelab.errors import LibraryError, Stopped
from facelab.library import Library, backups
from facelab.library.soundness import is_sound
from facelab.progress import finish


@pytest.fixture
def filled(library, record):
    for seed in range(5):
        library.keep(record(seed, name=f"n{seed}", tags=("t",), casts=("c",)))
    return library


def open_copy(path, tmp_path):
    """A library made of a backup, as a recovery makes it."""
    folder = tmp_path / "restored"
    folder.mkdir()
    (folder / "library.sqlite").write_bytes(path.read_bytes())
    return Library(folder)


def test_a_backup_a_day_and_it_holds_everything(filled, record, tmp_path):
    path = finish(backups.making_if_due(filled.path))
    assert path is not None
    assert finish(backups.making_if_due(filled.path)) is None
    restored = open_copy(path, tmp_path)
    for number in range(1, 6):
        was, now = filled.get(number), restored.get(number)
        assert (was.recipe, was.name, was.tags, was.casts) == (
            *(now.recipe, now.name, now.tags, now.casts),
        )
        assert was.thumbnail == now.thumbnail
        assert was.ws.tobytes() == now.ws.tobytes()
    assert restored.keep(record(99)).id == 6
    restored.close()


def test_a_large_library_leaves_out_what_can_be_made_again(filled, tmp_path, monkeypatch):
    monkeypatch.setattr(backups, "WHOLE_BYTES", 0)
    restored = open_copy(finish(backups.making_if_due(filled.path)), tmp_path)
    face = restored.get(3)
    assert (face.name, face.thumbnail, face.ws) == ("n2", b"", None)
    restored.close()


def test_seven_are_kept(filled, monkeypatch):
    for day in range(10):
        monkeypatch.setattr("time.time", lambda day=day: 1.7e9 + day * 86400)
        finish(backups.making_if_due(filled.path))
    names = [path.name for path in backups.dated(filled.path)]
    assert len(names) == 7
    assert names == sorted(names, reverse=True)


def test_nothing_is_backed_up_of_an_empty_library(library):
    assert finish(backups.making_if_due(library.path)) is None


def test_others_may_write_while_it_is_made(filled, record, tmp_path, monkeypatch):
    inserting = backups._copy

    def meanwhile(library, part, stop):
        calls = iter(range(10**9))

        def writes():
            if next(calls) == 0:
                filled.keep(record(77))
            return False

        return inserting(library, part, writes)

    monkeypatch.setattr(backups, "_copy", meanwhile)
    monkeypatch.setattr(backups, "STEPS", 1)
    path = finish(backups.making_if_due(filled.path))
    assert path is not None
    assert is_sound(path)
    assert filled.get(6).recipe.seed == 77


def test_one_that_is_broken_off_leaves_nothing(filled, monkeypatch):
    monkeypatch.setattr(backups, "STEPS", 1)
    with pytest.raises(Stopped):
        finish(backups.making_if_due(filled.path, stop=lambda: True))
    assert list((filled.path.parent / "backups").iterdir()) == []


def test_one_that_is_closed_on_its_way_leaves_nothing(filled):
    steps = backups.making_if_due(filled.path)
    assert [next(steps).done, next(steps).done] == [0, 1]
    steps.close()
    assert list((filled.path.parent / "backups").iterdir()) == []


def test_a_copy_that_is_not_sound_is_not_kept(filled, monkeypatch):
    monkeypatch.setattr(backups, "is_sound", lambda path: False)
    with pytest.raises(LibraryError, match=r"not backed up.*disk may be failing"):
        finish(backups.making_if_due(filled.path))
    assert backups.dated(filled.path) == []


def test_the_newest_good_one_is_found(filled, tmp_path):
    good = finish(backups.making_if_due(filled.path))
    assert good is not None
    older = good.with_name("library-2001-01-01.sqlite")
    good.rename(older)
    good.write_bytes(b"SQLite format 3\0" + os.urandom(5000))
    into = tmp_path / "into.sqlite"
    assert backups.newest_good(filled.path, into) == older
    assert is_sound(into)
    older.unlink()
    assert backups.newest_good(filled.path, into) is None
    assert not into.exists()


def test_a_file_that_is_no_library_is_not_sound(tmp_path):
    path = tmp_path / "x.sqlite"
    assert not is_sound(path)
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE x (y)")
    db.close()
    assert not is_sound(path)
