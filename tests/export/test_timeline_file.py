from __future__ import annotations

import numpy as np
import pytest

from facelab.errors import DestinationError, ExportError, RecipeError
from facelab.export.recipe_file import write_recipe
from facelab.export.timeline_file import holds_timeline, read_timeline, write_timeline
from facelab.recipe import ModelRef, Recipe, Seed
from facelab.recipe.timeline import Key, Timeline
from tests.png_files import write_png

FACE = Recipe(ModelRef("0" * 64, "tiny"), Seed(1))
CLIP = Timeline((Key(FACE), Key(FACE.with_amount("smile", 1.0))))


def test_there_and_back(tmp_path):
    path = tmp_path / "a.json"
    write_timeline(path, CLIP)
    assert read_timeline(path) == CLIP
    assert holds_timeline(path)
    with pytest.raises(DestinationError, match="already exists"):
        write_timeline(path, CLIP)


def test_a_recipe_is_none(tmp_path):
    path = tmp_path / "a.json"
    write_recipe(path, FACE)
    assert not holds_timeline(path)
    with pytest.raises(RecipeError, match=r"timeline in a\.json cannot be read"):
        read_timeline(path)


def test_what_is_not_there_is_told(tmp_path):
    with pytest.raises(ExportError, match=r"a\.json cannot be opened"):
        read_timeline(tmp_path / "a.json")


def test_a_picture_that_is_cut_short_behind_its_recipe_is_none(tmp_path):
    path = tmp_path / "a.png"
    write_png(path, np.zeros((16, 16, 3), np.uint8), FACE)
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    assert not holds_timeline(path)
    path.write_bytes(whole[:200])
    with pytest.raises(ExportError, match="cut short"):
        holds_timeline(path)
