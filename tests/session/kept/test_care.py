"""A library that is damaged, held by another program, or not to be written."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator

import pytest

from facelab.errors import LibraryError
from facelab.library import KeptFace, Library, Record, database, faults, recovery
from facelab.library.place import Place
from tests.session.kept.desk import frame, recipe


def test_a_face_that_could_not_be_written_is_kept_with_the_next(desk, monkeypatch):
    desk.add(1)
    keep = Library.keep

    def full(self, record):
        raise LibraryError("This face was not kept.", "The disk is full.", "Free some space.")

    monkeypatch.setattr(Library, "keep", full)
    desk.kept.add(recipe(2), frame(2))
    desk.kept.add(recipe(3), frame(3))
    desk.until(lambda: desk.whats().count("This face was not kept.") == 2)
    assert "tries again" in desk.said[-1].fix
    assert desk.kept.unsaved == 2
    monkeypatch.setattr(Library, "keep", keep)
    desk.add(4)
    assert set(desk.seeds()) == {1, 2, 3, 4}
    assert desk.kept.unsaved == 0
    assert any(message.why.startswith("2 that") for message in desk.said)


def test_an_unwritable_place_is_told_and_the_session_goes_on(make_desk, world):
    world.library.write_text("a file, no folder")
    desk = make_desk()
    desk.kept.load()
    desk.until(lambda: desk.said)
    assert desk.said[0].level == "error"
    assert "cannot be opened" in desk.said[0].what
    desk.kept.add(recipe(1), frame(1))
    desk.until(lambda: len(desk.said) == 2)
    world.library.unlink()
    desk.add(2)
    assert set(desk.seeds()) == {1, 2}


def test_a_read_only_library_is_told_once_and_not_looked_after(make_desk, monkeypatch):
    first = make_desk()
    first.kept.load()
    first.add(1)
    first.close()
    shutil.rmtree(first.folder / "backups", ignore_errors=True)
    monkeypatch.setattr(Library, "read_only", property(lambda self: True))
    second = make_desk()
    second.kept.load()
    second.until(lambda: second.seeds() == [1] and second.said)
    assert [message.level for message in second.said] == ["warning"]
    assert "is not writable" in second.said[0].why
    assert not (second.folder / "backups").exists()


def test_a_file_damaged_meanwhile_is_recovered_and_the_face_kept(desk, monkeypatch):
    desk.add(*range(1, 30))
    path = desk.folder / "library.sqlite"
    db = sqlite3.connect(path)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    size = path.stat().st_size
    with path.open("rb+") as file:
        file.seek(4096 * 2)
        file.write(os.urandom(size - 4096 * 2))
    desk.kept.add(recipe(100), frame(100))
    desk.until(lambda: any("recovered" in what for what in desk.whats()))
    desk.until(lambda: 100 in desk.seeds())
    assert list((desk.folder / "damaged").glob("*.sqlite"))


def test_damage_found_on_the_side_is_recovered(make_desk, monkeypatch):
    first = make_desk()
    first.kept.load()
    first.add(*range(1, 30))
    first.close()
    path = first.folder / "library.sqlite"
    # Nothing in the log that would mend the damage.
    assert not path.with_name("library.sqlite-wal").exists()
    with path.open("rb+") as file:
        file.seek(4096 * 3)
        file.write(b"\xff" * 4096 * 4)
    monkeypatch.setattr(recovery, "CHECKED_AT_START_BYTES", 0)
    second = make_desk()
    second.kept.load()
    second.until(lambda: any("recovered" in what for what in second.whats()))


def test_the_library_is_backed_up_after_the_start(make_desk):
    first = make_desk()
    first.kept.load()
    first.add(1)
    first.close()
    second = make_desk()
    second.kept.load()
    second.until(lambda: list((second.folder / "backups").glob("library-*.sqlite")))


def test_recipes_that_cannot_be_read_are_counted_once_and_stay(make_desk):
    first = make_desk()
    first.kept.load()
    first.add(1, 2)
    first.close()
    db = sqlite3.connect(first.folder / "library.sqlite")
    db.execute("UPDATE face SET readable = 0 WHERE id = 1")
    db.execute("UPDATE recipe SET json = '{}' WHERE face_id = 1")
    db.commit()
    db.close()
    second = make_desk()
    second.kept.load()
    second.until(lambda: second.seeds() == [2])
    second.add(3)
    assert second.whats().count("1 kept face cannot be read.") == 1
    db = sqlite3.connect(second.folder / "library.sqlite")
    assert db.execute("SELECT count(*) FROM recipe").fetchone() == (3,)
    db.close()


# -- held by another program, on disks of others ---------------------------------------------------


@pytest.fixture
def holder(world, monkeypatch) -> Iterator[sqlite3.Connection]:
    """Another program that lets nobody read a library of one face."""
    monkeypatch.setattr(faults, "BUSY_SECONDS", 0.02)
    library = Library(world.library)
    library.keep(Record(recipe(1)))
    library.close()
    other = sqlite3.connect(library.path, isolation_level=None)
    other.execute("PRAGMA locking_mode=EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    yield other
    other.close()


def test_a_library_that_is_held_at_the_start_is_told_once_and_opens_when_it_is_free(
    holder, make_desk
):
    desk = make_desk()
    desk.kept.load()
    view = desk.kept.view()
    desk.kept.add(recipe(2), frame(2))
    desk.until(lambda: "Another program is using the library." in desk.whats())
    holder.close()
    desk.until(lambda: set(desk.seeds()) == {1, 2} and len(view.ids) == 2)
    desk.until(lambda: len(desk.said) > 1)
    assert desk.whats() == [
        "Another program is using the library.",
        "Face kept",
    ]


def test_a_face_that_is_asked_for_meanwhile_comes_later(holder, make_desk):
    desk = make_desk()
    came: list[KeptFace] = []
    desk.kept.face(1, came.append)
    desk.until(lambda: desk.said)
    holder.close()
    desk.until(lambda: came)
    assert came[0].recipe == recipe(1)


def test_damage_that_a_reader_meets_is_mended_at_once(desk):
    desk.add(1, 2)
    desk.kept.update([1, 2], note="a note")
    desk.until(lambda: all(card.note for card in desk.kept.faces))
    db = sqlite3.connect(desk.folder / "library.sqlite")
    db.execute("UPDATE face SET note = x'00ff' WHERE id = 1")
    db.commit()
    db.close()
    desk.until(lambda: "The library was damaged and has been recovered." in desk.whats())
    desk.until(lambda: set(desk.seeds()) == {1, 2})


def test_the_user_is_told_of_a_doubtful_place_once_for_each(world, monkeypatch):
    monkeypatch.setattr(database, "place_of", lambda folder: Place("synced", "Dropbox"))
    for _ in range(2):
        session = world.session()
        said: list[str] = []
        session.message.connect(lambda message, said=said: said.append(message.what))
        session.start()
        world.pump.until(lambda session=session: session.settings.doubted_places)
        session.close()
        if _ == 0:
            assert "The library is in a synced folder." in said
        else:
            assert "The library is in a synced folder." not in said
