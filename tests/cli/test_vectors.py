"""Faces and directions in files of vectors, on the command line."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import numpy as np
import pytest

from facelab.export.recipe_file import read_recipe
from facelab.recipe import Latent

W_DIM, NUM_WS, STYLEGAN2 = 12, 11, 10


@pytest.fixture
def cast(tmp_path: Path) -> Path:
    """Three faces."""
    path = tmp_path / "cast.npz"
    steps = np.random.RandomState(0).randn(3, STYLEGAN2, W_DIM)
    np.savez(path, latents=(1 + 0.1 * steps).astype(np.float32), w_avg=np.ones(W_DIM), psi=0.7)
    return path


@pytest.fixture
def unclear(tmp_path: Path) -> Path:
    """As long as faces are, and elsewhere."""
    path = tmp_path / "x.npy"
    np.save(path, np.full(W_DIM, 1.0))
    return path


def test_all_faces_of_a_file_are_rendered(facelab, tiny, cast, tmp_path):
    out = tmp_path / "out"
    ended = facelab("render", "--recipe", cast, "-o", out)
    assert ended.status == 0, ended.err
    names = sorted(path.name for path in out.iterdir())
    assert names == ["cast-1.png", "cast-2.png", "cast-3.png"]
    recipe = read_recipe(out / "cast-2.png")
    assert isinstance(recipe.source, Latent)
    assert recipe.source.rows == NUM_WS
    assert recipe.truncation.psi == 1.0
    changed = facelab("render", "--recipe", cast, "--trunc", 0.5, "-o", tmp_path / "half")
    assert changed.status == 0
    assert read_recipe(tmp_path / "half" / "cast-1.png").truncation.psi == 0.5


def test_a_single_face_is_called_as_its_file(facelab, tiny, tmp_path):
    np.savez(tmp_path / "projected_w.npz", w=np.ones((1, STYLEGAN2, W_DIM), np.float16))
    ended = facelab("render", "--recipe", tmp_path / "projected_w.npz", "-o", tmp_path / "out")
    assert ended.status == 0, ended.err
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["projected_w.png"]


def test_faces_are_not_imported_as_directions(facelab, tiny, cast):
    ended = facelab("directions", "import", cast)
    assert ended.status == 2
    assert "cast.npz contains 3 faces, not directions." in ended.error
    assert "Open it instead" in ended.error
    assert "cast" not in facelab("directions", "list").out
    assert facelab("directions", "import", cast, "--as", "direction").status == 0


def test_a_direction_is_not_rendered_as_a_face(facelab, tiny, tmp_path):
    np.save(tmp_path / "age.npy", np.eye(1, W_DIM))
    ended = facelab("render", "--recipe", tmp_path / "age.npy", "-o", tmp_path / "out")
    assert ended.status == 2
    assert "age.npy contains a direction, not a face" in ended.error
    assert "directions import age.npy" in ended.error
    assert not (tmp_path / "out").exists()


def test_other_options_that_need_one_face(facelab, tiny, cast, tmp_path):
    ended = facelab("render", "--recipe", cast, "--seeds", 1, "-o", tmp_path / "out")
    assert " has 3" in ended.error


def test_what_nobody_can_tell_is_refused_without_a_terminal(facelab, tiny, unclear, tmp_path):
    for words in (("directions", "import", unclear), ("render", "--recipe", unclear, "-o", "x")):
        ended = facelab(*words)
        assert ended.status == 2
        assert "x.npy could be a face or a direction." in ended.error
        assert "--as face or --as direction" in ended.error
    out = tmp_path / "out"
    assert facelab("render", "--recipe", unclear, "--as", "face", "-o", out).status == 0
    assert facelab("directions", "import", unclear, "--as", "direction").status == 0


class Terminal(io.StringIO):
    """A keyboard at which somebody has typed."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("typed", "status", "words"),
    [
        ("what\n\nd\n", 0, "Which is it?"),
        ("face\n", 2, "not a direction"),
        ("", 2, "there was no answer"),
    ],
)
def test_at_a_terminal_it_is_asked(facelab, tiny, unclear, monkeypatch, typed, status, words):
    monkeypatch.setattr(sys, "stdin", Terminal(typed))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    ended = facelab("directions", "import", unclear)
    assert (ended.status, words in ended.err) == (status, True)
