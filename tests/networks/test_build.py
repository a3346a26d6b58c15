from __future__ import annotations

from typing import Any

import pytest
import torch

from facelab.errors import ModelError
from facelab.networks import build
from facelab.networks.mobilestylegan import MobileStyleGAN

CONFIG: dict[str, Any] = {
    "z_dim": 8,
    "w_dim": 12,
    "mapping_layers": 2,
    "channels": [16, 16, 8, 8],
}


def test_builds_the_network_of_the_tensors(tiny: MobileStyleGAN) -> None:
    network = build("mobilestylegan", CONFIG, tiny.state_dict())
    ws = torch.ones(1, tiny.num_ws, tiny.w_dim)
    assert torch.equal(network.synthesize(ws), tiny.synthesize(ws))  # type: ignore[operator]
    assert not any(parameter.requires_grad for parameter in network.parameters())
    assert not network.training


def test_unknown_family(tiny: MobileStyleGAN) -> None:
    with pytest.raises(ModelError, match="progan"):
        build("progan", CONFIG, tiny.state_dict())


@pytest.mark.parametrize(
    "change",
    [
        {"channels": [16]},
        {"channels": [16, 10]},
        {"channels": [16, 10**9]},
        {"channels": [16, "8"]},
        {"channels": None},
        {"channels": [8] * 40},
        {"z_dim": 0},
        {"w_dim": True},
        {"mapping_layers": 10**6},
        {"extra": 1},
    ],
)
def test_impossible_shapes_are_refused(tiny: MobileStyleGAN, change: dict[str, Any]) -> None:
    with pytest.raises(ModelError, match="This checkpoint cannot be loaded"):
        build("mobilestylegan", CONFIG | change, tiny.state_dict())


def test_missing_unknown_and_misshapen_tensors_are_refused(tiny: MobileStyleGAN) -> None:
    good = tiny.state_dict()
    missing = {name: value for name, value in good.items() if name != "w_avg"}
    with pytest.raises(ModelError, match="w_avg"):
        build("mobilestylegan", CONFIG, missing)
    with pytest.raises(ModelError, match="surprise"):
        build("mobilestylegan", CONFIG, good | {"surprise": torch.zeros(1)})
    with pytest.raises(ModelError, match=r"\[13\]"):
        build("mobilestylegan", CONFIG, good | {"w_avg": torch.zeros(13)})
    with pytest.raises(ModelError, match="float16"):
        build("mobilestylegan", CONFIG, good | {"w_avg": torch.zeros(12).half()})
