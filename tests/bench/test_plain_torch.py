"""The peer draws the same pictures: an independent check of both."""

from __future__ import annotations

import torch

from facelab import networks
from facelab.bench.plain_torch import PlainNetwork, to_uint8
from facelab.checkpoints import store
from facelab.networks.families.mobilestylegan_plan import Config
from facelab.networks.mobilestylegan import MobileStyleGAN


def test_tiny_networks_agree():
    network = MobileStyleGAN(Config(8, 12, 2, (16, 16, 8, 8))).randomise(3)
    plain = PlainNetwork(network.state_dict(), 3)
    ws = torch.randn(2, network.num_ws, 12, generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        torch.testing.assert_close(plain(ws), network.synthesize(ws), atol=1e-4, rtol=1e-4)


def test_the_real_network_agrees(model_path):
    metadata, tensors = store.read(model_path)
    network = networks.build(metadata.family, metadata.config, tensors)
    assert isinstance(network, MobileStyleGAN)
    plain = PlainNetwork(tensors, len(metadata.config["channels"]) - 1)
    ws = network.w_avg.repeat(1, network.num_ws, 1)
    with torch.inference_mode():
        difference = (plain(ws) - network.synthesize(ws)).abs()
    assert difference.mean() < 1e-5
    assert difference.max() < 1e-3


def test_uint8_truncates_and_clamps():
    image = torch.tensor([-2.0, -1.0, 0.0, 0.999, 5.0]).reshape(1, 1, 1, 5).repeat(1, 3, 1, 1)
    assert to_uint8(image)[0, 0, :, 0].tolist() == [0, 0, 128, 255, 255]
