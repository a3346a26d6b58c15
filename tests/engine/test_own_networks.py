"""Networks of the user's own are opened, described and drawn as any other."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from facelab.engine import load
from facelab.engine.on_torch.half_precision import halved
from facelab.networks.stylegan2.generator import StyleGAN2
from facelab.networks.stylegan3.generator import StyleGAN3
from facelab.recipe import Recipe, Seed, Truncation
from tests.checkpoints.snapshot_files import dumped, snapshot
from tests.checkpoints.tiny_snapshots import (
    KWARGS_2,
    KWARGS_3,
    checkpoint,
    config_2,
    config_3,
    snapshot_3,
    state,
)


def opened(tmp_path, content):
    path = tmp_path / "mine.pkl"
    path.write_bytes(content)
    told: list[object] = []
    renderer = load(path, "cpu", told.append)
    assert told == []
    return renderer


def pixels_of(picture):
    rgb = (picture[0] * 127.5 + 128).clamp(0, 255).to(torch.uint8).permute(1, 2, 0)
    return rgb.numpy()


@torch.no_grad()
@pytest.mark.parametrize("architecture", ["skip", "resnet", "orig"])
def test_stylegan2(tmp_path, architecture):
    network = StyleGAN2(config_2(architecture)).randomise(1)
    kwargs = KWARGS_2 | {"architecture": architecture}
    renderer = opened(tmp_path, dumped(snapshot(state(network), kwargs), 4))
    try:
        info = renderer.info
        assert (info.num_ws, info.w_dim, info.resolution) == (6, 6, 16)
        assert info.groups == {"coarse": (0, 1, 2), "middle": (3, 4, 5), "fine": ()}
        assert info.stylegan2_rows == tuple(range(6))
        assert [each.id for each in info.directions if each.id.startswith("sefa")]
        face = Recipe(info.ref, Seed(3), Truncation(psi=1.0))
        w = network.map(torch.from_numpy(np.random.RandomState(3).randn(1, 4).astype("f4")))
        assert np.array_equal(renderer.full(face).rgb(), pixels_of(network.synthesize(w)))
    finally:
        renderer.close()


@torch.no_grad()
def test_stylegan3(tmp_path):
    network = StyleGAN3(config_3()).randomise(1)
    renderer = opened(tmp_path, dumped(snapshot(state(network), KWARGS_3), 4))
    try:
        info = renderer.info
        assert (info.num_ws, info.resolution, info.preview_size) == (6, 16, None)
        assert info.transforms
        assert not info.noise
        assert info.groups["coarse"][0] == 0
        assert sum(map(len, info.groups.values())) == 6
        face = Recipe(info.ref, Seed(3), Truncation(psi=1.0))
        w = network.map(torch.from_numpy(np.random.RandomState(3).randn(1, 4).astype("f4")))
        assert np.array_equal(renderer.full(face).rgb(), pixels_of(network.synthesize(w)))
    finally:
        renderer.close()


def test_a_conditional_network_says_its_classes(tmp_path):
    renderer = opened(tmp_path, snapshot_3(4, 3))
    try:
        assert renderer.info.labels == 3
        assert renderer.full(Recipe(renderer.info.ref, Seed(0))).size == 16
    finally:
        renderer.close()


def test_rosinality(tmp_path):
    renderer = opened(tmp_path, checkpoint())
    try:
        assert renderer.info.family == "stylegan2"
        assert renderer.full(Recipe(renderer.info.ref, Seed(0))).size == 16
    finally:
        renderer.close()


@torch.no_grad()
def test_small_pictures_are_previews(tmp_path):
    """The skip architecture sums pictures; each on the way is a preview of 64 px and more."""
    network = StyleGAN2(config_2(channels=(4,) * 6)).randomise(1)
    kwargs = KWARGS_2 | {"img_resolution": 128}
    renderer = opened(tmp_path, dumped(snapshot(state(network), kwargs), 4))
    try:
        assert renderer.info.preview_size == 64
        assert renderer.sizes == (64, 128)
        face = Recipe(renderer.info.ref, Seed(3), Truncation(psi=1.0))
        small = renderer.preview(face, smallest=True)
        assert small is not None
        w = network.map(torch.from_numpy(np.random.RandomState(3).randn(1, 4).astype("f4")))
        assert np.array_equal(small.rgb(), pixels_of(network.draw_small(w, 64)))
    finally:
        renderer.close()


@torch.no_grad()
@pytest.mark.parametrize("architecture", ["skip", "resnet"])
def test_half_precision_is_near(architecture):
    """On a CPU, which rounds as a GPU does; the back end for GPUs compares by itself as well."""
    network = StyleGAN2(config_2(architecture, half_blocks=2)).randomise(1)
    assert network.half_layers[0] == "synthesis.b8.conv0"
    ws = torch.randn(1, network.num_ws, 6, generator=torch.Generator().manual_seed(0))
    whole, half = network.synthesize(ws), halved(network).synthesize(ws)
    assert half.dtype == torch.float32
    assert 0 < (half - whole).abs().max() < 0.01 * whole.abs().max()


def test_gradients_reach_w():
    for network in (StyleGAN2(config_2()), StyleGAN2(config_2("resnet")), StyleGAN3(config_3())):
        network.randomise(1)
        ws = torch.randn(1, network.num_ws, 6).requires_grad_()
        network.synthesize(ws).square().sum().backward()
        assert ws.grad is not None
        assert (ws.grad.abs().sum(dim=2) > 0).all(), "every row is read"
