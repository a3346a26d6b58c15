from __future__ import annotations

import numpy as np

from facelab.cutout.light import to_display, to_light


def test_there_and_back():
    values = np.linspace(0, 1, 256, dtype=np.float32)
    assert np.allclose(to_display(to_light(values)), values, atol=1e-5)


def test_known_numbers():
    found = to_light(np.array((0, 0.04045, 0.5, 1), np.float32))
    assert np.allclose(found, (0, 0.0031308, 0.21404114, 1), atol=1e-6)
