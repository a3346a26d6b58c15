from __future__ import annotations

import sqlite3
import time

import numpy as np
import pytest

from facelab.errors import LibraryError
from facelab.library import Library, Query
from facelab.library.database import Database
from facelab.recipe import Seed


def test_a_kept_face_comes_back_whole(library, record):
    kept = library.keep(
        record(7, name="Ann", note="the captain", rating=4, tags=("hero", "old"), casts=("Crew",))
    )
    face = library.get(kept.id)
    assert kept.is_new
    assert face.recipe == record(7).recipe
    assert np.array_equal(face.ws, record(7).ws)
    assert face.thumbnail == record(7).thumbnail
    assert (face.name, face.note, face.rating) == ("Ann", "the captain", 4)
    assert (face.tags, face.casts, face.created) == (("hero", "old"), ("Crew",), 1007.0)


def test_it_is_there_for_the_next_start(library, folder, record):
    number = library.keep(record(1)).id
    library.close()
    again = Library(folder)
    assert again.get(number).recipe.source == Seed(1)
    again.close()


def test_the_same_face_is_kept_once_and_gains_what_it_lacked(library, record):
    first = library.keep(record(1, thumbnail=b"", tags=("a",)))
    library.remove([first.id])
    again = library.keep(record(1, name="Ann", tags=("A", "b")))
    assert (again.id, again.is_new) == (first.id, False)
    face = library.get(first.id)
    assert face.name == "Ann"
    assert face.tags == ("a", "b")
    assert face.thumbnail == record(1).thumbnail
    assert face.deleted_at is None


def test_labels_do_not_make_another_face(library, record):
    recipe = record(1).recipe
    one = library.add(recipe.with_mix([0], Seed(2), label="seed 2"))
    other = library.add(recipe.with_mix([0], Seed(2), label="my friend"))
    assert one == other
    assert library.add(recipe.with_mix([0], Seed(3))) != one


def test_changes_reach_only_what_is_named(library, record):
    ids = [library.keep(record(seed, name=f"n{seed}", note="kept")).id for seed in range(3)]
    library.update(ids[:2], rating=5)
    library.update(ids[:1], name="  two\nlines ")
    faces = [library.get(number) for number in ids]
    assert [face.rating for face in faces] == [5, 5, 0]
    assert [face.name for face in faces] == ["two lines", "n1", "n2"]
    assert all(face.note == "kept" for face in faces)
    with pytest.raises(ValueError, match="rating is 6"):
        library.update(ids, rating=6)


def test_tags_are_added_and_taken_without_regard_to_case(library, record):
    number = library.keep(record(1, tags=("Hero",))).id
    library.tag([number, 999], add=["hero", "night"], remove=[])
    assert library.get(number).tags == ("Hero", "night")
    library.tag([number], remove=["HERO"])
    assert library.get(number).tags == ("night",)


def test_the_bin_gives_back_until_it_is_emptied(library, reading, record):
    ids = [library.keep(record(seed)).id for seed in range(3)]
    library.remove(ids[:2])
    assert reading.ids(Query()).tolist() == [ids[2]]
    assert sorted(reading.ids(Query(binned=True)).tolist()) == ids[:2]
    library.restore([ids[0]])
    assert library.purge([ids[0], ids[1]]) == [ids[1]]  # one that is not in the bin stays
    assert reading.ids(Query()).tolist() == [ids[2], ids[0]]
    with pytest.raises(LibraryError, match=f"no kept face {ids[1]}"):
        library.get(ids[1])


def test_faces_leave_the_bin_after_thirty_days(library, record):
    ids = [library.keep(record(seed)).id for seed in range(2)]
    library.remove([ids[0]])
    library.tidy(now=time.time() + 29 * 86400)
    assert library.get(ids[0]).deleted_at is not None
    library.tidy(now=time.time() + 31 * 86400)
    with pytest.raises(LibraryError):
        library.get(ids[0])
    assert library.get(ids[1]).recipe.source == Seed(1)


def test_removing_twice_does_not_start_the_thirty_days_again(library, record):
    number = library.keep(record(1)).id
    library.remove([number])
    since = library.get(number).deleted_at
    library.remove([number])
    assert library.get(number).deleted_at == since


