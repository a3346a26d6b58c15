"""The default network as users get it: what a seed looks like, whatever the machine rounds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from facelab.engine import Frame, Renderer, load
from facelab.engine.own_directions.made import import_file
from facelab.engine.telling_apart import kind_by_place
from facelab.engine.vector_files import read_vectors
from facelab.recipe import Recipe, Seed


@pytest.fixture(autouse=True)
def one_thread() -> None:
    """All threads here: these networks are not tiny."""


@pytest.fixture(scope="module")
def renderer(model_path: Path) -> Iterator[Renderer]:
    loaded = load(model_path, "cpu")
    loaded.set_previews("256")  # not what a busy machine is fast enough for
    yield loaded
    loaded.close()


@pytest.fixture(scope="module")
def face(renderer: Renderer) -> Recipe:
    return Recipe(renderer.info.ref, Seed(7))


@pytest.fixture(scope="module")
def full(renderer: Renderer, face: Recipe) -> Frame:
    return renderer.full(face)


def test_it_is_the_network_of_the_catalogue(renderer):
    info = renderer.info
    assert (info.resolution, info.num_ws, info.w_dim, info.z_dim) == (1024, 23, 512, 512)
    assert len(info.layers) == 16  # conv1, two a block, and the picture
    assert info.groups == {
        "coarse": (0, 1, 2),
        "middle": (4, 5, 7, 8),
        "fine": (10, 11, 13, 14, 16, 17, 19, 20, 21),
    }
    components = [each for each in info.directions if each.id.startswith("pca-")]
    assert [each.id for each in components] == [f"pca-{n}" for n in range(1, 17)]
    lengths = [float(np.linalg.norm(each.vectors)) for each in components]
    assert lengths == sorted(lengths, reverse=True)


def test_seed_7_is_the_face_that_it_always_was(full):
    """Mean and spread of the colours in nine fields of the picture, within 1/255."""
    rgb = full.rgb().astype(float)
    assert rgb.shape == (1024, 1024, 3)
    fields = np.array(
        [
            rgb[top : top + 256, left : left + 256].mean((0, 1))
            for top in (0, 384, 768)
            for left in (0, 384, 768)
        ]
    )
    expected = [
        [91.7, 51.5, 42.6],
        [137.2, 87.0, 73.1],
        [86.8, 53.4, 46.1],
        [92.9, 41.8, 28.2],
        [190.4, 122.0, 107.1],
        [92.6, 44.4, 32.0],
        [61.7, 23.3, 16.8],
        [190.7, 120.3, 104.9],
        [102.2, 45.9, 34.2],
    ]
    assert np.abs(fields - expected).max() < 1.0
    assert np.abs(rgb.std((0, 1)) - [63.2, 50.7, 45.4]).max() < 1.0


def test_the_frame_is_the_rounding_of_the_picture_in_floating_point(renderer, face, full):
    picture = renderer.full_float(face)
    assert (picture.shape, picture.dtype) == ((1024, 1024, 3), np.float32)
    np.testing.assert_array_equal(np.rint(255 * picture), full.rgb())
    assert len(np.unique(picture)) > 65_536, "enough for 16 bits"


def test_features_are_those_that_torch_computes(renderer, face):
    """At 32 pixels from ONNX Runtime where it draws, at 16 from torch."""
    ws = renderer.compose(face)[None]
    generator, _ = renderer.torch_networks()
    for layer in (16, 32):
        features = renderer.features(ws, layer)
        expected = generator.features(torch.from_numpy(ws), layer).numpy()
        assert features.shape == expected.shape == (1, 512, layer, layer)
        assert np.abs(features - expected).max() < 1e-3 * expected.std()


def test_the_preview_is_the_full_frame_in_small(renderer, face, full):
    frame = renderer.preview(face)
    assert frame is not None
    assert frame.size == renderer.info.preview_size == 256
    reduced = Image.fromarray(full.rgb()).resize((256, 256), Image.Resampling.BOX)
    difference = frame.rgb().astype(float) - np.asarray(reduced, float)
    psnr = 20 * np.log10(255 / np.sqrt((difference**2).mean()))
    assert psnr > 25


def test_previews_follow_an_edit(renderer, face):
    """A slider moved a little changes the picture a little, moved far it changes it more."""

    def moved(amount: float) -> float:
        one = renderer.preview(face)
        two = renderer.preview(face.with_amount("pca-1", amount))
        assert one is not None
        assert two is not None
        return float(np.abs(one.pixels.astype(float) - two.pixels).mean())

    assert 0 < moved(0.1) < moved(1.0) < moved(3.0)


def test_the_average_face_is_the_same_for_every_seed(renderer, face):
    one = renderer.preview(face.with_truncation(psi=0.0))
    two = renderer.preview(face.with_truncation(psi=0.0).with_seed(99))
    assert one is not None
    assert two is not None
    assert np.array_equal(one.pixels, two.pixels)


# -- published files ------------------------------------------------------------------------------


def test_a_projection_is_the_face_of_its_seed(renderer, tmp_path):
    """18 rows of StyleGAN2's w, as its projector writes them; psi 1, nothing truncates it."""
    wanted = Recipe(renderer.info.ref, Seed(5)).with_truncation(psi=1.0)
    w = renderer.compose(wanted)[0]
    path = tmp_path / "projected_w.npz"
    np.savez(path, w=np.repeat(w[None, None], 18, axis=1))
    found = read_vectors(path, renderer.info)
    assert not found.directions
    (opened,) = found.faces
    np.testing.assert_array_equal(renderer.compose(opened.recipe), renderer.compose(wanted))


def test_faces_and_steps_of_the_real_space_are_told_apart(renderer):
    info = renderer.info
    for seed in range(60):
        for psi in (0.5, 0.7, 1.0):
            face = renderer.compose(Recipe(info.ref, Seed(seed)).with_truncation(psi=psi))
            assert kind_by_place(face, info) == "face"
        step = np.random.RandomState(seed).randn(1, 512).astype(np.float32)
        assert kind_by_place(step / np.linalg.norm(step), info) == "direction"
    for direction in info.directions:
        assert kind_by_place(direction.vectors, info) == "direction", direction.id


def test_a_step_that_no_label_notices_is_strange(renderer, tmp_path):
    """As those of other networks' spaces are; one of this space is not."""
    np.save(tmp_path / "a.npy", np.random.RandomState(3).randn(1, 512) / 22)
    (made,) = import_file(tmp_path / "a.npy", renderer.info).made
    assert made.strange
    assert made.reads_as == ""
    np.save(tmp_path / "b.npy", renderer.info.directions.get("smile").vectors)
    (made,) = import_file(tmp_path / "b.npy", renderer.info).made
    assert not made.strange
    assert made.reads_as.startswith("Smile")
