from __future__ import annotations

import pytest

from facelab.networks.families.mobilestylegan import shape
from facelab.networks.mobilestylegan import MobileStyleGAN

CONFIG = {"z_dim": 2, "w_dim": 2, "channels": [512, 512, 512, 512, 512, 256, 128, 64]}
SHAPE = shape(CONFIG)


def test_what_is_said_without_torch_is_what_the_network_says(tiny: MobileStyleGAN) -> None:
    config = {name: getattr(tiny.config, name) for name in ("z_dim", "w_dim", "channels")}
    said = shape(config)
    for name in ("z_dim", "w_dim", "num_ws", "resolution", "style_resolutions"):
        assert getattr(said, name) == getattr(tiny, name)
    assert len(said.style_groups) == len(said.stylegan2_rows) == tiny.num_ws
    ends = said.style_weights
    rows = [name for name in tiny.state_dict() if name.endswith(ends)]
    assert all(tiny.state_dict()[name].shape[1] == tiny.w_dim for name in rows)
    assert len(rows) == len([size for size in tiny.style_resolutions if size]) + len(
        tiny.synthesis.blocks
    )  # one more for the upsampling of each block


def test_the_layers_of_half_precision_are_the_last(tiny: MobileStyleGAN) -> None:
    modules = [tiny.get_submodule(name) for name in tiny.half_layers]
    assert modules == [tiny.synthesis.blocks[-1], tiny.synthesis.to_image]


@pytest.mark.parametrize("channels", [None, [], [16], [16] * 11])
def test_impossible_levels(channels: object) -> None:
    with pytest.raises(ValueError, match="levels"):
        shape({**CONFIG, "channels": channels})


def test_each_row_takes_the_style_of_its_resolution() -> None:
    """The 18 styles of StyleGAN2 at 1024: one of 4 px, then three a resolution, overlapping."""
    rows = SHAPE.stylegan2_rows
    assert len(rows) == SHAPE.num_ws == 23
    assert rows == (
        0, 1, 2, 3, 3, 4, 5, 5, 6, 7, 7, 8, 9, 9, 10, 11, 11, 12, 13, 13, 14, 17, 1
    )  # fmt: skip
    sizes = [4] + [2 ** (k // 2 + 3) for k in range(17)]  # of StyleGAN2's convolutions
    for row, size in enumerate(SHAPE.style_resolutions):
        if size:
            assert sizes[rows[row]] == size or (size, row) == (1024, 21)
