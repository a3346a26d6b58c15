"""StyleGAN2 as a family: its shape in numbers, and the way to its torch module."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from facelab.networks.families.stylegan2_plan import read_config, style_resolutions
from facelab.networks.family import (
    Family,
    NetworkConfig,
    NetworkShape,
    bands_by_size,
    build_head,
    groups_by_size,
)

if TYPE_CHECKING:
    from torch import nn

_LAYER = re.compile(r"synthesis\.b(\d{1,4})\.(\w+)")


def shape(config: NetworkConfig) -> NetworkShape:
    """The shape of a network, from the configuration in its file."""
    known = read_config(config)
    sizes = style_resolutions(len(known.channels))
    return NetworkShape(
        z_dim=known.mapping.z_dim,
        w_dim=known.mapping.w_dim,
        num_ws=known.num_ws,
        resolution=known.resolution,
        style_resolutions=sizes,
        style_groups=groups_by_size(sizes),
        stylegan2_rows=tuple(range(known.num_ws)),
        style_weights=(".affine.weight",),
        style_bands=bands_by_size(sizes),
        labels=known.mapping.c_dim,
        noise=known.noise,
    )


def build(config: NetworkConfig) -> nn.Module:
    """The network, its weights not yet filled.

    Raises
    ------
    ModelError
        The configuration makes no sense.
    """
    known = read_config(config)
    from facelab.networks.stylegan2.generator import StyleGAN2

    return StyleGAN2(known)


def multiply_adds(config: NetworkConfig, up_to: int | None = None) -> int:
    """Multiply-adds of a frame, the mapping network and the styles left out.

    Parameters
    ----------
    config : mapping
    up_to : int or None
        Stop after the layers at this resolution; None draws the picture.
    """
    known = read_config(config)
    total = before = 0
    for k, channels in enumerate(known.channels):
        pixels = (4 << k) ** 2
        if up_to is not None and 4 << k > up_to:
            break
        total += pixels * channels * channels * 9
        if k > 0:
            # each weight of a transposed convolution meets each sample of its input once
            total += pixels // 4 * before * channels * 9 + pixels * channels * known.taps**2
            if known.architecture == "resnet":
                total += pixels // 4 * before * channels + pixels * channels * known.taps**2
        if known.architecture == "skip" or k == len(known.channels) - 1:
            total += pixels * known.image_channels * channels
        before = channels
    return total


def row_of(_config: NetworkConfig, name: str) -> int | None:
    """The style row of the layer that a tensor is part of; the picture head of a block, whose row
    the next block has too, goes with the block's own last convolution.
    """
    found = _LAYER.match(name)
    if found is None:
        return None
    k = int(found[1]).bit_length() - 3
    return 2 * k if k == 0 or found[2] in ("conv1", "torgb") else 2 * k - 1


FAMILY = Family("stylegan2", shape, build, build_head, multiply_adds=multiply_adds, row_of=row_of)
