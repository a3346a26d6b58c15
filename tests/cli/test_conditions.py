"""`facelab render --label`, `--rotate` and `--translate`."""

from __future__ import annotations

from pathlib import Path

import pytest

from facelab.export.reading import read_picture_recipe
from facelab.recipe import Transform
from facelab.recipe.conditions import make_label
from tests.checkpoints.tiny_snapshots import snapshot_2, snapshot_3


@pytest.fixture(autouse=True)
def weights(tmp_path, monkeypatch):
    monkeypatch.setenv("FACELAB_WEIGHTS", str(tmp_path / "weights"))


@pytest.fixture
def render(facelab, tmp_path):
    """Run `facelab render` with a conditional StyleGAN3."""
    network = tmp_path / "conditional.pkl"
    network.write_bytes(snapshot_3(4, 3))
    return lambda *words: facelab("render", "--model", network, *words, "-o", tmp_path / "out")


def recipe_in(path: Path):
    return read_picture_recipe(path)


def test_they_are_in_the_recipe_and_change_the_picture(render, tmp_path):
    out = tmp_path / "out"
    assert render("--seed", "1").status == 0
    ended = render(
        "--seed", "1", "--label", "2:3,0:1", "--rotate", "-30", "--translate", "0.25,-0.125"
    )
    assert ended.status == 0
    plain, changed = recipe_in(out / "seed0001.png"), recipe_in(out / "seed0001-2.png")
    assert (plain.label, plain.transform) == ((), Transform())
    assert changed.label == make_label([(0, 0.25), (2, 0.75)])
    assert changed.transform == Transform(-30.0, 0.25, -0.125)
    assert (out / "seed0001.png").read_bytes() != (out / "seed0001-2.png").read_bytes()


def test_they_change_the_faces_of_a_file_and_are_taken_off(render, tmp_path):
    out = tmp_path / "out"
    assert render("--seed", "1", "--class", "2", "--rotate", "10").status == 0
    file = out / "seed0001.png"
    assert render("--recipe", file, "--translate", "0.5,0").status == 0
    again = recipe_in(out / "seed0001-2.png")
    assert (again.label, again.transform) == (make_label([(2, 1.0)]), Transform(10.0, 0.5, 0.0))
    assert render("--recipe", file, "--label", "none", "--rotate", "0").status == 0
    bare = recipe_in(out / "seed0001-3.png")
    assert (bare.label, bare.transform) == ((), Transform())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--label", "3"), "only knows the classes 0 to 2"),
        (("--label", "cat"), "is not a class"),
        (("--rotate", "400"), "rotate is 400"),
        (("--translate", "1"), "is not X,Y"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(render, words, said):
    ended = render("--seed", "1", *words)
    assert ended.status == 2
    assert said in ended.error


def test_a_network_without_them_says_so(facelab, tmp_path):
    network = tmp_path / "plain.pkl"
    network.write_bytes(snapshot_2())
    for words, said in ((("--label", "0"), "knows no classes"), (("--rotate", "5"), "StyleGAN3")):
        ended = facelab("render", "--model", network, "--seed", "1", *words, "-o", tmp_path / "o")
        assert ended.status == 2
        assert said in ended.error
