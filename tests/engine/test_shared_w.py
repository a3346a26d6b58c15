"""Networks that have the default network's mapping network, found by their w."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from facelab.checkpoints import store
from facelab.engine import shared_w
from facelab.engine.compose import seed_to_z
from facelab.engine.loading import shape_of
from facelab.engine.plain_mapping import plain_mapping
from tests.engine.twins import default_is, twin_of, write_network


@pytest.fixture
def default(tiny_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tiny network is the default one."""
    return default_is(monkeypatch, tiny_path)


def mapping_of(path: Path):
    metadata, tensors = store.read_arrays(path)
    rate = np.float32(metadata.config["rate"])
    layers = []
    for k in range(len(metadata.config["widths"])):
        weight, bias = tensors[f"mapping.fc{k}.weight"], tensors[f"mapping.fc{k}.bias"]
        layers.append((weight * (rate / np.sqrt(weight.shape[1])), bias * rate))
    return plain_mapping(layers), shape_of(metadata)


def test_a_stylegan2_with_the_mapping_network_shares_w(default, tmp_path):
    map_z, shape = mapping_of(twin_of(default, tmp_path))
    assert shared_w.shares_w(map_z, shape)
    assert shared_w.w_space(map_z, shape, "its own") == store.info(default).metadata.model_sha256


def test_another_mapping_network_does_not(default, tmp_path):
    metadata, tensors = store.read_arrays(twin_of(default, tmp_path))
    tensors["mapping.fc1.bias"] = tensors["mapping.fc1.bias"] + np.float32(1.0)
    path = write_network(tmp_path / "tuned.safetensors", metadata, tensors)
    map_z, shape = mapping_of(path)
    assert not shared_w.shares_w(map_z, shape)
    assert shared_w.w_space(map_z, shape, "its own") == "its own"


def test_the_default_network_shares_w_with_itself(default):
    known = shared_w.known_default()
    assert known is not None
    tensors = store.read_arrays(default)[1]
    names = [f"mapping.layers.{k}" for k in range(2)]
    map_z = plain_mapping([(tensors[f"{n}.weight"], tensors[f"{n}.bias"]) for n in names])
    np.testing.assert_allclose(map_z(seed_to_z(3, 8)), known.w[3:4], atol=1e-5)
    assert shared_w.shares_w(map_z, shape_of(store.info(default).metadata))


def test_nothing_is_shared_where_the_default_network_is_not_here(tmp_path, monkeypatch, tiny_path):
    map_z, shape = mapping_of(twin_of(tiny_path, tmp_path))
    default_is(monkeypatch, tmp_path / "not here.safetensors")
    assert not shared_w.shares_w(map_z, shape)
    assert shared_w.w_space(map_z, shape, "its own") == "its own"


def test_a_default_network_that_is_damaged_shares_nothing(tmp_path, monkeypatch, tiny_path):
    map_z, shape = mapping_of(twin_of(tiny_path, tmp_path))
    damaged = tmp_path / "damaged.safetensors"
    damaged.write_bytes(tiny_path.read_bytes()[:500])
    default_is(monkeypatch, damaged)
    assert not shared_w.shares_w(map_z, shape)


def test_the_real_default_network(model_path, tmp_path):
    """With the default's mapping network and 18 rows, as StyleGAN2's config-f has."""
    map_z, shape = mapping_of(twin_of(model_path, tmp_path, channels=(8,) * 9))
    assert shape.num_ws == 18
    assert shared_w.shares_w(map_z, shape)
