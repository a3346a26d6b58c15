"""A library with a byte, a cell or a page that facelab never wrote: all that can be read is kept.

The long versions: `python -m pytest -m slow tests/library/test_damage.py`.
"""

from __future__ import annotations

import contextlib
import random
import shutil
import sqlite3
from pathlib import Path

import pytest

from facelab.errors import FacelabError, RecipeError
from facelab.library import (
    Library,
    LibraryDamagedError,
    Query,
    Reading,
    export_faces,
    mark_damaged,
    recovery,
)
from facelab.library.carving import carve
from facelab.library.mending import mended_copy
from tests.library.conftest import make_record

HEADER_BITS = 800
FACES = 12


@pytest.fixture
def sound(folder, record) -> Path:
    """A closed library of a few faces, without a backup."""
    library = Library(folder)
    for seed in range(FACES):
        library.keep(record(seed, name=f"n{seed}", note="a note", rating=3, tags=("t",)))
    library.add_cast("Crew", [1, 2])
    library.remove([3])
    library.close()
    return library.path


class Copies:
    """Copies of a library, one at a time, to be damaged."""

    def __init__(self, source: Path, folder: Path) -> None:
        self._source = source
        self.folder = folder

    def make(self) -> Path:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        return Path(shutil.copy(self._source, self.folder))


@pytest.fixture
def copies(sound, tmp_path) -> Copies:
    return Copies(sound, tmp_path / "copy")


