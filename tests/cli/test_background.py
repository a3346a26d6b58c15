"""`facelab render --background`, on the tiny network and with the real ones that find a person."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from facelab.checkpoints.fetching.packaged import PackagedSet
from facelab.cutout.person import PERSON_NETS
from facelab.export.reading import read_picture_recipe
from facelab.progress import finish
from facelab.recipe import Recipe, Seed


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image)


def test_a_transparent_picture_opens_again_as_its_face(facelab, tiny, tiny_model, tmp_path):
    ended = facelab("render", "--seeds", 3, "--background", "transparent", "-o", tmp_path)
    assert ended.status == 0
    (path,) = tmp_path.iterdir()
    assert pixels(path).shape[2] == 4
    assert read_picture_recipe(path) == Recipe(tiny_model.ref, Seed(3), finish="clean")


@pytest.mark.parametrize("words", ["#00ff00", "blur"])
def test_other_backgrounds_are_opaque(facelab, tiny, tmp_path, words):
    assert facelab("render", "--seeds", 3, "--background", words, "-o", tmp_path).status == 0
    assert pixels(tmp_path / "seed0003.png").shape[2] == 3


def test_before_a_picture(facelab, tiny, tmp_path):
    Image.new("RGB", (9, 5), (0, 0, 255)).save(tmp_path / "wall.bmp")
    out = tmp_path / "out"
    words = ("render", "--seeds", 3, "--background", tmp_path / "wall.bmp", "-o", out)
    assert facelab(*words).status == 0
    assert pixels(out / "seed0003.png").shape[2] == 3


def test_no_colour_and_no_picture(facelab, tiny, tmp_path):
    ended = facelab("render", "--seeds", 3, "--background", "#12", "-o", tmp_path)
    assert ended.status == 2
    assert "#12 is not a colour" in ended.error
    ended = facelab("render", "--seeds", 3, "--background", tmp_path / "none.png", "-o", tmp_path)
    assert ended.status == 1
    assert "none.png cannot be used as a background" in ended.err
    assert not [*tmp_path.iterdir()]


def test_the_background_is_not_written_over(facelab, tiny, tmp_path):
    wall = tmp_path / "seed0003.png"
    Image.new("RGB", (9, 5)).save(wall)
    before = wall.read_bytes()
    ended = facelab("render", "--seeds", 3, "--background", wall, "-o", tmp_path, "--overwrite")
    assert ended.status == 2
    assert wall.read_bytes() == before


def nothing_to_fetch(found):
    """A fetch that finds everything here."""
    yield from ()
    return found


def test_what_is_downloaded_is_said_before(facelab, tiny, tmp_path, monkeypatch):
    found = finish(PERSON_NETS.fetch())
    monkeypatch.setattr(PackagedSet, "missing", lambda self: self.entries())
    monkeypatch.setattr(PackagedSet, "fetch", lambda self: nothing_to_fetch(found))
    ended = facelab("render", "--seeds", 3, "--background", "blur", "-o", tmp_path)
    assert "35.6 MB from the package mediapipe 0.10.21, licence Apache-2.0" in ended.err


def test_only_the_package_that_is_needed():
    assert [each.name for each in PERSON_NETS.entries()] == ["mediapipe"]
    assert {"person", "face_landmarks"} <= finish(PERSON_NETS.fetch()).keys()
