"""Class label and transform, from the recipe to the picture."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from facelab.engine import Renderer, load
from facelab.engine.backend import Backend
from facelab.errors import RecipeError
from facelab.networks.stylegan3.generator import StyleGAN3
from facelab.networks.stylegan3.input import user_transform
from facelab.recipe import Blend, BlendPart, Recipe, Seed, Truncation
from facelab.recipe.conditions import make_label
from tests.checkpoints.snapshot_files import dumped, snapshot
from tests.checkpoints.tiny_snapshots import KWARGS_3, config_3, state
from tests.engine.test_own_networks import pixels_of

CLASSES = 3


@pytest.fixture(scope="module")
def network() -> StyleGAN3:
    return StyleGAN3(config_3(CLASSES)).randomise(1)


@pytest.fixture(scope="module")
def conditional(network: StyleGAN3, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Renderer]:
    """A conditional StyleGAN3: it has classes and turns its input."""
    path: Path = tmp_path_factory.mktemp("conditional") / "mine.pkl"
    path.write_bytes(dumped(snapshot(state(network), KWARGS_3 | {"c_dim": CLASSES}), 4))
    renderer = load(path, "cpu")
    yield renderer
    renderer.close()


@pytest.fixture
def face(conditional: Renderer) -> Recipe:
    return Recipe(conditional.info.ref, Seed(3), Truncation(psi=1.0))


def z_of(seed: int, z_dim: int) -> torch.Tensor:
    return torch.from_numpy(np.random.RandomState(seed).randn(1, z_dim).astype("f4"))


@torch.no_grad()
@pytest.mark.parametrize("parts", [[], [(2, 1.0)], [(0, 0.25), (1, 0.75)]])
def test_w_is_that_of_the_label_vector(network, conditional, face, parts):
    c = torch.zeros(1, CLASSES)
    for label, weight in parts:
        c[0, label] = weight
    w = network.map(z_of(3, network.z_dim), c)
    assert np.array_equal(conditional.compose(face.with_label(make_label(parts)))[0], w[0].numpy())


@torch.no_grad()
def test_seeds_of_a_blend_and_of_style_mixing_are_of_that_class(network, conditional, face):
    c = torch.eye(CLASSES)[1:2]
    one, other = (network.map(z_of(seed, network.z_dim), c)[0].numpy() for seed in (3, 5))
    label = make_label([(1, 1.0)])
    mixed = conditional.compose(face.with_mix([2], Seed(5)).with_label(label))
    assert np.array_equal(mixed[2], other)
    assert np.array_equal(mixed[3], one)
    half = Blend((BlendPart(Seed(3), 1.0), BlendPart(Seed(5), 1.0)))
    blended = conditional.compose(face.with_source(half).with_label(label))
    assert np.allclose(blended[0], (one + other) / 2, atol=1e-6)


@torch.no_grad()
def test_the_picture_is_turned_and_moved_in_every_way_of_drawing(network, conditional, face):
    turned = face.with_transform(30.0, 0.25, -0.125)
    rows = torch.from_numpy(conditional.compose(face))[None]
    theirs = network.synthesize(rows, transform=user_transform(0.25, -0.125, 30.0))
    full = conditional.full(turned)
    assert np.array_equal(full.rgb(), pixels_of(theirs))
    assert not np.array_equal(full.pixels, conditional.full(face).pixels)
    assert np.array_equal(np.round(255 * conditional.full_float(turned)), full.rgb())
    assert np.array_equal(conditional.full(face).rgb(), pixels_of(network.synthesize(rows)))


def test_a_class_that_there_is_not_is_refused(conditional, face):
    with pytest.raises(RecipeError, match="only knows the classes 0 to 2"):
        conditional.compose(face.with_label(make_label([(3, 1.0)])))
    with pytest.raises(RecipeError, match="only knows the classes 0 to 2"):
        conditional.info.check(face.with_label(make_label([(3, 1.0)])))


def test_a_network_without_them_says_so(tiny):
    plain = Recipe(tiny.info.ref, Seed(0))
    for wrong, said in (
        (plain.with_label(make_label([(0, 1.0)])), "knows no classes"),
        (plain.with_transform(rotate=1.0), "Only StyleGAN3"),
    ):
        with pytest.raises(RecipeError, match=said):
            tiny.full(wrong)
        with pytest.raises(RecipeError, match=said):
            tiny.info.check(wrong)


def test_a_back_end_hears_of_a_transform_only_where_there_is_one(tiny, monkeypatch):
    """Those that draw networks without need not know the word."""
    told: list[dict[str, object]] = []
    backend: Backend = tiny._drawers.backend
    drawn = backend.full

    def full(ws, noise, stop=None, **more):
        told.append(more)
        return drawn(ws, noise, stop)

    monkeypatch.setattr(backend, "full", full)
    tiny.full(Recipe(tiny.info.ref, Seed(0)))
    assert told == [{}]
