from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from facelab.cutout import backgrounds
from facelab.cutout.backgrounds import (
    BLUR,
    TRANSPARENT,
    Background,
    background_of,
    blurred,
    checker,
    compose,
    read_backdrop,
    to_bytes,
)
from facelab.cutout.matte import Matte
from facelab.errors import ExportError


def half() -> Matte:
    """White, left wholly there and right by half."""
    alpha = np.ones((32, 32), np.float32)
    alpha[:, 16:] = 0.5
    return Matte(alpha, alpha, np.ones((32, 32, 3), np.float32))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("transparent", TRANSPARENT),
        ("blur", BLUR),
        ("#FF8800", Background("colour", "#ff8800")),
        ("#f80", Background("colour", "#ff8800")),
        ("wall.jpg", Background("picture", picture=Path("wall.jpg"))),
    ],
)
def test_words_and_what_they_say(text, wanted):
    assert background_of(text) == wanted
    assert background_of(str(wanted)) == wanted


@pytest.mark.parametrize("text", ["#", "#12", "#12345", "#gggggg", "#1234567"])
def test_no_colour(text):
    with pytest.raises(ValueError, match="#ff8800"):
        background_of(text)


def test_a_colour_is_mixed_in_linear_light():
    made = compose(half(), Background("colour", "#000000"), np.zeros((32, 32, 3), np.float32))
    assert made[0, 0] == pytest.approx(1)
    assert made[0, 20, 0] == pytest.approx(0.7354, abs=1e-3), "half the light, not half the number"
    assert made[..., 3].min() == 1


def test_a_picture_is_seen_through():
    behind = np.zeros((32, 32, 3), np.float32)
    behind[..., 1] = 1
    made = compose(half(), Background("picture"), behind, behind)
    assert made[0, 20, 1] == pytest.approx(1)
    assert made[0, 20, 0] == pytest.approx(0.7354, abs=1e-3)


def test_the_face_is_not_in_its_blurred_background():
    picture = np.zeros((256, 256, 3), np.float32)
    picture[...] = (0, 0, 1)
    coverage = np.zeros((256, 256), np.float32)
    coverage[64:256, 64:192] = 1
    picture[64:256, 64:192] = (1, 0, 0)
    behind = blurred(picture, coverage)
    assert behind[..., 0].max() < 0.15
    assert behind[..., 2].min() > 0.9


def test_a_checker_has_two_tones():
    assert np.unique(checker(128)).size == 2
    assert checker(4).shape == (4, 4, 3)


def test_bytes_are_rounded():
    assert to_bytes(np.array((-1, 0.5, 2), np.float32)).tolist() == [0, 128, 255]


def test_a_backdrop_is_cut_to_its_middle(tmp_path):
    wide = np.zeros((40, 120, 3), np.uint8)
    wide[:, 40:80] = 255
    Image.fromarray(wide).save(tmp_path / "a.png")
    found = read_backdrop(tmp_path / "a.png", 40)
    assert found.shape == (40, 40, 3)
    assert found.dtype == np.float32
    assert found[:, 2:-2].min() > 0.9


def test_a_photo_stands_upright(tmp_path):
    tall = Image.fromarray(np.full((64, 64, 3), 0, np.uint8))
    tall.paste((255, 255, 255), (0, 0, 64, 32))  # the upper half
    exif = Image.Exif()
    exif[0x0112] = 3  # upside down
    tall.save(tmp_path / "a.jpg", exif=exif, quality=95)
    found = read_backdrop(tmp_path / "a.jpg", 64)
    assert found[50].mean() > 0.9 > 0.1 > found[10].mean()


def test_no_picture(tmp_path, monkeypatch):
    (tmp_path / "a.png").write_text("no picture")
    with pytest.raises(ExportError, match=r"a\.png cannot be used as a background"):
        read_backdrop(tmp_path / "a.png", 64)
    with pytest.raises(ExportError, match="No such file"):
        read_backdrop(tmp_path / "none.png", 64)
    monkeypatch.setattr(backgrounds, "MAX_PIXELS", 100)
    Image.new("RGB", (11, 10)).save(tmp_path / "large.png")
    with pytest.raises(ExportError, match="larger than facelab reads"):
        read_backdrop(tmp_path / "large.png", 64)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 10)
    with pytest.raises(ExportError, match="larger than facelab reads"):
        read_backdrop(tmp_path / "large.png", 64)
