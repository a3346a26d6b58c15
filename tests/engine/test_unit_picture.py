from __future__ import annotations

import numpy as np
import pytest

from facelab.engine.unit_picture import unit_picture


def bytes_of(values):
    """As the back ends round."""
    return np.clip(values, 0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def values():
    """Steps of 255: many at random, whole numbers, and their neighbours in float32."""
    whole = np.arange(-3, 260, dtype=np.float32)
    near = [np.nextafter(whole, np.float32(way), dtype=np.float32) for way in (-9, 999)]
    drawn = np.random.RandomState(0).uniform(-20, 280, 60_000).astype(np.float32)
    found = np.concatenate([whole, *near, drawn])
    return np.resize(found, (len(found) // 3, 1, 3))


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize(
    "rounded", [np.rint, lambda x: np.floor(x + x.dtype.type(0.5))], ids=["even", "up"]
)
def test_its_rounding_is_the_frame(values, kind, rounded):
    picture = unit_picture(values)
    assert picture.dtype == np.float32
    found = rounded(picture.astype(kind) * kind(255))
    np.testing.assert_array_equal(found, bytes_of(values))


def test_it_is_the_picture_before_rounding(values):
    exact = np.clip((values.astype(np.float64) - 0.5) / 255, 0, 1)
    assert np.abs(unit_picture(values) - exact).max() < 1 / 65535 / 10, "finer than 16 bits"


def test_black_is_0_and_white_is_1():
    values = np.array([[[-50, 0, 0.4], [255.4, 256, 900]]], np.float32)
    picture = unit_picture(values)
    assert picture[0, 0].tolist() == [0, 0, 0]
    assert picture[0, 1, 0] == pytest.approx(254.9 / 255)
    assert picture[0, 1, 1:].tolist() == [1, 1]


def test_where_the_frame_is_another_one_it_is_followed():
    """A frame in half precision, and values in full."""
    values = np.array([[[99.9, 100.2, 101.1]]], np.float32)
    frame = np.full((1, 1, 3), 100, np.uint8)
    steps = 255 * unit_picture(values, frame)
    assert np.rint(steps).tolist() == [[[100, 100, 100]]]
    assert steps[0, 0, 1] == pytest.approx(99.7)
    assert abs(steps - (values - 0.5)).max() == pytest.approx(0.1, abs=0.001)


def test_what_it_is_given_stays():
    values = np.array([[[12.3, 400, -1]]], np.float32)
    unit_picture(values)
    assert values.tolist() == np.array([[[12.3, 400, -1]]], np.float32).tolist()
