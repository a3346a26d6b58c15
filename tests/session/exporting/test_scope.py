"""Which faces leave, and which of them are looked at first."""

from __future__ import annotations

import pytest

from facelab.library import Library, Query, Reading, Record
from facelab.recipe import ModelRef, Recipe, Seed
from facelab.session.exporting.scope import chosen, first_of, found

HERE, OTHER = ModelRef("a" * 64, "here"), ModelRef("b" * 64, "other")


@pytest.fixture
def reading(tmp_path):
    """Four faces, the newest first: of another network, of this one, of the other, of this."""
    library = Library(tmp_path)
    for seed, model in enumerate((HERE, OTHER, HERE, OTHER), 1):
        library.keep(Record(Recipe(model, Seed(seed)), created=1000.0 + seed))
    made = Reading(tmp_path)
    yield made
    made.close()
    library.close()


def seeds(faces):
    return [(number, face.recipe.seed) for number, face in faces]


def test_faces_that_can_be_drawn_are_looked_at_with_their_numbers(reading):
    everything = found(Query(), 4)
    assert seeds(first_of(reading, everything, HERE.sha256, 9)) == [(2, 3), (4, 1)]
    assert seeds(first_of(reading, everything, HERE.sha256, 1)) == [(2, 3)]
    assert seeds(first_of(reading, chosen((4, 2, 1)), HERE.sha256, 9)) == [(3, 1)]


def test_where_none_can_be_drawn_the_first_says_why(reading):
    assert seeds(first_of(reading, chosen((2, 4)), HERE.sha256, 9)) == [(1, 2), (2, 4)]
    assert seeds(first_of(reading, found(Query(), 4), "c" * 64, 1)) == [(1, 4)]
    assert first_of(reading, found(Query(text="nobody"), 0), HERE.sha256, 9) == []


def test_faces_of_the_bin_are_looked_at_there(reading, tmp_path):
    library = Library(tmp_path)
    library.remove([1, 2])
    library.close()
    assert seeds(first_of(reading, found(Query(binned=True), 2), HERE.sha256, 9)) == [(2, 1)]
