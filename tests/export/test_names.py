"""Names by a pattern."""

from __future__ import annotations

import datetime

import numpy as np
import pytest

from facelab.errors import RecipeError
from facelab.export.names import FIELDS, Naming, check_pattern, file_stem
from facelab.files import LONGEST
from facelab.recipe import Latent, ModelRef, Recipe, Seed

SEVEN = Recipe(ModelRef("a" * 64, "mobile"), Seed(7))
LATENT = SEVEN.with_source(Latent.from_array(np.zeros((4, 3), np.float32)))


def naming(name: str = "Anna", recipe: Recipe = SEVEN) -> Naming:
    return Naming(name, recipe, 12, 4, "Crew", datetime.date(2026, 11, 26))


@pytest.mark.parametrize(
    ("pattern", "stem"),
    [
        ("{name}", "Anna"),
        ("{index} {name} {seed}", "0012 Anna 0007"),
        ("{model}-{cast}-{date}", "mobile-Crew-2026-11-26"),
        ("a/b\\c:d*e{name}", "a_b_c_d_eAnna"),
        ("../../etc/{name}", "_.._etc_Anna"),
        ("{name}. ", "Anna"),
        ("nul", "_nul"),
        ("COM1.{name}", "_COM1.Anna"),
        ("", "Anna"),
        ("???", "Anna"),
        ("{nobody}", "{nobody}"),
    ],
)
def test_a_pattern_becomes_a_name_that_any_disk_takes(pattern, stem):
    assert file_stem(pattern, naming()) == stem


def test_what_a_face_does_not_have_leaves_no_gap():
    assert file_stem("{seed} {name}", naming(recipe=LATENT)) == "Anna"


def test_a_face_without_any_name_is_a_face():
    assert file_stem("{name}", naming("", LATENT)) == "face"
    assert file_stem("{name}", naming("///")) == "seed0007"


def test_a_name_is_limited_in_bytes_with_letters_whole():
    stem = file_stem("{name}", naming("😀" * 200))
    assert set(stem) == {"😀"}
    assert LONGEST - 4 < len(stem.encode()) <= LONGEST


def test_a_pattern_with_a_field_that_there_is_not_is_refused():
    for name in FIELDS:
        check_pattern(f"{{{name}}}")
    with pytest.raises(RecipeError, match=r"no field \{sex\}.*\{name\}, \{seed\}"):
        check_pattern("{name} {sex}")
