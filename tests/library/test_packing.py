from __future__ import annotations

import msgspec
import numpy as np
import pytest

from facelab.library.packing import fingerprint, pack_ws, place_in_w, unpack_ws
from facelab.recipe import ModelRef, Seed


def test_a_w_plus_comes_back_exactly_and_equal_rows_cost_nothing():
    w = np.random.RandomState(0).randn(3, 512).astype(np.float32)
    ws = w[[0, 0, 1, 2, 1, 0]]
    packed = pack_ws(ws)
    assert np.array_equal(unpack_ws(packed), ws)
    assert len(packed) == 4 + 6 + 3 * 512 * 4


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        b"\x01\x01\x04",
        b"\x00\x00\x00\x00",
        b"\x01\x02\x01\x00\x00" + bytes(8),
        b"\x01\x01\x01\x00\x05" + bytes(4),
        b"\x01\x01\x01\x00\x00" + bytes(3),
        b"\x01\x01\x01\x00\x00" + np.float32(np.nan).tobytes(),
        b"\x01\x01\x01\x00\x00" + np.float32(1e9).tobytes(),
    ],
)
def test_bytes_that_are_no_w_plus_are_refused(packed):
    with pytest.raises(ValueError, match="w\\+"):
        unpack_ws(packed)


def test_the_place_is_the_mean_row_in_half_precision():
    ws = np.array([[1, 2], [3, 6]], dtype=np.float32)
    assert np.frombuffer(place_in_w(ws), dtype="<f2").tolist() == [2, 4]


def test_the_fingerprint_is_of_the_picture_not_of_names(record):
    recipe = record(1).recipe
    assert fingerprint(recipe) == fingerprint(
        msgspec.structs.replace(recipe, model=ModelRef("a" * 64, "renamed"))
    )
    assert fingerprint(recipe) != fingerprint(
        msgspec.structs.replace(recipe, model=ModelRef("b" * 64, "tiny"))
    )
    assert fingerprint(recipe) != fingerprint(recipe.with_amount("smile", 0.1))
    assert fingerprint(recipe) != fingerprint(recipe.with_source(Seed(2)))
