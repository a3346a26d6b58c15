from __future__ import annotations

import numpy as np
import pytest

from facelab.errors import RecipeError
from facelab.networks.family import NetworkShape, groups_by_size
from facelab.solve.other_directions import read_other
from tests.engine.edit_files import BANDS, NUM_WS, W_DIM, make_file

STYLES = (4, 8, 8, 8, 8, 8, 0)
SHAPE = NetworkShape(
    W_DIM, W_DIM, NUM_WS, 8, STYLES, groups_by_size(STYLES), stylegan2_rows=(0, 1, 2, 3, 3, 4, 1)
)


def read(tmp_path, array):
    np.save(tmp_path / "theirs.npy", array)
    return read_other(tmp_path / "theirs.npy", "smile", make_file(), SHAPE)


def test_one_vector_is_the_same_in_all_bands(tmp_path):
    found = read(tmp_path, np.arange(W_DIM, dtype=np.float32))
    assert (found.name, found.id) == ("theirs.npy", "smile")
    np.testing.assert_array_equal(found.rows, [np.arange(W_DIM)] * len(BANDS))


def test_rows_of_stylegan2_are_averaged_by_band(tmp_path):
    rows = np.arange(5, dtype=np.float32)[:, None] * np.ones((1, W_DIM), np.float32)
    np.testing.assert_allclose(read(tmp_path, rows).rows[:, 0], [0.5, 8 / 3, 4])


def test_several_or_of_another_size_are_refused(tmp_path):
    with pytest.raises(RecipeError, match="2 directions"):
        read(tmp_path, np.ones((2, 1, W_DIM)))
    with pytest.raises(RecipeError, match="takes 1 or 5 or 7 rows"):
        read(tmp_path, np.ones((3, W_DIM)))
