"""What `facelab render` writes, and how it refuses; on a tiny network, and once on the real one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from PIL import Image

from facelab.cli.render import MAX_NAME, file_name
from facelab.engine import ModelInfo, load
from facelab.export.picture import read_png_recipe
from facelab.export.recipe_file import read_recipe, write_recipe
from facelab.library import Library, Record, export_faces
from facelab.recipe import Blend, BlendPart, DeviceError, ModelRef, Recipe, Seed, recipe_to_json


@pytest.fixture
def face(tiny_model: ModelInfo) -> Callable[[int], Recipe]:
    """The face of a seed, for the tiny network."""
    return lambda seed: Recipe(tiny_model.ref, Seed(seed))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def render(facelab: Any, tiny: Path, out: Path) -> Callable[..., Any]:
    """Run `facelab render ... -o out`."""
    return lambda *words: facelab("render", *words, "-o", out)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def size_of(path: Path) -> tuple[int, int]:
    with Image.open(path) as image:
        return image.size


def test_each_seed_is_a_picture_that_carries_its_recipe(render, out, face, tiny_path):
    ended = render("--seeds", "0,12,4-5,12", "--trunc", "0.5")
    assert (ended.status, ended.out, ended.error) == (0, "", f"4 faces in {out}")
    assert names(out) == ["seed0000.png", "seed0004.png", "seed0005.png", "seed0012.png"]
    recipe = read_png_recipe(out / "seed0012.png")
    assert recipe == face(12).with_truncation(psi=0.5)
    renderer = load(tiny_path, "cpu")
    with Image.open(out / "seed0012.png") as image:
        assert np.array_equal(np.asarray(image), renderer.full(recipe).rgb())
    renderer.close()


def test_every_option_is_in_the_recipe(render, out, face):
    ended = render(
        *("--seeds", "7", "--trunc", "0.6", "--cutoff", "3"),
        *("--noise-mode", "random", "--noise-seed", "4", "--noise-strength", "0.5"),
        *("--mix", "coarse=5", "--mix", "9-10=12:0.5"),
    )
    assert ended.status == 0
    coarse = next(m for m in read_png_recipe(out / "seed0007.png").mixing if m.source == Seed(5))
    expected = (
        face(7)
        .with_truncation(psi=0.6, cutoff=3)
        .with_noise("random", 4, 0.5)
        .with_mix(coarse.layers, Seed(5), 1.0)
        .with_mix((9, 10), Seed(12), 0.5)
    )
    assert read_png_recipe(out / "seed0007.png") == expected
    assert coarse.layers[0] == 0


def test_a_blend(render, out, face):
    assert render("--blend", "1:0.7,2:0.3").status == 0
    blend = Blend((BlendPart(Seed(1), 0.7), BlendPart(Seed(2), 0.3)))
    assert read_png_recipe(out / "blend.png") == face(0).with_source(blend)


def test_size_and_recipes_beside_the_pictures(render, out):
    assert render("--seeds", "1", "--size", "16", "--json").status == 0
    assert size_of(out / "seed0001.png") == (16, 16)
    assert read_recipe(out / "seed0001.json") == read_png_recipe(out / "seed0001.png")


def test_a_folder_that_is_there_keeps_its_other_files(render, out):
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    (out / "seed0001.png").write_bytes(b"old")
    assert render("--seeds", "1").status == 0
    assert names(out) == ["mine.txt", "seed0001.png"]
    assert size_of(out / "seed0001.png") == (64, 64)


# -- recipes -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["a.png", "a.json"])
def test_a_recipe_is_rendered_and_options_change_it(render, out, face, tmp_path, kind):
    recipe = face(31).with_truncation(psi=0.4).with_mix([0], Seed(2), 0.5)
    write_recipe(tmp_path / "a.json", recipe)
    source = tmp_path / kind
    if kind == "a.png":
        assert render("--recipe", tmp_path / "a.json").status == 0
        source = out / "a.png"
    assert render("--recipe", source, "--noise-mode", "none").status == 0
    assert read_png_recipe(out / "a.png") == recipe.with_noise("none")
    assert render("--recipe", source, "--seeds", "5").status == 0
    written = read_png_recipe(out / "seed0005.png")
    assert written.seed == 5
    assert written.truncation == recipe.truncation


@pytest.fixture
def export(tmp_path: Path, face: Callable[[int], Recipe]) -> Callable[..., Path]:
    """Write a library export with faces of these names; of another model if told so."""

    def make(*faces: str, other: int | None = None) -> Path:
        library = Library(tmp_path / "library")
        for number, name in enumerate(faces):
            recipe = face(number)
            if number == other:
                recipe = msgspec.structs.replace(recipe, model=ModelRef("b" * 64, "other"))
            library.keep(Record(recipe, name=name))
        library.close()
        path = tmp_path / "cast.facelab"
        export_faces(tmp_path / "library", path)
        return path

    return make


def test_an_export_is_rendered_face_by_face(render, out, face, export):
    ended = render("--recipe", export("Ann", "", "a/b: Ann"), "--trunc", "0.3")
    assert (ended.status, ended.error) == (0, f"3 faces in {out}")
    assert names(out) == ["001 Ann.png", "002 seed 1.png", "003 a-b- Ann.png"]
    assert read_png_recipe(out / "002 seed 1.png") == face(1).with_truncation(psi=0.3)


def test_faces_of_other_models_in_an_export_are_left_out_and_told(render, out, export):
    ended = render("--recipe", export("Ann", "Bob", other=0))
    assert ended.status == 0
    assert "1 face of another model is left out" in ended.err
    assert names(out) == ["002 Bob.png"]


def test_an_export_of_another_model_alone_is_refused(render, out, export):
    ended = render("--recipe", export("Ann", other=0))
    assert ended.status == 1
    assert "made with another model, other" in ended.error
    assert not out.exists()


def test_seeds_and_blends_change_one_face_only(render, export):
    ended = render("--recipe", export("Ann", "Bob"), "--seeds", "1")
    assert ended.status == 2
    assert "there are 2 in" in ended.error


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Ann", "007 Ann"),
        ("", "007"),
        ("../../etc/passwd", "007 -..-etc-passwd"),
        ("C:\\x|y?", "007 C--x-y-"),
        ("two\nlines\t\x00", "007 two lines"),
        ("dots. . .", "007 dots"),
        ("Zoë ☺", "007 Zoë ☺"),
        ("x" * 500, "007 " + "x" * MAX_NAME),
    ],
)
def test_names_of_faces_are_safe_names_of_files(name, file):
    assert file_name(7, name) == file


# -- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ([], "say which faces"),
        (["--seeds", "5-1"], "does not run upwards"),
        (["--seeds", "1", "--size", "15"], "--size 15: choose 16 to 64"),
        (["--seeds", "1", "--size", "65"], "--size 65: choose 16 to 64"),
        (["--seeds", "1", "--size", "x"], "invalid int value"),
        (["--seeds", "1", "--trunc", "nan"], "psi is nan"),
        (["--seeds", "1", "--trunc", "1e308"], "psi is 1e+308"),
        (["--seeds", "1", "--trunc", "much"], "invalid float value"),
        (["--seeds", "1", "--cutoff", "-1"], "cutoff is -1"),
        (["--seeds", "1", "--noise-mode", "loud"], "invalid choice: 'loud'"),
        (["--seeds", "1", "--noise-seed", "-1"], "noise seed"),
        (["--seeds", "1", "--noise-strength", "inf"], "noise strength is inf"),
        (["--seeds", "1", "--mix", "fine=3:7"], "mix strength is 7"),
        (["--seeds", "1", "--mix", "10-40=3"], "reaches layer 40. This model has layers 0 to 10"),
        (["--seeds", "1", "--mix", "middling=3"], "'middling' is no list of numbers"),
        (["--seeds", "1", "--direction", "nix=1"], "no direction called 'nix'"),
        (["--seeds", "1", "--direction", "nix=1e308"], "amount of 'nix' is 1e+308"),
        (["--seeds", "1", "--direction", "nix=nan"], "amount of 'nix' is nan"),
        (["--seeds", "1", "--direction", "nix"], "is not NAME=AMOUNT"),
        (["--seeds", "1", "--lock", "nix"], "nothing called 'nix'"),
        (["--seeds", "1", "--unlock", "nix"], "nothing called 'nix'"),
        (["--seeds", "1", "--lock", "a,,b"], "is no list of names"),
        (["--seeds", "1", "--guard", "1e308"], "guard is 1e+308"),
        (["--seeds", "1", "--guard", "nan"], "guard is nan"),
        (["--seeds", "1", "--guard", "1"], "held inside"),
        (["--seeds", "1", "--device", "tpu"], "invalid choice: 'tpu'"),
        (["--blend", "1:1e308,2"], "blend weight is 1e+308"),
        (["--blend", "1:0,2:0"], "sum to zero"),
    ],
)
def test_wrong_arguments_end_with_status_2_and_one_line(render, out, words, why):
    ended = render(*words)
    assert ended.status == 2
    assert why in ended.error
    assert not out.exists()


def test_a_folder_is_needed(facelab, tiny):
    ended = facelab("render", "--seeds", "1")
    assert ended.status == 2
    assert "-o/--out" in ended.error


def test_a_file_in_the_place_of_the_folder_is_refused_before_anything_is_drawn(render, out):
    out.write_bytes(b"")
    ended = render("--seeds", "1")
    assert ended.status == 2
    assert "is a file; name a folder" in ended.error


def test_a_model_that_there_is_not_is_refused(facelab, out):
    ended = facelab("render", "--seeds", "1", "--model", "nix", "-o", out)
    assert ended.status == 2
    assert "no model called 'nix'; the catalogue has: " in ended.error


def test_a_device_that_there_is_not_here_is_a_failure(render, monkeypatch):
    def refuse(*_: object) -> None:
        raise DeviceError("The device 'mps' cannot be used.", "This machine has: cpu.", "")

    monkeypatch.setattr("facelab.cli.render.load", refuse)
    ended = render("--seeds", "1", "--device", "mps")
    assert ended.status == 1
    assert ended.error == (
        "facelab render: The device 'mps' cannot be used. This machine has: cpu."
    )


def test_a_disk_that_is_full_is_a_failure_in_one_line(render, out, monkeypatch):
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    ended = render("--seeds", "1")
    assert ended.status == 1
    assert "seed0001.png was not saved. No space left on device." in ended.error
    assert names(out) == []


# -- recipes that are not sound ------------------------------------------------------------------


def changed(recipe: Recipe, **values: object) -> bytes:
    body = json.loads(recipe_to_json(recipe))
    body["recipe"] |= values
    return json.dumps(body).encode()


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"directions": [{"direction": "x", "amount": 1e308}]}, "amount of 'x' is 1e+308"),
        ({"truncation": {"psi": float("nan")}}, "not valid JSON"),
        ({"truncation": {"psi": "0.7"}}, "Expected `float`, got `str`"),
        ({"truncation": []}, "Expected `object`, got `array`"),
        ({"source": {"kind": "seed", "seed": -1}}, "Seed is -1"),
        ({"source": {"kind": "photo"}}, "photo"),
        ({"hologram": True}, "hologram"),
    ],
)
def test_a_recipe_that_is_not_sound_is_told_in_one_line(render, out, face, tmp_path, values, why):
    (tmp_path / "a.json").write_bytes(changed(face(1), **values))
    ended = render("--recipe", tmp_path / "a.json")
    assert ended.status == 2
    assert ended.error.startswith("facelab render: The recipe in a.json cannot be read.")
    assert why in ended.error
    assert not out.exists()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "not valid JSON"),
        (b"\xff\xfe", "not valid JSON"),
        (b"[" * 100_000, "not valid JSON"),
        (b"{}", "has no"),
        (b'{"format": "facelab-recipe", "version": 99, "recipe": {}}', "Update facelab"),
        (b'{"format": "facelab-recipe", "version": "1", "recipe": {}}', "Its version is '1'"),
    ],
    ids=["empty", "not UTF-8", "deep", "another", "newer", "wrong type"],
)
def test_a_file_that_is_no_recipe_is_told_in_one_line(render, out, tmp_path, content, why):
    (tmp_path / "a.json").write_bytes(content)
    ended = render("--recipe", tmp_path / "a.json")
    assert ended.status == 2
    assert why in ended.error
    assert not out.exists()


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("nowhere.png", "nowhere.png cannot be opened. No such file"),
        ("nowhere.json", "nowhere.json cannot be opened. No such file"),
        ("nowhere.facelab", "nowhere.facelab cannot be opened"),
        (".", "cannot be opened"),
        ("stripped.png", "stripped.png has no recipe in it."),
        ("bomb.png", "bomb.png has no recipe in it."),
        ("chunk.png", "chunk.png cannot be opened."),
        ("large.json", "It is larger than 16 MB"),
        ("text.txt", "neither a PNG picture nor a recipe"),
        ("bad.facelab", "bad.facelab cannot be opened"),
    ],
)
def test_a_picture_without_a_sound_recipe_is_a_failure_in_one_line(
    render, out, face, tmp_path, name, why
):
    Image.new("RGB", (4, 4)).save(tmp_path / "stripped.png")
    whole = (tmp_path / "stripped.png").read_bytes()
    # A header that claims 100 gigapixels, and a chunk that claims 2 GiB.
    size = (10**5 * 3).to_bytes(4, "big") * 2
    (tmp_path / "bomb.png").write_bytes(whole[:16] + size + whole[24:])
    (tmp_path / "chunk.png").write_bytes(whole[:33] + b"\x7f\xff\xff\xffiTXt")
    (tmp_path / "large.json").write_bytes(b" " * (17 * 2**20))
    (tmp_path / "text.txt").write_text("hello")
    (tmp_path / "bad.facelab").write_bytes(b"PK\x03\x04 nonsense")
    ended = render("--recipe", tmp_path / name)
    assert ended.status == 1
    assert why in ended.error
    assert len(ended.error) < 1000
    assert not out.exists()


# -- the real network ----------------------------------------------------------------------------


def test_a_real_face_along_a_direction(facelab, model_path, out):
    ended = facelab(
        *("render", "--seeds", "7", "--direction", "pca-1=1.5", "--direction", "pca-2=-1@0-8"),
        *("--mix", "fine=5:0.5", "--size", "64", "--device", "cpu", "-o", out),
    )
    assert ended.status == 0, ended.err
    recipe = read_png_recipe(out / "seed0007.png")
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
    held = read_png_recipe(out / "held" / "seed0007.png")
    assert held.locks.held == ("identity", "mouth-open")
    assert held.guard == 1.2
    pictures = [np.asarray(Image.open(out / name / "seed0007.png")) for name in ("auto", "held")]
    assert np.abs(pictures[0].astype(int) - pictures[1]).max() > 8
