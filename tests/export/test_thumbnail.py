from __future__ import annotations

import numpy as np
import pytest

from facelab.export import thumbnail


def test_a_thumbnail_keeps_colours_and_has_its_size():
    pixels = np.zeros((512, 512, 4), np.uint8)
    pixels[..., 3] = 255
    pixels[:, :256, 0] = 250  # left half blue
    pixels[:, 256:, 2] = 250  # right half red
    jpeg = thumbnail.encode(pixels)
    assert jpeg[:2] == b"\xff\xd8"
    assert len(jpeg) < 20_000
    small = thumbnail.decode(jpeg)
    assert small is not None
    assert small.shape == (thumbnail.SIDE, thumbnail.SIDE, 4)
    assert np.abs(small[96, 20].astype(int) - [250, 0, 0, 255]).max() < 8
    assert np.abs(small[96, 170].astype(int) - [0, 0, 250, 255]).max() < 8


@pytest.mark.parametrize("data", [b"", b"no picture", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_thumbnail_is_none(data):
    assert thumbnail.decode(data) is None


def test_half_a_thumbnail_is_none():
    jpeg = thumbnail.encode(np.zeros((192, 192, 4), np.uint8))
    assert thumbnail.decode(jpeg) is not None
    assert thumbnail.decode(jpeg[: len(jpeg) // 2]) is None
