"""Latents leave in the form of other tools and come back as the same picture."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from facelab.engine.shape import match_rows, published_rows
from facelab.networks.families.mobilestylegan import shape
from tests.tiny_network import write_tiny_network

CONFIG = {"z_dim": 8, "w_dim": 12, "channels": (512, 512, 512, 512, 256, 128, 64, 32)}


@pytest.fixture
def model_path(tmp_path):
    return write_tiny_network(tmp_path)


@pytest.mark.parametrize("form", ["npz", "npy", "pt"])
def test_a_mixed_face_comes_back(facelab, model_path, tmp_path, form):
    out = tmp_path / "out"
    model = ["--model", str(model_path), "-o", str(out)]
    face = ["--seeds", "3", "--mix", "0,3,5-7=9"]
    assert facelab("render", *face, *model).status == 0
    ended = facelab("render", *face, *model, "--latents", form)
    assert ended.status == 0
    assert "1 face's w+ written" in ended.err
    written = out / f"seed0003.{form}"
    if form == "npz":
        with np.load(written) as file:
            rows = file["w"]
    elif form == "npy":
        rows = np.load(written)
    else:
        rows = torch.load(written, weights_only=True).numpy()
    assert rows.dtype == np.float32
    assert rows.shape == (1, 10, 12), "StyleGAN2's rows; this network has 11"
    back = tmp_path / "back"
    recipe = ["--recipe", str(written), "--as", "face", "--model", str(model_path)]
    assert facelab("render", *recipe, "-o", str(back)).status == 0
    from PIL import Image

    before = np.asarray(Image.open(out / "seed0003.png"))
    after = np.asarray(Image.open(back / "seed0003.png"))
    assert np.array_equal(before, after)


def test_many_and_taken_names(facelab, model_path, tmp_path):
    out = tmp_path / "out"
    command = ["render", "--seeds", "1-3", "--latents", "npz", "--model", str(model_path)]
    for _ in range(2):
        assert facelab(*command, "-o", str(out)).status == 0
    names = sorted(path.name for path in out.iterdir())
    assert len(names) == 6
    assert "seed0001-2.npz" in names


def test_23_rows_become_18_and_come_back():
    """Where rows that share one of StyleGAN2's differ, the one that the network reads decides."""
    known = shape(CONFIG)
    assert known.num_ws == 23
    ws = np.random.RandomState(0).randn(23, 12).astype(np.float32)
    rows = published_rows(ws, known.stylegan2_rows, known.style_resolutions)
    assert rows.shape == (18, 12)
    back = match_rows(rows, 12, 23, known.stylegan2_rows)
    read = [row for row, size in enumerate(known.style_resolutions) if size]
    assert np.array_equal(back[read], ws[read]), "the picture is the same"
    assert not np.array_equal(back, ws), "what is not read is not kept"
    again = published_rows(back, known.stylegan2_rows, known.style_resolutions)
    assert np.array_equal(again, rows)


def test_stylegan2_itself_and_networks_that_are_not_its_students():
    ws = np.random.RandomState(0).randn(6, 4).astype(np.float32)
    assert np.array_equal(published_rows(ws, tuple(range(6)), (4,) * 6), ws)
    assert np.array_equal(published_rows(ws, (), (36,) * 6), ws)
    both = published_rows(ws, (0, 0, 1, 1, 2, 2), (4, 4, 0, 8, 0, 0))
    assert np.allclose(both[0], ws[:2].mean(0))
    assert np.array_equal(both[1], ws[3])


def test_many_faces_are_never_written_to_one_name(facelab, model_path, tmp_path):
    from facelab.checkpoints.store import info
    from facelab.library import Library, export_faces
    from facelab.recipe import ModelRef, Recipe, Seed

    found = info(model_path).metadata
    library = Library(tmp_path / "library")
    for seed in (1, 2):
        library.add(Recipe(ModelRef(found.model_sha256, found.name), Seed(seed)))
    library.close()
    export_faces(tmp_path / "library", tmp_path / "a.facelab")
    out = tmp_path / "out"
    words = ["--recipe", str(tmp_path / "a.facelab"), "--seeds", "7", "--overwrite"]
    where = ["--model", str(model_path), "-o", str(out)]
    ended = facelab("render", *words, "--latents", "npz", *where)
    assert ended.status == 2
    assert "change a single face" in ended.err
    assert not out.exists()


def test_a_name_that_was_taken_is_said(facelab, model_path, tmp_path):
    command = ["render", "--seeds", "1", "--latents", "npy", "--model", str(model_path)]
    assert "already exists" not in facelab(*command, "-o", str(tmp_path)).err
    ended = facelab(*command, "-o", str(tmp_path))
    assert "seed0001.npy already exists; saved as seed0001-2.npy" in ended.err
