from __future__ import annotations

import numpy as np
import pytest

from facelab.engine.lattice.medians import median_around
from facelab.engine.lattice.passes import Pass


@pytest.mark.parametrize("reach", [1, 2, 3, 4])
def test_medians_of_medians(reach):
    x = np.random.RandomState(reach).randint(-99, 99, (9, 9, 3)).astype(np.float32)
    padded = np.pad(x, ((reach, reach), (reach, reach), (0, 0)), mode="reflect")
    width = 2 * reach + 1
    rows = np.median([padded[:, k : k + 9] for k in range(width)], axis=0)
    wanted = np.median([rows[k : k + 9] for k in range(width)], axis=0)
    found = np.empty_like(x)
    Pass(median_around(x.shape, reach), 9).run({"x": x}, {"y": found})
    np.testing.assert_array_equal(found, wanted)
