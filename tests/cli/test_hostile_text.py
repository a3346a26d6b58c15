"""Names, notes and titles from files are neither markup nor orders to a terminal, in whatever a
command prints.
"""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import numpy as np
import pytest

from facelab import paths
from facelab.checkpoints import store
from facelab.checkpoints.own_direction_file import OwnDirection, make_own
from facelab.checkpoints.own_directions import write_own
from facelab.export.recipe_file import write_recipe
from facelab.library import Library, Record
from facelab.recipe import ModelRef, Recipe, Seed, recipe_to_json

ESCAPES = "\x1b]0;owned\x07\x1b[31m\x9b2J\u202e"
HOSTILE = f"a [/b] [red]x[/] :smile: {ESCAPES}"
SHOWN = "a [/b] [red]x[/] :smile:"
W_DIM = 12


def is_plain(ended, status=0, shown=SHOWN) -> None:
    said = ended.out + ended.err
    assert ended.status == status, said
    assert shown in said
    assert all(letter.isprintable() or letter in "\n\t" for letter in said)


@pytest.fixture
def library(user_folders: Path, tiny_model) -> Path:
    """A library with a face of which all is hostile."""
    made = Library(user_folders / "library")
    made.keep(
        Record(
            Recipe(tiny_model.ref, Seed(1)),
            name=HOSTILE,
            note=HOSTILE,
            tags=(SHOWN[:20],),
            casts=(HOSTILE[:20],),
        )
    )
    made.close()
    return user_folders / "library"


def test_kept_faces(facelab, tiny, library, tmp_path):
    is_plain(facelab("library", "list"))
    is_plain(facelab("library", "search", "red"))
    is_plain(facelab("library", "show", 1))
    for words in (("list", "--json"), ("show", 1, "--json")):
        ended = facelab("library", *words)
        is_plain(ended)
        assert json.loads(ended.out)["name"].startswith(SHOWN)
    file = tmp_path / "[b]x[/b] [/].facelab"
    is_plain(facelab("library", "export", file), shown=file.name)
    is_plain(facelab("library", "import", file), shown=file.name)
    is_plain(facelab("library", "list", "--cast", HOSTILE), status=2, shown="[/b]")
    out = tmp_path / "[/b]"
    is_plain(facelab("render", "--recipe", file, "-o", out), shown="1 face rendered to")
    assert [path.name for path in out.iterdir()] == [
        "001 a [-b] [red]x[-] -smile- ]0;owned [31m 2J.png"
    ]
    again = facelab("render", "--recipe", file, "-o", out)
    is_plain(again, shown="[-b] [red]x[-]")
    assert f"1 face rendered to {out}" in again.err


def hostile_direction(sha256: str) -> OwnDirection:
    """A direction whose file says what `make_own` would not write."""
    made = make_own("x", np.eye(1, W_DIM, dtype=np.float32), "tiny", sha256)
    said = msgspec.structs.replace(made.metadata, title=HOSTILE, note=HOSTILE)
    return OwnDirection(said, made.vectors)


def test_directions(facelab, tiny, tiny_model, tmp_path):
    made = hostile_direction(tiny_model.sha256)
    write_own(made)
    is_plain(facelab("directions", "list"))
    file = tmp_path / "[/b].npy"
    is_plain(facelab("directions", "export", made.id, file), shown=str(file))
    is_plain(facelab("directions", "import", file, "--title", HOSTILE))
    is_plain(facelab("directions", "rename", made.id, "b [/i]"), shown="b [/i]")
    is_plain(facelab("directions", "delete", "b [/i]"), shown="b [/i]")
    is_plain(facelab("directions", "delete", HOSTILE), status=2, shown="[/b]")
    (paths.directions_dir() / "mine-[red].safetensors").write_bytes(b"x")
    is_plain(facelab("directions", "list"), shown="component 1")


def test_networks(facelab, tiny, tiny_path, tmp_path):
    tensors = {"x": np.zeros(3, np.float32)}
    said = msgspec.structs.replace(
        store.info(tiny_path).metadata, name=HOSTILE, title=HOSTILE, licence=HOSTILE, source=HOSTILE
    )
    path = tmp_path / "[/b].safetensors"
    store.write(path, tensors, said)
    is_plain(facelab("weights", "info", path))
    is_plain(facelab("weights", "info", tmp_path / HOSTILE.replace("/", "")), 2, "[b]")
    is_plain(facelab("weights", "fetch", HOSTILE), 2, "[/b]")


def test_recipes_and_paths(facelab, tiny, tiny_model, tmp_path):
    recipe = Recipe(ModelRef("b" * 64, HOSTILE[:30]), Seed(1))
    write_recipe(tmp_path / "a.json", recipe)
    is_plain(facelab("render", "--recipe", tmp_path / "a.json", "-o", tmp_path / "x"), 1, "[/b]")
    body = json.loads(recipe_to_json(Recipe(tiny_model.ref, Seed(1))))
    body["recipe"][HOSTILE] = 1
    (tmp_path / "b.json").write_text(json.dumps(body))
    is_plain(facelab("render", "--recipe", tmp_path / "b.json", "-o", tmp_path / "x"), 2)
    out = tmp_path / "x[" / "b]"
    is_plain(facelab("render", "--seeds", 1, "-o", out), shown=f"1 face rendered to {out}")
    (out / HOSTILE.replace("/", "")).touch()
    words = ("--recipe", out / HOSTILE.replace("/", ""), "-o", out)
    is_plain(facelab("render", *words), 1, "[b]")
    is_plain(facelab(HOSTILE), 2, "[/b]")
    is_plain(facelab("render", f"--x{HOSTILE}"), 2, "[/b]")
    is_plain(facelab("info", HOSTILE), 2, "[/b]")
