"""Pictures at another size: by light, not by stored values."""

from __future__ import annotations

import numpy as np
import pytest

from facelab.export.sizes import from_linear, sized, to_bytes, to_float, to_linear, to_words


def stripes(low: int = 0, high: int = 255) -> np.ndarray:
    """Rows of pixels, one dark, one bright."""
    pixels = np.full((64, 64, 3), low, np.uint8)
    pixels[::2] = high
    return pixels


def test_what_has_the_size_already_stays_as_it_is(rgb):
    assert sized(rgb, None) is rgb
    assert sized(rgb, 32) is rgb


def test_fine_stripes_keep_their_light_when_they_are_made_smaller():
    """Half of the light is 188 in sRGB; a mean of the stored values would be 128."""
    small = sized(stripes(), 16)
    assert small.shape == (16, 16, 3)
    assert abs(int(small[8, 8, 0]) - 188) <= 3


def test_the_longest_edge_is_what_is_asked_for():
    wide = np.zeros((20, 40, 3), np.uint8)
    assert sized(wide, 20).shape == (10, 20, 3)
    assert sized(wide, 80).shape == (40, 80, 3)


def test_larger_pictures_stay_within_what_there_was():
    large = sized(stripes(40, 200), 128)
    assert large.shape == (128, 128, 3)
    assert large.dtype == np.uint8


def test_a_flat_picture_stays_the_same_at_any_size():
    flat = np.full((32, 32, 3), 77, np.uint8)
    for side in (16, 24, 100):
        assert np.array_equal(sized(flat, side), np.full((side, side, 3), 77))


def test_what_is_transparent_gives_no_colour_to_the_rest():
    """Green behind alpha 0 must not tint the edge of a red shape."""
    pixels = np.zeros((64, 64, 4), np.uint8)
    pixels[..., 1] = 255
    pixels[:, :33] = (255, 0, 0, 255)
    small = sized(pixels, 16)
    seen = small[small[..., 3] > 40]
    assert (seen[:, 1] <= 2).all()
    assert (seen[:, 0] >= 253).all()


def test_floats_stay_floats_and_are_finer_than_bytes():
    ramp = np.linspace(0.2, 0.21, 64 * 64, dtype=np.float32).reshape(64, 64, 1).repeat(3, axis=2)
    small = sized(ramp, 16)
    assert small.dtype == np.float32
    assert len(np.unique(to_words(small))) > 10 * len(np.unique(to_bytes(small)))


@pytest.mark.parametrize("value", [0.0, 0.001, 0.04045, 0.2, 0.5, 1.0])
def test_light_and_back_is_the_same(value):
    there = to_linear(np.array([value], np.float32))
    assert from_linear(there)[0] == pytest.approx(value, abs=1e-6)


def test_a_byte_is_the_same_byte_as_float_and_as_word():
    every = np.arange(256, dtype=np.uint8).reshape(16, 16, 1).repeat(3, axis=2)
    assert np.array_equal(to_bytes(to_float(every)), every)
    assert np.array_equal(to_words(every) // 257, every)