def flip(path: Path, bit: int) -> None:
    with path.open("rb+") as file:
        file.seek(bit // 8)
        (byte,) = file.read(1)
        file.seek(bit // 8)
        file.write(bytes([byte ^ 1 << bit % 8]))


def seeds(library: Library) -> set[int | None]:
    """All that there are, those in the bin too."""
    found = set()
    for (number,) in library.database.db.execute("SELECT id FROM face WHERE readable = 1"):
        with contextlib.suppress(RecipeError):  # letters in it were changed
            found.add(library.get(number).recipe.seed)
    return found


def check_flips(copies: Copies, bits: range) -> None:
    for bit in bits:
        path = copies.make()
        flip(path, bit)
        library = Library(path.parent)
        assert seeds(library) == set(range(FACES)), f"bit {bit}"
        face = library.get(2)
        assert (face.name, face.rating, face.tags, face.casts) == ("n1", 3, ("t",), ("Crew",)), bit
        assert face.ws is not None
        assert face.thumbnail
        assert library.keep(make_record(1000)).is_new, f"bit {bit}"
        library.close()


def test_a_flipped_bit_of_the_header_loses_no_face(copies):
    """Each of its bytes once; the slow version takes each bit."""
    check_flips(copies, range(5, HEADER_BITS, 8))
    check_flips(copies, range(16 * 8, 24 * 8))
    check_flips(copies, range(60 * 8, 64 * 8))


@pytest.mark.slow
def test_each_flipped_bit_of_the_header_loses_no_face(asked_for, copies):
    check_flips(copies, range(HEADER_BITS))


@pytest.mark.parametrize("bit", [3, 130, 146, 245, 480, 487])
def test_what_lies_in_the_log_only_is_read_too(copies, record, bit):
    """The program was killed: the newest face is in the log, and its number is not in the file."""
    path = copies.make()
    writing = Library(path.parent)
    writing.keep(record(500))
    log = path.with_name(path.name + "-wal")
    file, logged = path.read_bytes(), log.read_bytes()
    writing.close()
    path.write_bytes(file)
    log.write_bytes(logged)
    flip(path, bit)
    library = Library(path.parent)
    assert seeds(library) == {*range(FACES), 500}
    library.close()


def test_a_page_size_that_is_lost_is_seen_from_the_pages(sound, tmp_path, record):
    """A library that was made with another page size, by an older SQLite."""
    db = sqlite3.connect(sound, isolation_level=None)
    db.execute("PRAGMA journal_mode=DELETE")
    db.execute("PRAGMA page_size=1024")
    db.execute("VACUUM")
    db.close()
    with sound.open("rb+") as file:
        file.write(b"\0" * 100)
    library = Library(sound.parent)
    assert seeds(library) == set(range(FACES))
    library.close()


def test_without_the_table_of_tables_the_faces_are_read_from_the_pages(copies):
    path = copies.make()
    size = 4096
    with path.open("rb+") as file:
        file.write(b"\xff" * size)
    library = Library(path.parent)
    assert library.recovered is not None
    assert seeds(library) == set(range(FACES))
    face = library.get(2)
    assert (face.name, face.note, face.rating) == ("n1", "a note", 3)
    assert face.ws is not None
    assert face.thumbnail
    assert library.get(3).deleted_at is not None
    library.close()


def test_what_was_deleted_for_good_does_not_come_back(folder, record):
    library = Library(folder)
    for seed in range(300):
        library.keep(record(seed))
    library.remove(range(1, 201))
    library.purge()
    library.close()
    with library.path.open("rb+") as file:
        file.seek(100)
        file.write(b"\xff" * 500)
    library = Library(folder)
    assert library.recovered is not None
    assert seeds(library) == set(range(200, 300))
    library.close()


# -- cells ---------------------------------------------------------------------------------------

TEXT_CELLS = ["face.name", "face.note", "face.source", "recipe.json", "face_tag.tag"]
TEXT_CELLS += ["cast_list.name", "model.name", "model.sha256"]
NUMBER_CELLS = ["face.rating", "face.seed", "face.edits", "face.created", "face.changed"]
NUMBER_CELLS += ["face.deleted_at", "face.model_id", "face.readable"]
BLOB_CELLS = ["latent.ws", "place.w", "thumbnail.jpeg", "face.fingerprint"]
BAD_TEXTS = ["CAST(x'ff4142' AS TEXT)", "x'00ff'", "''"]
BAD_NUMBERS = ["'many'", "x'00ff'", "1e300", "-5", "9223372036854775807"]
BAD_BLOBS = ["'text'", "x''", "x'00'", "x'ffffffffffffff'"]


def spoil(path: Path, cell: str, value: str) -> None:
    table, column = cell.split(".")
    where = {"face_tag": "", "model": "WHERE id = 1", "cast_list": "WHERE id = 1"}.get(
        table, "WHERE rowid = 2"
    )
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA ignore_check_constraints=1")
    db.execute(f"UPDATE OR IGNORE {table} SET {column} = {value} {where}")
    db.close()


def use_all(folder: Path) -> set[int | None]:
    """List, show, search and export everything. Returns the seeds that are listed and shown."""
    reading = Reading(folder)
    try:
        reading.facets()
        found = set()
        for binned in (False, True):
            ids = reading.ids(Query(binned=binned)).tolist()
            reading.cards(ids)
            reading.thumbnails(ids)
            found |= {reading.face(number).recipe.seed for number in ids}
        reading.ids(Query(text="n1"))
        reading.ids(Query(text="crew", tags=("t",), sort="name", rating=1))
        reading.ids(Query(sort="similar", like=2))
    finally:
        reading.close()
    export_faces(folder, folder / "all.facelab")
    return found


@pytest.mark.parametrize(
    ("cell", "values"),
    [
        *((cell, BAD_TEXTS) for cell in TEXT_CELLS),
        *((cell, BAD_NUMBERS) for cell in NUMBER_CELLS),
        *((cell, BAD_BLOBS) for cell in BLOB_CELLS),
    ],
)
def test_a_cell_of_another_kind_is_damage_and_costs_that_cell_only(copies, cell, values):
    for value in values:
        path = copies.make()
        spoil(path, cell, value)
        library = Library(path.parent)
        library.close()
        lost = {1} if cell == "recipe.json" else set()
        assert set(range(FACES)) - lost <= use_all(path.parent), (cell, value)


@pytest.mark.parametrize("cell", TEXT_CELLS + NUMBER_CELLS + BLOB_CELLS)
def test_a_cell_of_a_file_that_was_not_checked_is_damage_where_it_is_met(copies, monkeypatch, cell):
    """In a large library: whoever reads it is told, and the next start mends it."""
    path = copies.make()
    value = BAD_BLOBS[0] if cell in BLOB_CELLS else "x'00ff'"
    spoil(path, cell, value)
    monkeypatch.setattr(recovery, "CHECKED_AT_START_BYTES", 0)
    Library(path.parent).close()
    with contextlib.suppress(LibraryDamagedError):
        use_all(path.parent)
        mark_damaged(path)  # nobody reads it; the check beside the window finds it
    library = Library(path.parent)
    assert library.recovered is not None
    library.close()
    lost = {1} if cell == "recipe.json" else set()
    assert set(range(FACES)) - lost <= use_all(path.parent)


def test_an_index_of_words_that_is_damaged_is_made_anew(copies):
    path = copies.make()
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("DELETE FROM face_text_data WHERE id > 10")
    db.close()
    reading = Reading(path.parent)
    with pytest.raises(LibraryDamagedError):
        reading.ids(Query(text="n1"))
    reading.close()
    library = Library(path.parent)
    assert library.recovered is None
    library.close()
    assert use_all(path.parent) == set(range(FACES))


def test_a_mark_makes_no_harm(copies):
    path = copies.make()
    mark_damaged(path)
    library = Library(path.parent)
    assert library.recovered is None
    library.close()
    assert not path.with_name("library.damaged").exists()


# -- anything, anywhere ----------------------------------------------------------------------------


def pages_of_faces(path: Path, tmp_path: Path) -> dict[int, set[int]]:
    """Which pages hold the recipe of each face: one, as long as none overflows."""
    db = sqlite3.connect(path)
    seed_of = dict(db.execute("SELECT id, seed FROM face"))
    (size,) = db.execute("PRAGMA page_size").fetchone()
    db.close()
    copy = tmp_path / "for pages"
    mended = mended_copy(path, copy)
    assert mended is not None
    found: dict[int, set[int]] = {}
    for page in range(1, copy.stat().st_size // size + 1):
        others = frozenset(range(1, copy.stat().st_size // size + 1)) - {page}
        for number, columns in carve(copy, size, others):
            if len(columns) == 2 and "facelab-recipe" in str(columns[1]):
                found.setdefault(seed_of[number], set()).add(page)
    return found


def mutate_anywhere(copies: Copies, tmp_path: Path, runs: int) -> None:
    pages = pages_of_faces(copies.make(), tmp_path)
    assert set(pages) == set(range(FACES))
    chance = random.Random(11)
    for run in range(runs):
        path = copies.make()
        touched = set()
        with path.open("rb+") as file:
            size = file.seek(0, 2)
            for _ in range(chance.choice((1, 2, 8, 64))):
                place = chance.randrange(size)
                touched.add(place // 4096 + 1)
                file.seek(place)
                file.write(bytes([chance.randrange(256)]))
        try:
            library = Library(path.parent)
            there = seeds(library)
            library.keep(make_record(1000))
            library.close()
        except FacelabError as error:
            pytest.fail(f"run {run}: {error}")
        safe = {seed for seed, of in pages.items() if not of & touched}
        assert safe <= there, f"run {run}"
        try:
            use_all(path.parent)
        except FacelabError:
            continue  # a recipe that was changed where nobody checks


def test_bytes_changed_anywhere_cost_no_face_of_another_page(copies, tmp_path):
    mutate_anywhere(copies, tmp_path, 60)


@pytest.mark.slow
def test_2000_files_with_bytes_changed_anywhere_cost_no_face_of_another_page(
    asked_for, copies, tmp_path
):
    mutate_anywhere(copies, tmp_path, 2_000)
