"""What `facelab render` writes, and how it refuses; on a tiny network, and once on the real one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from facelab.cli.pictures import TOLD
from facelab.engine import load
from facelab.export.reading import read_picture_recipe
from facelab.export.recipe_file import read_recipe, write_recipe
from facelab.files import next_free
from facelab.library import Library
from facelab.recipe import Blend, BlendPart, Recipe, Seed
from tests.cli.rendered import names
from tests.png_files import write_png


def size_of(path: Path) -> tuple[int, int]:
    with Image.open(path) as image:
        return image.size


def test_each_seed_is_a_picture_that_carries_its_recipe(render, out, face, tiny_path):
    ended = render("--seeds", "0,12,4-5,12", "--trunc", "0.5")
    assert (ended.status, ended.out, ended.error) == (0, "", f"4 faces rendered to {out}")
    assert names(out) == ["seed0000.png", "seed0004.png", "seed0005.png", "seed0012.png"]
    recipe = read_picture_recipe(out / "seed0012.png")
    assert recipe == face(12).with_truncation(psi=0.5)
    renderer = load(tiny_path, "cpu")
    with Image.open(out / "seed0012.png") as image:
        assert np.array_equal(np.asarray(image), renderer.full(recipe).rgb())
    renderer.close()


def test_the_finish_is_that_of_the_recipe_or_as_said(render, out, face):
    assert render("--seeds", "7", "--finish", "raw", "--json").status == 0
    assert read_picture_recipe(out / "seed0007.png") == face(7).with_finish("raw")
    assert render("--recipe", out / "seed0007.json").status == 0
    assert read_picture_recipe(out / "seed0007-2.png").finish == "raw"
    assert render("--recipe", out / "seed0007.json", "--finish", "clean").status == 0
    assert read_picture_recipe(out / "seed0007-3.png").finish == "clean"


def test_every_option_is_in_the_recipe(render, out, face):
    ended = render(
        *("--seeds", "7", "--trunc", "0.6", "--cutoff", "3"),
        *("--noise-mode", "random", "--noise-seed", "4", "--noise-strength", "0.5"),
        *("--mix", "coarse=5", "--mix", "9-10=12:0.5"),
    )
    assert ended.status == 0
    coarse = next(
        m for m in read_picture_recipe(out / "seed0007.png").mixing if m.source == Seed(5)
    )
    expected = (
        face(7)
        .with_truncation(psi=0.6, cutoff=3)
        .with_noise("random", 4, 0.5)
        .with_mix(coarse.layers, Seed(5), 1.0)
        .with_mix((9, 10), Seed(12), 0.5)
    )
    assert read_picture_recipe(out / "seed0007.png") == expected
    assert coarse.layers[0] == 0


def test_a_blend(render, out, face):
    assert render("--blend", "1:0.7,2:0.3").status == 0
    blend = Blend((BlendPart(Seed(1), 0.7), BlendPart(Seed(2), 0.3)))
    assert read_picture_recipe(out / "blend.png") == face(0).with_source(blend)


def test_size_and_recipes_beside_the_pictures(render, out):
    assert render("--seeds", "1", "--size", "16", "--json").status == 0
    assert size_of(out / "seed0001.png") == (16, 16)
    assert read_recipe(out / "seed0001.json") == read_picture_recipe(out / "seed0001.png")


def test_a_folder_that_is_there_keeps_all_its_files(render, out):
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    (out / "seed0001.png").write_bytes(b"old")
    ended = render("--seeds", "1-2")
    assert ended.status == 0
    assert ended.err.splitlines() == [
        "seed0001.png already exists; saved as seed0001-2.png",
        f"2 faces rendered to {out}",
    ]
    assert names(out) == ["mine.txt", "seed0001-2.png", "seed0001.png", "seed0002.png"]
    assert (out / "seed0001.png").read_bytes() == b"old"
    assert size_of(out / "seed0001-2.png") == (64, 64)


def test_pictures_are_replaced_where_that_is_asked_for(render, out):
    out.mkdir()
    (out / "seed0001.png").write_bytes(b"old")
    ended = render("--seeds", "1", "--overwrite")
    assert (ended.status, ended.error) == (0, f"1 face rendered to {out}")
    assert names(out) == ["seed0001.png"]
    assert size_of(out / "seed0001.png") == (64, 64)


def test_a_picture_and_its_recipe_get_the_same_number(render, out):
    out.mkdir()
    (out / "seed0001.json").write_text("edited by hand")
    assert render("--seeds", "1", "--json").status == 0
    assert names(out) == ["seed0001-2.json", "seed0001-2.png", "seed0001.json"]
    assert (out / "seed0001.json").read_text() == "edited by hand"


def test_of_many_names_that_are_taken_a_few_are_told(render, out):
    assert render("--seeds", "1-9", "--size", "16").status == 0
    ended = render("--seeds", "1-9", "--size", "16")
    assert ended.err.count("already exists;") == TOLD
    assert "More names" in ended.err
    assert len(names(out)) == 18


@pytest.mark.parametrize("name", ["self.png", "self.json"])
def test_the_recipe_that_is_read_is_never_replaced(render, out, face, name):
    write_recipe(out / "self.json", face(3))
    write_png(out / "self.png", np.zeros((4, 4, 3), np.uint8), face(3))
    before = (out / name).read_bytes()
    for words in ((), ("--overwrite",)):
        ended = render("--recipe", out / name, "--size", "16", "--json", *words)
        assert (out / name).read_bytes() == before
        if words:
            assert ended.status == 2
            assert f"This command reads {out / name}" in ended.error
        else:
            assert ended.status == 0
            assert (out / "self-2.png").exists()


def test_a_name_that_another_process_takes_meanwhile_is_counted_on(render, out, monkeypatch):
    def taken(path: Path, others: object) -> Path:
        free = next_free(path)
        if free == path:  # between the look and the writing
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(b"another's")
        return free

    monkeypatch.setattr("facelab.destinations.free", taken)
    assert render("--seeds", "1").status == 0
    assert (out / "seed0001.png").read_bytes() == b"another's"
    assert size_of(out / "seed0001-2.png") == (64, 64)


def test_pictures_do_not_go_among_the_backups_of_a_library(facelab, tiny, tmp_path):
    Library(tmp_path / "faces").close()
    out = tmp_path / "faces" / "backups"
    ended = facelab("render", "--seeds", "1", "-o", out)
    assert ended.status == 2
    assert "in the library's backup folder" in ended.error


# -- many ----------------------------------------------------------------------------------------


def test_of_many_seeds_one_is_tried_and_each_is_drawn_when_it_comes(
    render, out, tiny_path, monkeypatch
):
    """Nothing is made for the seeds that come later: the first file comes at once."""
    composed: list[int | None] = []

    def stop(recipe: Recipe) -> None:
        raise KeyboardInterrupt

    renderer = load(tiny_path, "cpu")
    monkeypatch.setattr("facelab.cli.pictures.load", lambda *_, **__: renderer)
    whole = renderer.compose

    def compose(recipe: Recipe) -> object:
        composed.append(recipe.seed)
        return whole(recipe)

    monkeypatch.setattr(renderer, "compose", compose)
    draw = renderer.full

    def full(recipe: Recipe, *_: object) -> object:
        if recipe.seed == 3:
            stop(recipe)
        return draw(recipe)

    monkeypatch.setattr(renderer, "full", full)
    ended = render("--seeds", "0-999999", "--size", "16")
    assert ended.status == 130
    assert ended.err.splitlines() == [
        f"3 faces saved to {out}; each file is whole.",
        "facelab: stopped",
    ]
    assert composed == [0]
    assert names(out) == ["seed0000.png", "seed0001.png", "seed0002.png"]


# -- the real network ----------------------------------------------------------------------------


def test_a_real_face_along_a_direction(facelab, model_path, out):
    ended = facelab(
        *("render", "--seeds", "7", "--direction", "pca-1=1.5", "--direction", "pca-2=-1@0-8"),
        *("--mix", "fine=5:0.5", "--size", "64", "--device", "cpu", "-o", out),
    )
    assert ended.status == 0, ended.err
    recipe = read_picture_recipe(out / "seed0007.png")
    assert (recipe.amount("pca-1"), recipe.amount("pca-2")) == (1.5, -1.0)
    assert size_of(out / "seed0007.png") == (64, 64)
    with Image.open(out / "seed0007.png") as image:
        assert np.asarray(image).std() > 20  # a picture, no flat colour


def test_a_real_face_under_locks(facelab, model_path, out):
    """What is locked is in the recipe, and the picture is another."""
    for name, words in (("auto", ()), ("held", ("--lock", "mouth-open,identity"))):
        ended = facelab(
            *("render", "--seeds", "7", "--direction", "smile=2", *words),
            *("--guard", "1.2", "--size", "128", "-o", out / name),
        )
        assert ended.status == 0, ended.err
    held = read_picture_recipe(out / "held" / "seed0007.png")
    assert held.locks.held == ("identity", "mouth-open")
    assert held.guard == 1.2
    pictures = [np.asarray(Image.open(out / name / "seed0007.png")) for name in ("auto", "held")]
    assert np.abs(pictures[0].astype(int) - pictures[1]).max() > 8
