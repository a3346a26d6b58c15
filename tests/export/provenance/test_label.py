from __future__ import annotations

import numpy as np

from facelab.export.provenance.label import labelled
from tests.export.provenance.conftest import soft


def test_the_label_is_in_the_lower_right_corner_and_nowhere_else():
    picture = soft(512)

    out = labelled(picture)

    changed = np.argwhere((out != picture).any(axis=2))
    top, left = changed.min(axis=0)
    bottom, right = changed.max(axis=0)
    assert top > 400
    assert left > 400
    assert bottom < 511
    assert right < 511
    assert out[top:, left:].max() > 230  # white letters


def test_floats_and_alpha():
    clear = np.zeros((256, 256, 4), np.float32)

    out = labelled(clear)

    assert out.dtype == np.float32
    assert out[..., 3].max() == 1
    assert out[:200].max() == 0
    opaque = np.ones((256, 256, 4), np.uint8) * 255
    assert (labelled(opaque)[..., 3] == 255).all()


def test_the_smallest_picture_has_room_for_it():
    assert labelled(soft(16)).shape == (16, 16, 3)
