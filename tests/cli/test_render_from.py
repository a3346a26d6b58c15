"""`facelab render --from`: lists of faces; on a tiny network, and once as a process of its own."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from facelab.export.index import JSON_LINES, TABLE
from facelab.export.named import NAMED
from facelab.export.recipe_file import read_recipe
from facelab.library import Library, Record, export_faces
from facelab.recipe import ModelRef, Recipe, Seed, recipe_to_json

INDEX = {JSON_LINES, TABLE}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def render(facelab, tiny, out):
    return lambda *words: facelab("render", *words, "-o", out)


@pytest.fixture
def face(tiny_model):
    return lambda seed: Recipe(tiny_model.ref, Seed(seed), finish="clean")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name not in INDEX)


def list_of(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "list.jsonl"
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_a_list_of_recipes(render, out, face, tmp_path):
    source = list_of(tmp_path, *(recipe_to_json(face(k)) for k in (7, 3)))
    ended = render("--from", source)
    assert (ended.status, ended.error) == (0, f"2 faces rendered to {out}")
    assert names(out) == ["00001 seed0007.png", "00002 seed0003.png"]
    assert read_recipe(out / "00002 seed0003.png") == face(3)
    index = [json.loads(line) for line in (out / JSON_LINES).read_text().splitlines()]
    assert [each["file"] for each in index] == names(out)


def test_a_table_and_options_for_all_of_it(render, out, face, tmp_path):
    (tmp_path / "list.csv").write_text("seed,name,psi\n7,Anna,0.5\n8,Bea,\n")
    words = ("--noise-mode", "none", "--name", "{name} {seed}", "--size", "32")
    assert render("--from", tmp_path / "list.csv", *words).status == 0
    assert names(out) == ["Anna 0007.png", "Bea 0008.png"]
    assert read_recipe(out / "Anna 0007.png") == face(7).with_truncation(0.5).with_noise(
        "none"
    ).with_finish("clean")


def test_a_library_export(render, out, face, tmp_path):
    library = Library(tmp_path / "library")
    library.keep(Record(face(1), name="Ann", casts=("Crew",)))
    library.keep(Record(face(2)))
    library.close()
    export_faces(tmp_path / "library", tmp_path / "a.facelab")
    assert render("--from", tmp_path / "a.facelab", "--name", "{cast} {name}").status == 0
    assert names(out) == ["Crew Ann.png", "seed0002.png"]


def test_what_is_wrong_is_told_with_its_line_and_the_rest_goes_on(render, out, face, tmp_path):
    other = Recipe(ModelRef("b" * 64, "other"), Seed(1))
    source = list_of(
        tmp_path,
        recipe_to_json(face(1)),
        "nonsense",
        recipe_to_json(other),
        recipe_to_json(face(2).with_amount("nobody", 1.0)),
        recipe_to_json(face(3)),
    )
    ended = render("--from", source)
    assert ended.status == 1
    said = ended.err.splitlines()
    assert f"2 faces rendered to {out}" in said
    end = said[said.index("3 faces could not be rendered:") + 1 :]
    assert [line.strip().partition(":")[0] for line in end] == ["line 2", "line 3", "line 4"]
    assert "made with another network" in end[1]
    assert names(out) == ["00001 seed0001.png", "00005 seed0003.png"]


def test_it_goes_on_where_it_stopped(render, out, face, tmp_path, monkeypatch):
    recipes = [recipe_to_json(face(k)) for k in range(4)]
    assert render("--from", list_of(tmp_path, *recipes[:2])).status == 0
    times = {name: (out / name).stat().st_mtime_ns for name in names(out)}
    ended = render("--from", list_of(tmp_path, *recipes))
    assert ended.error == f"2 faces rendered to {out}; 2 faces already there"
    assert len(names(out)) == 4
    assert all((out / name).stat().st_mtime_ns == times[name] for name in times)
    index = [json.loads(line)["line"] for line in (out / JSON_LINES).read_text().splitlines()]
    assert index == [1, 2, 3, 4]


def test_a_list_that_has_changed_draws_what_is_new(render, out, face, tmp_path):
    assert render("--from", list_of(tmp_path, recipe_to_json(face(1)))).status == 0
    changed = recipe_to_json(face(1).with_truncation(0.2))
    assert render("--from", list_of(tmp_path, changed)).status == 0
    assert names(out) == ["00001 seed0001-2.png", "00001 seed0001.png"]
    assert render("--from", list_of(tmp_path, changed), "--overwrite").status == 0
    assert read_recipe(out / "00001 seed0001.png").truncation.psi == 0.2


# on random pixels there is no face to be found
SINGLE = [n for n, named in NAMED.items() if named.sheet is None and named.research is None]


@pytest.mark.parametrize("name", SINGLE)
def test_every_format_opens_again_and_goes_on(render, out, face, tmp_path, name):
    source = list_of(tmp_path, recipe_to_json(face(5)))
    assert render("--from", source, "--format", name).status == 0
    (made,) = names(out)
    assert read_recipe(out / made) == face(5)
    assert "1 face already there" in render("--from", source, "--format", name).error


def test_the_template_is_a_list(facelab, tiny, render, out, tmp_path):
    ended = facelab("render", "--template")
    assert ended.status == 0
    assert ended.out.startswith("name,seed,psi,cast,")
    (tmp_path / "list.csv").write_text(ended.out)
    assert render("--from", tmp_path / "list.csv", "--size", "16").status == 0
    assert names(out) == ["00002 Anna.png", "00003 Bea.png"]


@pytest.mark.parametrize(
    ("words", "status", "why"),
    [
        (["--from", "nobody.jsonl"], 1, "nobody.jsonl cannot be opened. No such file"),
        (["--from", "."], 1, "It is a folder"),
        (["--from", "x", "--seeds", "1"], 2, "--from is a list by itself"),
    ],
)
def test_what_makes_no_sense_is_refused(render, out, words, status, why):
    ended = render(*words)
    assert ended.status == status
    assert why in ended.error
    assert not out.exists()


def test_the_first_file_comes_before_the_last_line_and_an_interrupt_leaves_whole_ones(
    model_path, out, tmp_path
):
    """The real network, a list that does not end, Ctrl-C."""
    command = [sys.executable, "-m", "facelab", "render", "--from", "-", "--size", "64", "-o", out]
    process = subprocess.Popen(
        [*map(str, command)],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=dict(os.environ),
    )
    assert process.stdin is not None
    try:
        seed = read_recipe(
            Path(__file__).parents[1] / "before" / "files" / "recipes" / "plain.json"
        )
        for k in range(3):
            process.stdin.write(recipe_to_json(seed.with_seed(k)).encode() + b"\n")
            process.stdin.flush()
        end = time.monotonic() + 120
        while not list(out.glob("*.png")) and process.poll() is None and time.monotonic() < end:
            time.sleep(0.05)
        assert list(out.glob("*.png"))
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
    assert process.returncode == 130
    assert b"each file is whole" in said
    for path in out.glob("*.png"):
        assert np.asarray(Image.open(path)).shape == (64, 64, 3)
        assert read_recipe(path).seed in range(3)
    assert not list(out.glob(".*"))


def test_its_own_index_is_not_drawn_into_the_same_folder(render, out, face, tmp_path):
    """It would be added to while it is read, and never end."""
    render("--from", list_of(tmp_path, recipe_to_json(face(7))))
    ended = render("--from", out / JSON_LINES, "--trunc", "0.5")
    assert ended.status == 2
    assert "This command reads" in ended.error
    assert names(out) == ["00001 seed0007.png"]


def test_latents_of_a_list_are_not_passed_over_in_silence(render, out, face, tmp_path):
    ended = render("--from", list_of(tmp_path, recipe_to_json(face(7))), "--latents", "npz")
    assert ended.status == 2
    assert "--latents" in ended.error
    assert not out.exists()


def test_names_that_no_file_can_have(render, out, face, tmp_path):
    recipe = recipe_to_json(face(7))
    told = [f'{{"name": {name}, "recipe": {recipe}}}' for name in (r'"\ud800"', r'"\u0000"', '"."')]
    assert render("--from", list_of(tmp_path, *told)).status == 0
    assert len(names(out)) == 3


def test_lines_that_are_too_deep(render, out, face, tmp_path):
    deep = '{"recipe": ' + '{"a": ' * 50_000 + "1" + "}" * 50_001
    wide = '{"recipe": {"a": ' + "[" * 990 + "]" * 990 + "}}"
    ended = render("--from", list_of(tmp_path, deep, wide, recipe_to_json(face(7))))
    assert ended.status == 1
    assert names(out) == ["00003 seed0007.png"]
