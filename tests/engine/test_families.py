"""A second family is its network, its converter, and one line in each registry."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from facelab.checkpoints import store
from facelab.checkpoints.catalogue import default_entry
from facelab.checkpoints.families import CONVERTERS
from facelab.checkpoints.fetching import fetch as fetching
from facelab.engine import load
from facelab.engine.backends import available_backends
from facelab.engine.device import cpu
from facelab.engine.on_torch.half_precision import halved
from facelab.errors import ModelError, Stopped, WeightsError
from facelab.networks import FAMILIES, Family, Generator, NetworkShape
from facelab.networks.generator import as_rows
from facelab.recipe import Recipe, Seed

SIDE = 36  # where StyleGAN3 begins: no power of two, and its coarse layers are no smaller
CONFIG = {"side": SIDE}


class Stripes(nn.Module):
    """Three style rows, one a colour; each draws a field of its own."""

    def __init__(self, side: int) -> None:
        super().__init__()
        self.z_dim, self.w_dim, self.num_ws, self.resolution = 4, 4, 3, side
        self.style_resolutions: tuple[int, ...] = (side, side, side)
        self.half_layers: tuple[str, ...] = ()
        self.mapping = nn.Linear(4, 4, bias=False)
        self.field = nn.Parameter(torch.zeros(4, side))
        self.register_buffer("w_avg", torch.zeros(4))

    w_avg: torch.Tensor

    def map(self, z):
        return self.mapping(z)

    def synthesize(self, ws, noise=None, stop=None):
        if stop is not None and stop():
            raise Stopped
        lines = torch.tanh(as_rows(ws, self.num_ws, self.w_dim) @ self.field)  # [N, 3, side]
        return lines[:, :, None].expand(-1, -1, self.resolution, -1)

    def features(self, ws, resolution, noise=None, stop=None):
        raise ModelError("This model has no such layer.")


STRIPES = Family(
    name="stripes",
    shape=lambda config: NetworkShape(
        z_dim=4,
        w_dim=4,
        num_ws=3,
        resolution=config["side"],
        style_resolutions=(config["side"],) * 3,
        style_groups=("coarse", "middle", "fine"),
        style_weights=("mapping.weight",),
    ),
    build=lambda config: Stripes(config["side"]),
)


def convert(name: str, members: Any) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    numbers = np.frombuffer(members["weights"], np.float32)
    return {
        "w_avg": np.zeros(4, np.float32),
        "mapping.weight": numbers[:16].reshape(4, 4),
        "field": numbers[16:].reshape(4, SIDE),
    }, CONFIG


@pytest.fixture
def stripes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A converted network of the second family, which its converter has made."""
    monkeypatch.setitem(FAMILIES, STRIPES.name, STRIPES)
    monkeypatch.setitem(CONVERTERS, STRIPES.name, convert)
    numbers = np.random.RandomState(0).randn(16 + 4 * SIDE).astype(np.float32)
    members = {"weights": numbers.tobytes()}
    path = tmp_path / "stripes.safetensors"
    sha256 = store.tensors_sha256(convert("stripes", members)[0])
    entry: Any = SimpleNamespace(
        name="stripes", title="Stripes", family=STRIPES.name, resolution=SIDE, licence="none",
        training_data="none", source="random numbers", model_sha256=sha256,
    )  # fmt: skip
    fetching._convert(entry, members, path)
    return path


def test_each_family_that_can_be_fetched_can_be_built():
    assert set(CONVERTERS) <= set(FAMILIES)
    assert default_entry().family in CONVERTERS
    assert all(name == family.name for name, family in FAMILIES.items())


def test_a_second_family_is_loaded_composed_and_drawn(stripes):
    told: list[Exception] = []
    renderer = load(stripes, "cpu", told.append)
    try:
        info = renderer.info
        assert (info.family, info.backend, info.resolution) == ("stripes", "torch", SIDE)
        assert info.groups == {"coarse": (0,), "middle": (1,), "fine": (2,)}
        assert info.preview_size is None
        assert len(info.directions) > 0, "principal components and SeFa"
        face = Recipe(info.ref, Seed(1)).with_truncation(psi=0.7)
        frame = renderer.full(face)
        assert frame.pixels.shape == (SIDE, SIDE, 4)
        mixed = renderer.full(face.with_mix(info.groups["coarse"], Seed(2)))
        differs = (mixed.pixels != frame.pixels).any(axis=(0, 1))
        assert differs.tolist() == [False, False, True, False], "of BGRX, red alone"
        assert told == []
    finally:
        renderer.close()


def test_it_is_a_generator(stripes):
    assert isinstance(Stripes(SIDE), Generator)


def test_it_has_no_fast_paths_that_were_not_made_for_it(stripes):
    assert available_backends(cpu(), "stripes") == ("torch",)
    with pytest.raises(ModelError, match="does not support Stripes"):
        halved(Stripes(SIDE))


def test_without_its_lines_it_is_refused_in_words(stripes, monkeypatch):
    monkeypatch.delitem(FAMILIES, "stripes")
    with pytest.raises(ModelError, match="does not know its family"):
        load(stripes, "cpu")
    monkeypatch.delitem(CONVERTERS, "stripes")
    entry: Any = SimpleNamespace(title="Stripes", family="stripes")
    with pytest.raises(
        WeightsError, match="'stripes', which this version of facelab does not know"
    ):
        fetching._convert(entry, {}, stripes)
