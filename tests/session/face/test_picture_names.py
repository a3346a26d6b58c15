"""What saved pictures are called."""

from __future__ import annotations

import datetime

import numpy as np
import pytest

from facelab.recipe import Latent, ModelRef, Recipe, Seed
from facelab.session.face.picture_names import picture_name

DAY = datetime.date(2026, 11, 26)
SEVEN = Recipe(ModelRef("a" * 64), Seed(7))


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("{name}", "seed0007"),
        ("{face}", "seed0007"),  # as it was called before
        ("Anna {seed}", "Anna 0007"),
        ("hero-{face}-{date}", "hero-seed0007-2026-11-26"),
        ("Näme 顔", "Näme 顔"),
        ("a/b\\c:d*e", "a_b_c_d_e"),
        ("../../etc/{face}", "_.._etc_seed0007"),
        ("\x1b[31m{face}\n", "[31mseed0007"),
        ("", "seed0007"),
        (" . ", "seed0007"),
        ("///", "seed0007"),
        ("con", "_con"),
        ("{nobody}", "{nobody}"),
    ],
)
def test_a_pattern_becomes_a_name_that_any_disk_takes(pattern: str, name: str):
    assert picture_name(pattern, SEVEN, DAY) == name


def test_a_face_without_a_seed_is_a_face():
    latent = Latent.from_array(np.zeros((4, 3), np.float32))
    assert picture_name("{face}", SEVEN.with_source(latent), DAY) == "face"


def test_a_long_pattern_leaves_room_for_a_number_and_a_suffix():
    name = picture_name("😀" * 200, SEVEN, DAY)
    assert 100 < len(name.encode()) <= 200
    assert set(name) == {"😀"}
