from __future__ import annotations

import math

import numpy as np
import pytest
from PIL import Image

from facelab.labels.crop import Crop

CROPS = [
    Crop(40, 50, 30),
    Crop(40, 50, 30, 0.4),
    Crop(45, 40, 60, -1.0),
    Crop(40, 50, 30, 0.4, flipped=True),
]


@pytest.mark.parametrize("crop", CROPS)
def test_what_is_seen_in_a_crop_lies_where_it_is_placed(crop: Crop) -> None:
    rows, columns = np.mgrid[:96, :96].astype(np.float32)
    pixels = np.stack((columns, rows, np.zeros_like(rows)), axis=2).astype(np.uint8)
    taken = crop.take(Image.fromarray(pixels), 20)
    for x, y in ((4, 4), (15, 6), (9, 17)):
        (place,) = crop.place(np.array([[x + 0.5, y + 0.5]]), 20)
        np.testing.assert_allclose(taken[y, x, :2], place - 0.5, atol=1.0)


def test_the_middle_of_a_crop_is_its_centre() -> None:
    for crop in CROPS:
        (place,) = crop.place(np.array([[10.0, 10.0]]), 20)
        np.testing.assert_allclose(place, (crop.x, crop.y), atol=1e-9)


def test_depth_is_scaled_and_not_turned() -> None:
    (place,) = Crop(0, 0, 40, math.pi / 2).place(np.array([[10.0, 10.0, 3.0]]), 20)
    assert place[2] == pytest.approx(6.0)


def test_outside_of_the_picture_is_black() -> None:
    white = Image.new("RGB", (16, 16), "white")
    taken = Crop(0, 0, 16).take(white, 16)
    assert not taken[:6, :6].any()
    assert taken[10:, 10:].min() == 255
