from __future__ import annotations

import numpy as np

from facelab.export.clips.changes import Part, changed


def test_the_smallest_rectangle_that_differs():
    before = np.zeros((8, 10, 3), np.uint8)
    now = before.copy()
    now[3, 5, 1] = now[6, 7, 0] = 9
    assert changed(None, now) == Part(0, 0, 10, 8)
    assert changed(before, now) == Part(5, 3, 3, 4)
    assert changed(before, now, 2) == Part(4, 2, 4, 5)
    assert changed(before, before) == Part(0, 0, 1, 1)
    assert np.array_equal(changed(before, now).of(now), now[3:7, 5:8])
