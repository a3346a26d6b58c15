"""`facelab make sheet`, on a tiny network and once on the real one."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from facelab.export.character_file import read_sheet, write_set
from facelab.export.recipe_file import read_recipe, write_recipe
from facelab.recipe import Recipe, Seed
from facelab.recipe.character.sets import Step, Variant, VariantSet
from facelab.session.character.own_sets import FOLDER

PCA = VariantSet(
    "found",
    (
        Variant("base"),
        Variant("one", "First", (Step("pca-1", 2.0),)),
        Variant("two", steps=(Step("pca-2", -1.0),)),
    ),
)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def own_set(tmp_path: Path) -> Path:
    write_set(tmp_path / "found.json", PCA)
    return tmp_path / "found.json"


@pytest.fixture(autouse=True)
def _without_identity(monkeypatch):
    """Its network is large; what is done with it, `tests/preparing/character` tests."""
    monkeypatch.setattr("facelab.cli.make_sheet.missing_identity", lambda: ("one",))


@pytest.fixture
def make(facelab, tiny, out):
    return lambda *words: facelab("make", "sheet", *words, "-o", out, "--no-align")


def seen(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image)


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.*"))


def test_a_set_of_ones_own_becomes_a_sheet_and_files(make, out, own_set, tiny_model):
    ended = make("7", "--set", own_set, "--size", "32")
    assert ended.status == 0
    assert "3 cells of seed0007: 4 files saved" in ended.err
    assert names(out) == [
        "seed0007 sheet.png",
        *(f"seed0007_{name}.png" for name in ("base", "one", "two")),
    ]
    face = Recipe(tiny_model.ref, Seed(7), finish="clean")
    made = read_recipe(out / "seed0007_one.png")
    assert made.directions == face.with_amount("pca-1", 2.0).directions
    assert read_recipe(out / "seed0007_base.png") == face


def test_sets_that_were_saved_in_the_window_are_taken_by_name(make, out, tmp_path, monkeypatch):
    monkeypatch.setenv("FACELAB_SETTINGS", str(tmp_path / "settings"))
    folder = tmp_path / "settings" / FOLDER
    folder.mkdir(parents=True)
    write_set(folder / "found.json", PCA)
    (folder / "bad.json").write_text("{}")
    ended = make("7", "--set", "fuond")
    assert ended.status != 0
    assert "Did you mean found?" in ended.err
    ended = make("7", "--set", "found", "--size", "32")
    assert ended.status == 0
    assert "A set of expressions of your own is left out. bad.json: It has no" in ended.err
    assert "3 cells of seed0007" in ended.err


def test_a_direction_at_amounts_along_both_sides_for_a_game(make, out):
    words = ("--set", "pca-1=-1,1", "--set", "pca-2=0,2", "--character", "Anna B")
    assert make("7", *words, "--as", "rpgmaker").status == 0
    assert names(out) == ["img/faces/annab.png"]
    with Image.open(out / "img/faces/annab.png") as image:
        assert image.size == (576, 288)


def test_the_sheet_is_written_and_made_again(make, facelab, out, own_set, tmp_path):
    assert make("7", "--set", own_set, "--as", "files", "--json", "--character", "anna").status == 0
    sheet = read_sheet(out / "anna.sheet.json")
    assert (sheet.name, sheet.columns) == ("anna", PCA)
    again = ("make", "sheet", out / "anna.sheet.json", "-o", tmp_path / "b", "--as", "files")
    assert facelab(*again, "--no-align").status == 0
    for name in ("anna_one.png", "anna_two.png"):
        assert np.array_equal(seen(out / name), seen(tmp_path / "b" / name))
    ended = facelab(*again, "--set", own_set)
    assert "the sheet says what --set would say" in ended.error


def test_locks_of_the_face_hold_and_that_is_said(make, out, own_set, tmp_path, tiny_model):
    face = Recipe(tiny_model.ref, Seed(5))
    write_recipe(tmp_path / "anna.json", face)
    ended = make(tmp_path / "anna.json", "--set", own_set, "--as", "files", "--lock", "pca-1,pca-2")
    assert ended.status == 2
    assert "pca-1" in ended.error
    assert not out.exists()  # locks need what was measured of a network


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["nobody.png"], "There is no face nobody.png"),
        (["1", "--set", "basik"], "Did you mean basic"),
        (["1", "--set", "pca-1=a"], "--set pca-1=a"),
        (["1", "--set", "pca-1=1,1"], "two changes are called"),
        (["1", "--set", "pca-99=1"], "No direction is called 'pca-99'"),
        (["1", "--set", "basic"], "Basic expressions is not for this network."),
        (["1", *["--set", "pca-1=1"] * 4], "3 sides at most"),
        (["1", *["--set", "pca-1=1"] * 2], "stands along two sides"),
        (["1", "--set", "pca-1=1", "--size", "5"], "choose 16 to 4096"),
        (["1", "--set", "pca-1=1", "--padding", "99"], "padding is 0 to 64"),
        (["1", "--set", "pca-1=1", "--godot-folder", "/tmp"], "it begins with res://"),
        (["1", "--set", "pca-1=1", "--drift-limit", "9"], "limit of drift"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_written(make, out, words, why):
    ended = make(*words)
    assert ended.status == 2
    assert why in ended.error
    assert not out.exists()


def test_a_set_that_is_not_there_says_so(make, out):
    ended = make("1", "--set", "none.json")
    assert ended.status == 1
    assert "Choose a set of expressions" in ended.error


def test_a_real_character_as_an_atlas(facelab, model_path, out):
    words = ("28", "--set", "smile=1.5", "--character", "mara", "--size", "128")
    assert facelab("make", "sheet", *words, "--as", "atlas", "-o", out).status == 0
    assert names(out) == ["mara.json", "mara.png"]
    assert list(json.loads((out / "mara.json").read_text())["frames"]) == ["smile_plus_1_5"]
    alpha = seen(out / "mara.png")[..., 3]
    assert (alpha.min(), alpha.max()) == (0, 255)
