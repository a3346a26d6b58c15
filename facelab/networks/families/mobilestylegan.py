"""MobileStyleGAN as a family: its shape in numbers, and the way to its torch module."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from facelab.networks.families.mobilestylegan_plan import Config, style_resolutions
from facelab.networks.family import (
    Family,
    NetworkConfig,
    NetworkShape,
    bands_by_size,
    build_head,
    cannot_build,
    count,
    groups_by_size,
)

if TYPE_CHECKING:
    from torch import nn

_LAYER = re.compile(r"synthesis\.blocks\.(\d{1,3})\.(\w+)")
MAX_CHANNELS = 8192
MAX_LEVELS = 10  # resolution 4096
MAX_MAPPING_LAYERS = 32


def shape(config: NetworkConfig) -> NetworkShape:
    """The shape of a network, from the configuration in its file.

    Raises
    ------
    LookupError, TypeError, ValueError
        The configuration makes no sense.
    """
    channels = config["channels"]
    if not isinstance(channels, list | tuple) or not 2 <= len(channels) <= MAX_LEVELS:
        raise ValueError("it has an impossible number of levels")
    blocks = len(channels) - 1
    sizes = style_resolutions(blocks)
    teacher = [0]
    for i in range(blocks):
        teacher += [2 * i + 1, 2 * i + 2, 2 * i + 3]
    # The last picture head draws at twice the block's resolution, with StyleGAN2's last style;
    # the row that is not used was for StyleGAN2's first picture head.
    teacher[-1] = 2 * blocks + 3
    return NetworkShape(
        z_dim=int(config["z_dim"]),
        w_dim=int(config["w_dim"]),
        num_ws=len(sizes),
        resolution=2 ** (blocks + 3),
        style_resolutions=sizes,
        style_groups=groups_by_size(sizes),
        stylegan2_rows=(*teacher, 1),
        style_weights=(".affine.weight", ".up.weight"),
        style_bands=bands_by_size(sizes),
    )


def build(config: NetworkConfig) -> nn.Module:
    """The network, its weights not yet filled.

    Raises
    ------
    ModelError
        The configuration makes no sense.
    """
    known = {"z_dim", "w_dim", "mapping_layers", "channels"}
    if set(config) != known:
        raise cannot_build(f"Its configuration has {sorted(config)}; expected {sorted(known)}.")
    channels = config["channels"]
    if not isinstance(channels, list | tuple) or not 2 <= len(channels) <= MAX_LEVELS:
        raise cannot_build(f"Its channels are {channels!r}.")
    sizes = {
        "z_dim": count(config, "z_dim", MAX_CHANNELS),
        "w_dim": count(config, "w_dim", MAX_CHANNELS),
        "mapping_layers": count(config, "mapping_layers", MAX_MAPPING_LAYERS),
    }
    for value in channels:
        if not isinstance(value, int) or not 4 <= value <= MAX_CHANNELS or value % 4:
            raise cannot_build(f"Its channels are {channels!r}; each must be a multiple of 4.")
    from facelab.networks.mobilestylegan import MobileStyleGAN

    return MobileStyleGAN(Config(**sizes, channels=tuple(channels)))


def multiply_adds(config: NetworkConfig, up_to: int | None = None) -> int:
    """Multiply-adds of a frame, the mapping network and the styles left out.

    Parameters
    ----------
    config : mapping
        With "channels" at 4, 8, 16, ... pixels.
    up_to : int or None
        Stop after the layers at this resolution; None draws the picture.
    """
    channels: Sequence[int] = config["channels"]
    total = 9 * channels[0] * channels[0] * 4 * 4
    for step, (inputs, outputs) in enumerate(pairwise(channels)):
        size = 2 ** (step + 3)
        if up_to is not None and size > up_to:
            return total
        pixels = size * size
        quarter = inputs // 4
        total += pixels * quarter * 4  # inverse Haar
        total += pixels * quarter * (9 + outputs)  # depthwise and 1x1
        total += pixels * outputs * (9 + outputs)
    if up_to is None:
        last = 2 ** (len(channels) + 1)
        total += last * last * (channels[-1] * 12 + 4 * 12)
    return total


def row_of(config: NetworkConfig, name: str) -> int | None:
    """The style row of the layer that a tensor is part of."""
    if name.startswith("synthesis.first."):
        return 0
    if name.startswith("synthesis.to_image."):
        return 3 * (len(config["channels"]) - 1)
    found = _LAYER.match(name)
    return None if found is None else 3 * int(found[1]) + (2 if found[2] == "conv2" else 1)


FAMILY = Family(
    "mobilestylegan",
    shape,
    build,
    build_head,
    onnx=True,
    multiply_adds=multiply_adds,
    row_of=row_of,
)
