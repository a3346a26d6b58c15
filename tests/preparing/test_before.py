"""A face before another background at every size."""

import numpy as np

from facelab.preparing.before import _at


def test_rows_enlarged_by_themselves_are_those_of_the_whole():
    values = np.random.RandomState(4).rand(32, 32, 2).astype(np.float32)
    whole = _at(values, 96)
    for start in range(0, 96, 24):
        rows = slice(start, start + 24)
        np.testing.assert_allclose(_at(values, 96, rows), whole[rows], atol=1e-6)
