"""Layers of two networks of one family and shape, in one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from facelab.checkpoints import store
from facelab.engine import load
from facelab.engine.mixer import mix_sha256, mixed
from facelab.errors import ModelError, RecipeError
from facelab.networks.families import FAMILIES
from facelab.networks.mobilestylegan import MobileStyleGAN
from facelab.networks.stylegan2.generator import StyleGAN2
from facelab.networks.stylegan3.generator import StyleGAN3
from facelab.recipe import ModelRef, NetworkMix, Recipe, Seed
from tests.checkpoints.tiny_snapshots import config_2, config_3
from tests.engine.twins import write_network
from tests.tiny_network import TINY

FAMILY_NETWORKS: dict[str, Callable[[], Any]] = {
    "stylegan2": lambda: StyleGAN2(config_2(channels=(4,) * 4)),
    "stylegan2-resnet": lambda: StyleGAN2(config_2("resnet", channels=(4,) * 4)),
    "stylegan3": lambda: StyleGAN3(config_3()),
    "mobilestylegan": lambda: MobileStyleGAN(TINY),
}


def config_of(network) -> dict[str, Any]:
    if isinstance(network, MobileStyleGAN):
        return {"z_dim": 8, "w_dim": 12, "mapping_layers": 2, "channels": list(TINY.channels)}
    said = msgspec.to_builtins(network.config)
    return {**said.pop("mapping"), **said}


def written(folder: Path, kind: str, name: str, seed: int) -> Path:
    """A network of random numbers, as a converted file."""
    network = FAMILY_NETWORKS[kind]().randomise(seed)
    tensors = {each: tensor.numpy() for each, tensor in network.state_dict().items()}
    said = store.Metadata(
        name=name, title=name.title(), family=kind.partition("-")[0],
        resolution=network.resolution, config=config_of(network), model_sha256="", licence="none",
        training_data="none", source="random numbers",
    )  # fmt: skip
    return write_network(folder / f"{name}.safetensors", said, tensors)


@pytest.fixture(autouse=True)
def networks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "networks"
    folder.mkdir()
    monkeypatch.setenv("FACELAB_WEIGHTS", str(folder))
    return folder


@pytest.fixture
def renderers():
    opened = []

    def open_it(path):
        opened.append(load(path, "cpu"))
        return opened[-1]

    yield open_it
    for each in opened:
        each.close()


def ref(path: Path) -> ModelRef:
    said = store.info(path).metadata
    return ModelRef(said.model_sha256, said.name)


@pytest.mark.parametrize("kind", FAMILY_NETWORKS)
def test_each_tensor_of_the_synthesis_network_has_its_layer(kind: str, networks: Path) -> None:
    metadata, tensors = store.read_arrays(written(networks, kind, "one", 1))
    family = FAMILIES[metadata.family]
    assert family.row_of is not None
    shape = family.shape(metadata.config)
    for name in tensors:
        row = family.row_of(metadata.config, name)
        assert (row is not None) == name.startswith("synthesis."), name
        assert row is None or shape.style_resolutions[row] > 0, name
    rows = {family.row_of(metadata.config, name) for name in tensors} - {None}
    read = {row for row, size in enumerate(shape.style_resolutions) if size}
    last = {shape.num_ws - 1} if metadata.family == "stylegan2" else set()
    assert rows == read - last


def test_rows_of_stylegan2_are_those_that_its_layers_read() -> None:
    row_of = FAMILIES["stylegan2"].row_of
    assert row_of is not None
    names = ("b4.const", "b4.conv1.weight", "b4.torgb.bias", "b8.conv0.weight", "b8.conv1.bias",
             "b8.torgb.weight", "b1024.conv0.weight", "b1024.torgb.affine.weight")  # fmt: skip
    assert [row_of({}, f"synthesis.{name}") for name in names] == [0, 0, 0, 1, 2, 2, 15, 16]
    assert row_of({}, "mapping.fc0.weight") is None
    assert row_of({}, "w_avg") is None


@pytest.mark.parametrize("kind", FAMILY_NETWORKS)
def test_the_ends_are_the_networks_themselves(kind: str, networks: Path) -> None:
    one, two = (store.read_arrays(written(networks, kind, n, k)) for k, n in enumerate("ab", 1))
    rows = FAMILIES[one[0].family].shape(one[0].config).num_ws
    _, same = mixed(one, two, (0.0,) * rows)
    _, other = mixed(one, two, (1.0,) * rows)
    _, middle = mixed(one, two, (0.5,) * rows)
    for name, tensor in one[1].items():
        assert np.array_equal(same[name], tensor)
        wanted = two[1][name] if name.startswith("synthesis.") else tensor
        assert np.array_equal(other[name], wanted), name
        np.testing.assert_allclose(middle[name], (tensor + wanted) / 2, rtol=1e-5, atol=1e-6)


def test_the_hash_is_of_both_and_of_the_weights(networks: Path) -> None:
    one, two = (store.read_arrays(written(networks, "stylegan2", n, k)) for k, n in enumerate("ab"))
    half = mixed(one, two, (0.5,) * 8)[0]
    assert half.model_sha256 == mix_sha256(one[0].model_sha256, two[0].model_sha256, (0.5,) * 8)
    hashes = {
        half.model_sha256, one[0].model_sha256, two[0].model_sha256,
        mixed(two, one, (0.5,) * 8)[0].model_sha256,
        mixed(one, two, (0.25,) * 8)[0].model_sha256,
    }  # fmt: skip
    assert len(hashes) == 5
    assert half.title == "A mixed with B"


def test_networks_that_do_not_fit_are_refused_in_words(networks: Path) -> None:
    one = store.read_arrays(written(networks, "stylegan2", "one", 1))
    for kind, why in (("stylegan3", "the other a stylegan3"), ("stylegan2-resnet", "sizes")):
        other = store.read_arrays(written(networks, kind, "other", 2))
        with pytest.raises(ModelError, match=f"One and Other cannot be mixed.*{why}"):
            mixed(one, other, (0.5,) * 8)


@pytest.mark.parametrize("kind", ["stylegan2", "stylegan3", "mobilestylegan"])
def test_a_recipe_mixes_layer_by_layer(kind: str, networks: Path, renderers) -> None:
    first = renderers(written(networks, kind, "one", 1))
    path = written(networks, kind, "other", 2)
    info = first.info
    plain = Recipe(info.ref, Seed(5))
    fine = tuple(float(row >= info.num_ws // 2) for row in range(info.num_ws))
    swapped = plain.with_networks(NetworkMix(ref(path), fine))
    frame = first.full(swapped)
    made = mixed(store.read_arrays(networks / "one.safetensors"), store.read_arrays(path), fine)
    together = renderers(write_network(networks / "both.safetensors", *made))
    expected = together.draw(first.compose(swapped)[None], swapped.noise, info.resolution)[0]
    near = np.abs(frame.pixels.astype(int) - expected).max()
    assert near <= 1, "the mixed file may be drawn by another back end"
    assert not np.array_equal(frame.pixels, first.full(plain).pixels)
    assert frame.drawn_by == "One mixed with other"
    assert np.array_equal(first.full(swapped.with_networks(None)).pixels, first.full(plain).pixels)
    half = plain.with_networks(NetworkMix(ref(path), tuple(w / 2 for w in fine)))
    assert not np.array_equal(first.full(half).pixels, frame.pixels)
    assert np.array_equal((255 * first.full_float(swapped)).round().astype(np.uint8), frame.rgb())


def test_previews_are_those_of_the_mix(networks: Path, renderers, monkeypatch) -> None:
    monkeypatch.setitem(
        FAMILY_NETWORKS, "stylegan2", lambda: StyleGAN2(config_2(channels=(4,) * 6))
    )
    first = renderers(written(networks, "stylegan2", "one", 1))
    path = written(networks, "stylegan2", "other", 2)
    plain = Recipe(first.info.ref, Seed(5))
    recipe = plain.with_networks(NetworkMix(ref(path), (1.0,) * 12))
    frame = first.preview(recipe)
    other = renderers(path)
    ws = first.compose(recipe)
    assert frame.size == 64
    assert np.array_equal(frame.pixels, other.draw(ws[None], recipe.noise, 64)[0])
    assert np.array_equal(first.preview(recipe, smallest=True).pixels, frame.pixels)
    first.set_previews("off")
    assert first.preview(recipe) is None


def test_a_network_that_is_not_here_is_named(networks: Path, renderers) -> None:
    first = renderers(written(networks, "stylegan2", "one", 1))
    recipe = Recipe(first.info.ref, Seed(0))
    gone = NetworkMix(ModelRef("c" * 64, "cats"), (0.5,) * 8)
    with pytest.raises(ModelError, match=r"one of them cats.*weights add"):
        first.full(recipe.with_networks(gone))
    with pytest.raises(RecipeError, match="weights for 3 layers, the network has 8"):
        first.full(recipe.with_networks(NetworkMix(gone.other, (0.5,) * 3)))


def test_a_file_that_was_named_is_found(tmp_path: Path, networks: Path, renderers) -> None:
    first = renderers(written(networks, "stylegan2", "one", 1))
    path = written(tmp_path, "stylegan2", "elsewhere", 2)
    recipe = Recipe(first.info.ref, Seed(0)).with_networks(NetworkMix(ref(path), (1.0,) * 8))
    with pytest.raises(ModelError, match="not here"):
        first.full(recipe)
    first.know_network(ref(path).sha256, path)
    assert first.full(recipe).size == 32
