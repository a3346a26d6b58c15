from __future__ import annotations

import errno
import json
from pathlib import Path

import pytest

from facelab.errors import ExportError, RecipeError
from facelab.export.recipe_file import read_recipe, write_recipe
from facelab.recipe import codec
from tests.png_files import write_png


def test_a_recipe_is_saved_as_json_for_people(tmp_path, recipe):
    path = tmp_path / "new" / "face.json"
    write_recipe(path, recipe)
    assert read_recipe(path) == recipe
    text = path.read_text(encoding="utf-8")
    assert json.loads(text)["format"] == codec.FORMAT
    assert text.count("\n") > 20
    assert "Zoë ☺" in text


def test_json_is_told_from_pictures_by_its_name(tmp_path, recipe, rgb):
    write_png(tmp_path / "face.png", rgb, recipe)
    assert read_recipe(tmp_path / "face.png") == recipe
    write_recipe(tmp_path / "FACE.JSON", recipe)
    assert read_recipe(tmp_path / "FACE.JSON") == recipe


def test_what_cannot_be_read_is_told_in_words(tmp_path):
    with pytest.raises(ExportError, match=r"face\.json cannot be opened\. No such file"):
        read_recipe(tmp_path / "face.json")
    (tmp_path / "dir.json").mkdir()
    with pytest.raises(ExportError, match=r"dir\.json cannot be opened"):
        read_recipe(tmp_path / "dir.json")
    (tmp_path / "bad.json").write_bytes(b"\xff\xff")
    with pytest.raises(RecipeError):
        read_recipe(tmp_path / "bad.json")


def test_a_huge_file_is_not_read_into_memory(tmp_path):
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.truncate(2**33)  # a sparse file of 8 GiB
    with pytest.raises(ExportError, match="larger than 16 MB"):
        read_recipe(path)


def test_a_write_that_fails_leaves_the_old_file(tmp_path, recipe, monkeypatch):
    path = tmp_path / "face.json"
    write_recipe(path, recipe)

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(ExportError, match="No space left on device"):
        write_recipe(path, recipe.with_seed(1))
    assert read_recipe(path) == recipe
    assert [each.name for each in Path(tmp_path).iterdir()] == ["face.json"]
