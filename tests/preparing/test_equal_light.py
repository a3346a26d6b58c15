"""The same mean luminance and contrast for all."""

import numpy as np
import pytest

from facelab.export.sizes import to_bytes, to_float, to_linear
from facelab.preparing.equal_light import LUMINANCE, Light, light_of, with_light

WHOLE = np.ones((64, 64), np.float32)


def pictures():
    random = np.random.RandomState(3)
    for scale, start in ((0.3, 0.1), (0.5, 0.4), (0.2, 0.05)):
        yield (start + scale * random.rand(64, 64, 3)).astype(np.float32)


def test_the_light_of_a_grey_picture():
    grey = np.full((8, 8, 3), 0.5, np.float32)
    light = light_of(grey, np.ones((8, 8), np.float32))
    assert light.mean == pytest.approx(0.21404, abs=1e-4)
    assert light.contrast == pytest.approx(0, abs=1e-4)


def test_all_pictures_get_the_same_light():
    wanted = Light(0.25, 0.5)
    for picture in pictures():
        made, got = with_light(picture, WHOLE, wanted)
        assert got.mean == pytest.approx(0.25, rel=2e-3)
        assert got.contrast == pytest.approx(0.5, rel=2e-3)
        rounded = light_of(to_float(to_bytes(made)), WHOLE)
        assert rounded.mean == pytest.approx(got.mean, rel=2e-3)


def test_only_what_counts_is_measured(picture):
    weight = np.zeros((64, 64), np.float32)
    weight[16:48, 16:48] = 1
    made, got = with_light(picture, weight, Light(0.2, 0.4))
    inner = light_of(made[16:48, 16:48], np.ones((32, 32), np.float32))
    assert inner.mean == pytest.approx(got.mean)
    assert inner.contrast == pytest.approx(got.contrast)


def test_colours_keep_their_hue(picture):
    made, _ = with_light(picture, WHOLE, Light(0.15, 0.3))
    before, after = to_linear(picture), to_linear(made)
    share = after / (after @ LUMINANCE)[..., None]
    np.testing.assert_allclose(share, before / (before @ LUMINANCE)[..., None], atol=0.02)


def test_what_there_is_no_room_for_is_told():
    saturated = np.zeros((16, 16, 3), np.float32)
    saturated[..., 2] = 0.9  # blue cannot be bright
    _, got = with_light(saturated, np.ones((16, 16), np.float32), Light(0.6, 0.5))
    assert got.mean < 0.1
