"""The peers draw the same pictures, of every architecture, from code of their own."""

from __future__ import annotations

from dataclasses import asdict

import pytest
import torch

from facelab.bench.plain_stylegan2 import PlainStyleGAN2
from facelab.bench.plain_stylegan3 import PlainStyleGAN3
from facelab.networks.stylegan2.generator import StyleGAN2
from facelab.networks.stylegan3.generator import StyleGAN3
from tests.checkpoints.tiny_snapshots import config_2, config_3


def flat(config):
    said = asdict(config)
    return said.pop("mapping") | said


@torch.no_grad()
@pytest.mark.parametrize("architecture", ["skip", "resnet", "orig"])
@pytest.mark.parametrize("clamp", [None, 0.7])
def test_stylegan2(architecture, clamp):
    network = StyleGAN2(config_2(architecture, clamp=clamp)).randomise(3)
    ws = torch.randn(2, network.num_ws, 6, generator=torch.Generator().manual_seed(0))
    theirs = PlainStyleGAN2(flat(network.config), network.state_dict())(ws)
    assert theirs.std() > 0.05
    assert torch.allclose(network.synthesize(ws), theirs, atol=5e-6)
    assert torch.allclose(network.synthesize(ws[:1]), theirs[:1], atol=2e-5)


@torch.no_grad()
@pytest.mark.parametrize("radial", [False, True], ids=["t", "r"])
def test_stylegan3(radial):
    config = config_3(radial=radial, kernel=1 if radial else 3)
    network = StyleGAN3(config).randomise(3)
    ws = torch.randn(2, network.num_ws, 6, generator=torch.Generator().manual_seed(0))
    config_dict = flat(config)
    theirs = PlainStyleGAN3(config_dict, network.state_dict())(ws)
    assert theirs.std() > 0.005
    assert torch.allclose(network.synthesize(ws), theirs, atol=5e-6)
