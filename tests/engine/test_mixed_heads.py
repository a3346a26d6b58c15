"""Previews of two networks in one, by the heads that the two have."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from facelab.checkpoints import store
from facelab.engine import Renderer, load
from facelab.engine.mixer import mixed
from facelab.recipe import NetworkMix, Recipe, Seed
from tests.engine.test_mixer import ref, written
from tests.engine.twins import write_network
from tests.tiny_network import HEAD_SIZE, write_tiny_head

FIRST_ROW = 7  # of those that the head stands in for
ROWS = 11


@pytest.fixture
def networks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "networks"
    folder.mkdir()
    monkeypatch.setenv("FACELAB_WEIGHTS", str(folder))
    written(folder, "mobilestylegan", "one", 1)
    written(folder, "mobilestylegan", "other", 2)
    return folder


def head(networks: Path, name: str) -> None:
    path = networks / f"{name}.safetensors"
    write_tiny_head(store.info(path).metadata.model_sha256, seed=len(name))


@pytest.fixture
def first(networks: Path):
    head(networks, "one")
    renderer = load(networks / "one.safetensors", "cpu")
    yield renderer
    renderer.close()


def mix(renderer: Renderer, networks: Path, early: float, late: float) -> Recipe:
    weights = tuple(late if row >= FIRST_ROW else early for row in range(ROWS))
    plain = Recipe(renderer.info.ref, Seed(5))
    return plain.with_networks(NetworkMix(ref(networks / "other.safetensors"), weights))


def drawn_by_head_of(networks: Path, recipe: Recipe, ws: np.ndarray, whose: str) -> np.ndarray:
    """What a network with the mix's layers and that head draws."""
    assert recipe.networks is not None
    one, other = (store.read_arrays(networks / f"{name}.safetensors") for name in ("one", "other"))
    both = write_network(networks / "both.safetensors", *mixed(one, other, recipe.networks.weights))
    write_tiny_head(store.info(both).metadata.model_sha256, seed=len(whose))
    renderer = load(both, "cpu")
    pixels: np.ndarray = renderer.draw(ws[None], recipe.noise, HEAD_SIZE)[0]
    renderer.close()
    return pixels


def test_where_the_last_layers_are_one_network_s_the_preview_is_the_mix_s(
    first: Renderer, networks: Path
) -> None:
    recipe = mix(first, networks, early=0.5, late=0.0)
    frame = first.preview(recipe)
    assert frame is not None
    assert (frame.size, frame.stands_in) == (HEAD_SIZE, False)
    assert frame.drawn_by == "One mixed with other"
    expected = drawn_by_head_of(networks, recipe, first.compose(recipe), "one")
    assert np.abs(frame.pixels.astype(int) - expected).max() <= 1
    small = first.preview(recipe, smallest=True)
    assert small is not None
    assert np.array_equal(small.pixels, frame.pixels)


def test_last_layers_of_the_other_without_its_head_are_said_to_be_the_first_s(
    first: Renderer, networks: Path
) -> None:
    recipe = mix(first, networks, early=0.0, late=1.0)
    frame = first.preview(recipe)
    plain = first.preview(recipe.with_networks(None))
    assert frame is not None
    assert plain is not None
    assert (frame.size, frame.stands_in, frame.drawn_by) == (HEAD_SIZE, True, "One")
    assert np.abs(frame.pixels.astype(int) - plain.pixels).max() <= 1
    assert first.preview(recipe, smallest=True) is None, "it would be kept as the mix's picture"


def test_the_other_s_head_draws_its_last_layers(first: Renderer, networks: Path) -> None:
    head(networks, "other")
    recipe = mix(first, networks, early=0.0, late=1.0)
    frame = first.preview(recipe)
    assert frame is not None
    assert not frame.stands_in
    expected = drawn_by_head_of(networks, recipe, first.compose(recipe), "other")
    assert np.abs(frame.pixels.astype(int) - expected).max() <= 1
    between = first.preview(mix(first, networks, early=0.0, late=0.7))
    assert between is not None
    assert (between.stands_in, between.drawn_by) == (True, "Other")


def test_the_sizes_follow_the_mix(first: Renderer, networks: Path) -> None:
    assert first.preview(mix(first, networks, 0.5, 0.0)) is not None
    first.set_previews("off")
    assert first.preview(mix(first, networks, 0.5, 0.0)) is None
