"""The count of multiply-adds, against counts by hand and by torch's own counter."""

from __future__ import annotations

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from facelab.bench.plain_torch import PlainNetwork
from facelab.networks.families.mobilestylegan import multiply_adds
from facelab.networks.families.mobilestylegan_plan import Config
from facelab.networks.mobilestylegan import MobileStyleGAN

CHANNELS = (16, 16, 8, 8)


def test_one_block_by_hand():
    first = 9 * 16 * 16 * 16
    block = 64 * (4 * 4 + 4 * (9 + 8)) + 64 * 8 * (9 + 8)
    picture = 64 * (8 * 12 + 4 * 12)
    assert multiply_adds({"channels": (16, 8)}) == first + block + picture
    assert multiply_adds({"channels": (16, 8)}, up_to=4) == first


def test_convolutions_agree_with_the_counter_of_torch():
    network = MobileStyleGAN(Config(8, 12, 2, CHANNELS)).randomise(1)
    plain = PlainNetwork(network.state_dict(), len(CHANNELS) - 1)
    with FlopCounterMode(display=False) as counter, torch.inference_mode():
        plain(torch.zeros(1, network.num_ws, 12))
    flops = counter.get_flop_counts()["Global"]
    convolutions = sum(count for op, count in flops.items() if "conv" in str(op))
    haar = sum(
        2 * (2 ** (step + 3)) ** 2 * (width // 4) * 4 for step, width in enumerate(CHANNELS[:-1])
    )
    haar += 2 * 32 * 32 * 4 * 12
    assert 2 * multiply_adds({"channels": CHANNELS}) - haar == convolutions


def test_the_default_network_costs_what_is_published():
    published = (512, 512, 512, 512, 512, 256, 128, 64)
    assert multiply_adds({"channels": published}) == pytest.approx(7.36e9, rel=0.01)
