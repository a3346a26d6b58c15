"""`--format`, `--enhance`, `info --formats` and `info --sets`."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from facelab.checkpoints.fetching.packaged import PackagedSet
from facelab.export.character_file import SHIPPED, shipped_sets, write_set
from facelab.export.format_file import to_json, write_formats
from facelab.export.named import NAMED, Sheet
from facelab.export.reading import read_picture_recipe
from facelab.recipe import Recipe, Seed
from facelab.recipe.character.sets import set_of_amounts
from facelab.session.character.own_sets import FOLDER, named
from facelab.session.own_formats import FILE_NAME
from tests.enhance.tiny_ncnn import tiny as tiny_ncnn

MINE = NAMED["avatar"].changed(name="mine", title="Mine", longest=40)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "settings"
    folder.mkdir()
    monkeypatch.setenv("FACELAB_SETTINGS", str(folder))
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def size(path: Path) -> tuple[int, int]:
    with Image.open(path) as image:
        return image.size


def test_a_round_face_opens_again(facelab, tiny, tiny_model, out):
    assert facelab("render", "--seeds", 3, "--format", "avatar", "-o", out).status == 0
    (path,) = out.iterdir()
    assert size(path) == (512, 512)
    assert read_picture_recipe(path) == Recipe(tiny_model.ref, Seed(3), finish="clean")


def test_a_format_of_ones_own_and_a_file_of_one(facelab, tiny, settings, out, tmp_path):
    (settings / FILE_NAME).write_bytes(to_json([MINE]))
    write_formats(tmp_path / "shared.json", [MINE.changed(name="other", longest=24)])
    assert facelab("render", "--seeds", 3, "--format", "mine", "-o", out).status == 0
    words = ("--format", tmp_path / "shared.json", "--name", "b")
    assert facelab("make", "blend", 3, 4, "--steps", 2, *words, "-o", out).status == 0
    assert size(out / "seed0003.png") == (40, 40)
    assert size(out / "b.png") == size(out / "b-2.png") == (24, 24)


def test_faces_to_one_sheet(facelab, tiny, out):
    ended = facelab("render", "--seeds", "0-9", "--format", "rpg-maker-set", "-o", out)
    assert ended.error == f"10 faces rendered to {out}"
    assert sorted(path.name for path in out.iterdir()) == ["faces01.png", "faces02.png"]
    assert size(out / "faces02.png") == (576, 288)
    again = facelab("render", "--seeds", "0-9", "--format", "rpg-maker-set", "-o", out)
    assert again.err.count("already exists") == 2  # a file, not a face


def test_a_pdf(facelab, tiny, out, tmp_path):
    small = NAMED["contact-sheet-pdf"].changed(name="small", sheet=Sheet(2, 2, 32))
    write_formats(tmp_path / "small.json", [small])
    words = ("--format", tmp_path / "small.json", "--name", "crew")
    assert facelab("render", "--seeds", "0-4", *words, "-o", out).status == 0
    assert (out / "crew.pdf").read_bytes().startswith(b"%PDF")


def fetched(self, *_):
    """A tiny network in place of the large one."""
    yield from ()
    graph, weights = tiny_ncnn()[:2]
    return {"graph": graph, "weights": weights}


def test_enhanced(facelab, tiny, tiny_model, out, monkeypatch):
    monkeypatch.setattr(PackagedSet, "missing", lambda self: self.entries())
    monkeypatch.setattr(PackagedSet, "fetch", fetched)
    words = ("--enhance", 2048, "--format", "jpeg")
    ended = facelab("render", "--seeds", 3, *words, "-o", out)
    assert ended.status == 0
    assert "Downloading Real-ESRGAN" in ended.err
    assert size(out / "seed0003.jpg") == (2048, 2048)
    assert read_picture_recipe(out / "seed0003.jpg").seed == 3


@pytest.mark.parametrize(
    ("words", "status", "why"),
    [
        (["--format", "avatr"], 2, "Did you mean avatar?"),
        (["--format", "none.json"], 1, "none.json cannot be read"),
        (["--format", "avatar", "--enhance", "3000"], 2, "invalid choice"),
        (["--format", "contact-sheet", "--size", "4096"], 2, "make no sense with the format"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_drawn(
    facelab, tiny, settings, out, words, status, why
):
    ended = facelab("render", "--seeds", 3, *words, "-o", out)
    assert ended.status == status
    assert why in ended.err
    assert not out.exists()


def test_formats_that_cannot_be_read_are_told_and_the_others_serve(facelab, tiny, settings, out):
    (settings / FILE_NAME).write_text("nonsense")
    ended = facelab("render", "--seeds", 3, "--format", "mine", "-o", out)
    assert ended.status == 2
    assert "Your own formats cannot be read" in ended.err
    assert facelab("render", "--seeds", 3, "--format", "rpg-maker", "-o", out).status == 0


def test_the_list_of_formats(facelab, settings):
    (settings / FILE_NAME).write_bytes(to_json([MINE]))
    ended = facelab("info", "--formats")
    assert ended.status == 0
    names = [line.split("\t")[0] for line in ended.out.splitlines()]
    assert names == [*NAMED, "mine"]


def test_the_list_of_sets(facelab, settings):
    write_set(settings / FOLDER / "grins.json", named("Grins", set_of_amounts("smile", (1.0, 2.0))))
    (settings / FOLDER / "bad.json").write_text("{")
    ended = facelab("info", "--sets")
    assert ended.status == 0
    rows = [line.split("\t") for line in ended.out.splitlines()]
    assert [row[0] for row in rows] == [*SHIPPED, "grins"]
    assert rows[-1] == ["grins", "2", "Grins"]
    assert rows[0][2].startswith(f"{shipped_sets()['basic'].shown}: ")
    assert "bad.json" in ended.err
    assert facelab("info", "--sets", "--formats").status == 2


def test_a_list_goes_on_only_with_pictures_made_in_the_same_way(facelab, tiny, out, tmp_path):
    source = tmp_path / "list.csv"
    source.write_text("seed\n7\n8\n")

    def run(*words):
        return facelab("render", "--from", source, *words, "-o", out).error

    assert run("--size", 32) == f"2 faces rendered to {out}"
    assert "2 faces already there" in run("--size", 32)
    assert "0 faces rendered" in run("--size", 32)
    words = ("--size", 16)
    ended = facelab("render", "--from", source, *words, "-o", out)
    assert "2 faces rendered" in ended.err
    assert "already there" not in ended.err
    assert "2 faces already there" in run(*words)


def test_a_face_that_cannot_be_cut_out_does_not_end_a_list(
    facelab, tiny, out, tmp_path, monkeypatch
):
    """What a network of tests draws is nobody."""
    monkeypatch.setattr("facelab.cutout.matte._SOMEBODY", 0.01)  # `tiny` lets it be somebody
    source = tmp_path / "list.csv"
    source.write_text("seed\n7\n8\n")
    ended = facelab("render", "--from", source, "--background", "#00ff00", "-o", out)
    assert ended.status == 1
    assert "line 2: Nobody can be cut out" in ended.err
    assert "line 3: Nobody can be cut out" in ended.err
    assert "2 faces could not be rendered" in ended.err
