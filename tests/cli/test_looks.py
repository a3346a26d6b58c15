"""`facelab render --look`, on a tiny network and once on the real one."""

from __future__ import annotations

from pathlib import Path

import pytest

from facelab.export.character_file import write_set
from facelab.export.recipe_file import read_recipe
from facelab.recipe.character.sets import Step, Variant, VariantSet
from facelab.session.character.own_sets import FOLDER

PCA = VariantSet(
    "found",
    (
        Variant("one", "First one", (Step("pca-1", 2.0),)),
        Variant("three", "Улыбка-1", (Step("pca-1", 3.0),)),
        Variant("two", steps=(Step("pca-2", -1.0), Step("pca-1", 0.5))),
    ),
)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def render(facelab, tiny, out, tmp_path):
    """With a set in a file."""
    write_set(tmp_path / "found.json", PCA)
    return lambda *words: facelab("render", *words, "-o", out)


def amounts(path: Path) -> dict[str, float]:
    return {each.direction: each.amount for each in read_recipe(path).directions}


def test_looks_of_a_file_come_on_top_one_after_another(render, out, tmp_path):
    file = f"{tmp_path / 'found.json'}"
    words = ("--direction", "pca-1=0.25", "--look", f"{file}:first ONE", "--look", f"{file}:two")
    assert render("--seeds", "3,4", *words).status == 0
    for seed in (3, 4):
        assert amounts(out / f"seed{seed:04d}.png") == {"pca-1": 2.75, "pca-2": -1.0}


def test_a_title_is_taken_as_it_is_written(render, out, tmp_path):
    assert render("--seeds", "3", "--look", f"{tmp_path / 'found.json'}:улыбка-1").status == 0
    assert amounts(out / "seed0003.png") == {"pca-1": 3.0}


def test_ones_own_set_by_its_name(render, out, user_folders):
    folder = user_folders / "settings" / FOLDER
    folder.mkdir(parents=True)
    write_set(folder / "found.json", PCA)
    assert render("--seeds", "3", "--look", "found:two").status == 0
    assert amounts(out / "seed0003.png") == {"pca-2": -1.0, "pca-1": 0.5}


def test_lists_and_latents_take_them_too(render, out, tmp_path):
    look = ("--look", f"{tmp_path / 'found.json'}:one")
    (tmp_path / "list.csv").write_text("name,seed\nhero,3\n")
    assert render("--from", tmp_path / "list.csv", *look).status == 0
    (made,) = out.glob("*hero*.png")
    assert amounts(made) == {"pca-1": 2.0}
    assert render("--seeds", "3", "--latents", "npz").status == 0
    plain = (out / "seed0003.npz").read_bytes()
    assert render("--seeds", "3", "--latents", "npz", "--overwrite", *look).status == 0
    assert (out / "seed0003.npz").read_bytes() != plain


@pytest.mark.parametrize(
    ("look", "said"),
    [
        ("basic", "A look is written SET:LOOK"),
        (":sad", "A look is written SET:LOOK"),
        ("basics:sad", "Did you mean basic?"),
        ("basic:glad", "Choose from neutral, happy"),
        ("nowhere.json:sad", "nowhere.json cannot be opened"),
        ("nowhere.json", "A look is written SET:LOOK"),
    ],
)
def test_what_is_no_look_is_refused_before_anything_is_drawn(render, out, look, said):
    ended = render("--seeds", "3", "--look", look)
    assert ended.status != 0
    assert said in ended.err
    assert not out.exists()


def test_a_look_that_the_network_does_not_know_is_refused(render, out):
    ended = render("--seeds", "3", "--look", "basic:sad")
    assert ended.status != 0
    assert "Sad is not for this network." in ended.err
    assert not out.exists()


def test_several_workers_are_refused(render, tmp_path):
    (tmp_path / "list.csv").write_text("seed\n3\n")
    ended = render("--from", tmp_path / "list.csv", "--workers", "2", "--look", "basic:sad")
    assert ended.status != 0
    assert "--look is not for several workers" in ended.err


def test_on_the_real_network(facelab, model_path, out):
    words = ("--seeds", "7", "--look", "basic:sad", "--size", "64")
    assert facelab("render", *words, "-o", out).status == 0
    assert amounts(out / "seed0007.png")["smile"] < -1
