"""Programs that no one here wrote read what is written: exiftool, ImageMagick, OpenEXR's tools."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from facelab.export.formats import writer_of
from facelab.export.sizes import to_bytes, to_words
from facelab.export.writer import Metadata, Picture
from facelab.export.writing import write
from facelab.recipe import recipe_to_json
from tests.export.formats.conftest import ENCODINGS
from tests.programs import opencv, program, run

every = pytest.mark.parametrize("name", ENCODINGS)
DEPTH = {"png-16": 16, "tiff": 16, "exr": 16}


@pytest.fixture
def saved(tmp_path, ramp, recipe, cut_out):
    def save(name: str, alpha: bool = False) -> Path:
        encoding = ENCODINGS[name]
        path: Path = tmp_path / f"{name}{writer_of(encoding.format).suffixes[0]}"
        write(path, cut_out if alpha else Picture(ramp, recipe), Metadata.of(recipe), encoding)
        return path

    return save


def magick(*words: object) -> str:
    return run(program("convert", "magick"), *words)


@every
def test_imagemagick_finds_size_and_depth(saved, name):
    said = magick(saved(name), "-format", "%w %h %z", "info:").split()
    assert said == ["64", "48", str(DEPTH.get(name, 8))]


@every
def test_imagemagick_finds_alpha_where_there_is_some(saved, name):
    channels = magick(saved(name, alpha=True), "-format", "%[channels]", "info:").lower()
    assert ("a" in channels.replace("gray", "").split()[0]) == (name != "jpeg")


@every
def test_imagemagick_sees_the_colours(saved, ramp, tmp_path, name):
    """By way of 8-bit RGB; OpenEXR is light, which it is told to turn into sRGB."""
    made = tmp_path / "seen.ppm"
    turn = ["-set", "colorspace", "RGB", "-colorspace", "sRGB"] if name == "exr" else []
    magick(saved(name), *turn, "-depth", "8", made)
    raw = made.read_bytes().split(b"\n", 3)[-1]
    seen = np.frombuffer(raw[-64 * 48 * 3 :], np.uint8).reshape(48, 64, 3).astype(int)
    most = 1 if name not in ("jpeg", "webp") else 12
    assert np.abs(seen - to_bytes(ramp)).max() <= most


@pytest.mark.parametrize("name", ["jpeg", "webp", "tiff"])
def test_imagemagick_finds_the_profile(saved, name):
    assert "sRGB" in magick(saved(name), "-format", "%[profile:icc]", "info:")


@pytest.mark.parametrize("name", ["png", "png-16"])
def test_imagemagick_finds_that_png_is_srgb(saved, name):
    assert "sRGB" in magick(saved(name), "-verbose", "info:").split("olorspace:")[1][:12]


@every
def test_exiftool_finds_the_recipe_and_nothing_to_warn_of(saved, recipe, name):
    (said,) = json.loads(run(program("exiftool"), "-j", "-G", "-validate", "-warning", saved(name)))
    # Deflate is no baseline TIFF, though every program of today reads it.
    known = "Invalid value for IFD0 tag 0x0103 Compression" if name == "tiff" else None
    assert said.get("ExifTool:Warning") == known
    (found,) = json.loads(run(program("exiftool"), "-j", saved(name)))
    text = found.get("Recipe") or found.get("Facelab")
    # exiftool gives numbers and objects of JSON as they are
    body = text if isinstance(text, dict) else json.loads(text)
    assert body == json.loads(recipe_to_json(recipe))


@pytest.mark.parametrize("name", ["jpeg", "webp", "tiff", "png"])
def test_a_face_opens_after_exiftool_has_written_into_the_file(saved, recipe, name):
    from facelab.export.reading import read_picture_recipe

    path = saved(name)
    run(program("exiftool"), "-overwrite_original", "-XMP-dc:Title=Anna", path)
    assert read_picture_recipe(path) == recipe


@pytest.mark.parametrize("name", ["png", "png-16", "webp-lossless", "tiff"])
@pytest.mark.parametrize("alpha", [False, True], ids=["opaque", "cut out"])
def test_opencv_reads_the_very_pixels(saved, ramp, cut_out, name, alpha):
    cv2 = opencv()
    read = cv2.imread(str(saved(name, alpha)), cv2.IMREAD_UNCHANGED)
    pixels = cut_out.pixels if alpha else ramp
    wanted = to_words(pixels) if name in DEPTH else to_bytes(pixels)
    order = [2, 1, 0, 3][: pixels.shape[2]]
    assert read.dtype == wanted.dtype
    assert np.array_equal(read[..., order], wanted)


def test_openexr_finds_layers_and_what_the_header_says(saved):
    said = run(program("exrheader"), saved("exr", alpha=True))
    assert "matte.Y, 16-bit floating-point" in said
    assert "Display-referred" in said
    assert "white (0.3127 0.329)" in said