def test_casts_hold_faces_and_outlive_them(library, reading, record):
    ids = [library.keep(record(seed)).id for seed in range(3)]
    crew = library.add_cast("Crew", ids[:2])
    assert library.add_cast("crew") == crew
    library.put_in_cast(crew, [ids[1], ids[2], 999])
    library.take_out_of_cast(crew, [ids[0]])
    library.remove([ids[1]])
    (cast,) = reading.facets().casts
    assert (cast.name, cast.count) == ("Crew", 1)
    assert reading.ids(Query(cast=crew)).tolist() == [ids[2]]
    library.rename_cast(crew, "Night crew")
    other = library.add_cast("Villains")
    with pytest.raises(LibraryError, match="There is already a cast called 'villains'"):
        library.rename_cast(crew, "villains")
    with pytest.raises(LibraryError, match="empty"):
        library.add_cast("  ")
    library.remove_cast(other)
    library.remove_cast(crew)
    assert reading.facets().casts == ()
    assert library.get(ids[2]).casts == ()
    with pytest.raises(LibraryError, match="removed"):
        library.put_in_cast(crew, ids)


def rate_and_fail(library):
    with library.database.writing("x") as db:
        db.execute("UPDATE face SET rating = 5")
        raise RuntimeError("halfway")


def test_what_fails_halfway_is_not_there_at_all(library, record):
    ids = [library.keep(record(seed)).id for seed in range(2)]
    with pytest.raises(RuntimeError, match="halfway"):
        rate_and_fail(library)
    assert [library.get(number).rating for number in ids] == [0, 0]
    library.update(ids, rating=3)  # and the library goes on


def test_a_file_put_in_its_place_is_written_from_then_on(library, folder, tmp_path, record):
    library.keep(record(1))
    other = Library(tmp_path / "other")
    other.keep(record(2))
    other.close()
    for end in ("", "-wal", "-shm"):
        library.path.with_name(library.path.name + end).rename(tmp_path / f"aside.sqlite{end}")
    other.path.rename(library.path)
    library.keep(record(3))
    assert [library.get(number).recipe.seed for number in (1, 2)] == [2, 3]


def test_a_full_disk_is_told_and_costs_nothing_that_was_kept(library, record):
    """The portable short version: SQLite itself is told that there are no more pages."""
    ids = [library.keep(record(seed)).id for seed in range(5)]
    pages = library.database.db.execute("PRAGMA page_count").fetchone()[0]
    library.database.db.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(LibraryError, match=r"not kept.*full.*Free some space"):
        library.keep(record(9, thumbnail=b"x" * 100_000))
    assert [library.get(number).recipe.seed for number in ids] == list(range(5))
    assert library.database.db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    library.database.db.execute("PRAGMA max_page_count=1000000")
    assert library.keep(record(9, thumbnail=b"x" * 100_000)).is_new


def test_a_busy_file_is_told(library, folder, record, monkeypatch):
    monkeypatch.setattr("facelab.library.faults.BUSY_SECONDS", 0.05)
    other = sqlite3.connect(library.path, isolation_level=None)
    hasty = Library(folder)
    other.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(LibraryError, match="Another program"):
            hasty.keep(record(1))
    finally:
        other.close()
        hasty.close()


def test_a_folder_that_is_a_file_is_told(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(LibraryError, match="cannot be opened"):
        Library(tmp_path / "file")


def test_our_own_mistakes_are_not_dressed_up(library):
    with pytest.raises(sqlite3.OperationalError), library.database.writing("x") as db:
        db.execute("SELECT nonsense")


def test_a_commit_is_on_the_disk_before_it_is_acknowledged(library):
    """What outlives a power cut: kill -9 alone cannot show it."""
    assert library.database.db.execute("PRAGMA synchronous").fetchone() == (2,)
    assert library.database.db.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_reading_connections_cannot_write(library):
    database = Database(library.path, query_only=True)
    with pytest.raises(LibraryError), database.writing("x") as db:
        db.execute("DELETE FROM face")
    database.close()
