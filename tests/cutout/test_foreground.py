from __future__ import annotations

import numpy as np

from facelab.cutout.foreground import estimate_colours

FRONT = np.array((0.9, 0.2, 0.1), np.float32)
BACK = np.array((0.1, 0.3, 0.9), np.float32)


def test_both_colours_of_a_ramp():
    ramp = np.clip((np.arange(128) - 40) / 48, 0, 1).astype(np.float32)
    alpha = np.broadcast_to(ramp, (128, 128)).copy()
    share = alpha[..., None]
    picture = share * FRONT + (1 - share) * BACK
    front, back = estimate_colours(picture, alpha)
    assert np.abs(front[alpha > 0.2] - FRONT).max() < 0.1
    assert np.abs(back[alpha < 0.8] - BACK).max() < 0.1
    assert np.abs(share * front + (1 - share) * back - picture).max() < 0.02


def test_what_is_whole_is_the_picture():
    random = np.random.RandomState(0)
    picture = random.rand(64, 64, 3).astype(np.float32)
    alpha = (np.indices((64, 64))[1] > 31).astype(np.float32)
    front, back = estimate_colours(picture, alpha)
    assert np.array_equal(front[alpha == 1], picture[alpha == 1])
    assert np.array_equal(back[alpha == 0], picture[alpha == 0])
