"""`facelab make`: variations and series, on a tiny network and once on the real one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from facelab.engine import load
from facelab.export.recipe_file import read_recipe, write_recipe
from facelab.recipe import Recipe, Seed
from facelab.recipe.between import between


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def make(facelab, tiny, out):
    return lambda *words: facelab("make", *words, "-o", out)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_variations_are_pictures_that_open_again(make, out, tiny_path):
    ended = make("variations", "7", "--count", "3", "--amount", "0.5", "--size", "32")
    assert (ended.status, ended.error) == (0, f"3 faces rendered to {out}")
    assert names(out) == [f"seed0007 variation 0{k}.png" for k in (1, 2, 3)]
    recipes = [read_recipe(out / name) for name in names(out)]
    assert {each.source for each in recipes} == {Seed(7)}
    renderer = load(tiny_path, "cpu")
    ws = [renderer.compose(each) for each in recipes]
    renderer.close()
    assert not np.allclose(ws[0], ws[1])
    assert [each.directions[0].amount for each in recipes] == [0.5] * 3


def test_variations_of_a_recipe_within_some_layers(make, out, tmp_path, tiny_model):
    write_recipe(tmp_path / "anna.json", Recipe(tiny_model.ref, Seed(5)).with_truncation(0.4))
    words = ("variations", tmp_path / "anna.json", "--count", "1", "--layers")
    assert make(*words, "4-9").status == make(*words, "coarse", "--steps-seed", "2").status == 0
    first, second = (read_recipe(out / name) for name in names(out))
    assert {first.directions[0].layers, second.directions[0].layers} == {
        (4, 9),
        (tiny_model.groups["coarse"][0], tiny_model.groups["coarse"][-1]),
    }
    assert first.truncation.psi == 0.4


def test_a_blend_goes_from_one_face_to_the_other(make, out, tmp_path, tiny_model):
    first = Recipe(tiny_model.ref, Seed(1)).with_mix([0], Seed(9), 0.5)
    write_recipe(tmp_path / "a.json", first)
    assert make("blend", tmp_path / "a.json", "2", "--steps", "5").status == 0
    assert names(out) == [f"a to seed0002 0{k}.png" for k in range(1, 6)]
    second = Recipe(tiny_model.ref, Seed(2), finish="clean")
    for k, name in enumerate(names(out)):
        assert read_recipe(out / name) == between(first, second, k / 4)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["variations", "nobody.png"], "There is no face nobody.png"),
        (["variations", "1", "--amount", "9"], "Choose 0.01 to 3"),
        (["variations", "1", "--layers", "1,5"], "not one range of layers"),
        (["variations", "1", "--layers", "3-40"], "layers 0 to 10"),
        (["variations", "1", "--count", "20000"], "too many at once"),
        (["variations", "1", "--name", "{sex}"], "no field {sex}"),
        (["variations", "1", "--format", "portrai"], "Did you mean portrait"),
        (["blend", "1", "2", "--steps", "1"], "choose 2 or more"),
        (["blend", "1"], "required: B"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_written(make, out, words, why):
    ended = make(*words)
    assert ended.status == 2
    assert why in ended.error
    assert not out.exists()


def test_the_picture_that_is_read_is_never_replaced(make, out):
    assert make("variations", "7", "--count", "1", "--name", "a").status == 0
    ended = make("variations", out / "a.png", "--count", "1", "--name", "a", "--overwrite")
    assert ended.status == 2
    assert "This command reads" in ended.error


def test_real_faces_near_a_face(facelab, model_path, out):
    words = ("variations", "7", "--count", "2", "--size", "64", "--layers", "fine")
    assert facelab("make", *words, "-o", out).status == 0
    first, second = (np.asarray(Image.open(out / name)).astype(int) for name in names(out))
    assert 0.2 < np.abs(first - second).mean() < 60
