"""`facelab render` of recipes and of exports of kept faces."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from facelab.cli.render_faces import MAX_NAME, file_name
from facelab.export.reading import read_picture_recipe
from facelab.export.recipe_file import write_recipe
from facelab.library import Library, Record, export_faces
from facelab.recipe import ModelRef, Recipe, Seed
from tests.cli.rendered import names


def test_all_faces_of_an_export_are_tried_before_the_first_file(render, out, export):
    ended = render("--recipe", export("Ann", "Bob"), "--mix", "10-40=3")
    assert ended.status == 2
    assert "uses layer 40" in ended.error
    assert not out.exists()


@pytest.mark.parametrize("kind", ["a.png", "a.json"])
def test_a_recipe_is_rendered_and_options_change_it(render, out, face, tmp_path, kind):
    recipe = face(31).with_truncation(psi=0.4).with_mix([0], Seed(2), 0.5)
    write_recipe(tmp_path / "a.json", recipe)
    source = tmp_path / kind
    if kind == "a.png":
        assert render("--recipe", tmp_path / "a.json").status == 0
        source = out / "a.png"
    assert render("--recipe", source, "--noise-mode", "none").status == 0
    changed = "a.png" if kind == "a.json" else "a-2.png"
    assert read_picture_recipe(out / changed) == recipe.with_noise("none")
    assert render("--recipe", source, "--seeds", "5").status == 0
    written = read_picture_recipe(out / "seed0005.png")
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
    assert (ended.status, ended.error) == (0, f"3 faces rendered to {out}")
    assert names(out) == ["001 Ann.png", "002 seed 1.png", "003 a-b- Ann.png"]
    assert read_picture_recipe(out / "002 seed 1.png") == face(1).with_truncation(psi=0.3)


def test_a_name_of_many_bytes_does_not_stop_the_others(render, out, export):
    file = export("😀" * 80, "Bob")
    for _ in range(2):  # with a number behind it as well
        assert render("--recipe", file, "--size", "16").status == 0
    first, second = "001 " + "😀" * 30, "002 Bob"
    assert names(out) == [f"{first}-2.png", f"{first}.png", f"{second}-2.png", f"{second}.png"]


def test_a_recipe_with_the_longest_name_that_a_disk_takes(render, out, face, tmp_path):
    source = tmp_path / ("ü" * 125 + ".json")
    write_recipe(source, face(1))
    assert render("--recipe", source, "--size", "16").status == 0
    assert names(out) == ["ü" * 60 + ".png"]


def test_faces_of_other_models_in_an_export_are_left_out_and_told(render, out, export):
    ended = render("--recipe", export("Ann", "Bob", other=0))
    assert ended.status == 0
    assert "1 face made with another network was skipped" in ended.err
    assert names(out) == ["002 Bob.png"]


def test_an_export_of_another_model_alone_is_refused(render, out, export):
    ended = render("--recipe", export("Ann", other=0))
    assert ended.status == 1
    assert "made with another network, other" in ended.error
    assert not out.exists()


def test_seeds_and_blends_change_one_face_only(render, export):
    ended = render("--recipe", export("Ann", "Bob"), "--seeds", "1")
    assert ended.status == 2
    assert " has 2" in ended.error


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
        ("😀" * 80, "007 " + "😀" * 30),
        ("x" * 78 + " .y", "007 " + "x" * 78),
    ],
)
def test_names_of_faces_are_safe_names_of_files(name, file):
    assert file_name(7, name) == file


def test_a_damaged_picture_with_a_whole_recipe_is_rendered_and_told(render, out, face, tmp_path):
    write_recipe(tmp_path / "a.json", face(31))
    assert render("--recipe", tmp_path / "a.json").status == 0
    (out / "a.png").write_bytes((out / "a.png").read_bytes()[:-20])
    ended = render("--recipe", out / "a.png")
    assert ended.status == 0
    assert "The picture in a.png is damaged. It is cut short. Its recipe is intact" in ended.err
    assert read_picture_recipe(out / "a-2.png") == face(31)
