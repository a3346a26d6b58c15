"""StyleGAN3 (configurations t and r) as a family: its shape in numbers, and the way to torch."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from facelab.networks.families.stylegan3_plan import StyleGAN3Config, layer_plan, read_config
from facelab.networks.family import GROUPS, Family, NetworkConfig, NetworkShape, build_head

if TYPE_CHECKING:
    from torch import nn

_LAYER = re.compile(r"synthesis\.L(\d{1,4})_")
_STYLEGAN2_ROWS = ()  # nothing published for StyleGAN2 fits


def _groups(known: StyleGAN3Config) -> tuple[str, ...]:
    """By the detail that a layer may hold, not by its pixels, which begin at 36: up to 8 cycles a
    picture are coarse, as much as 16 pixels hold, up to 32 are middle.
    """
    groups = ["coarse"]  # the input: where things are, and how they are turned
    for layer in layer_plan(known):
        place = 0 if layer.out_cutoff <= 8 else 1 if layer.out_cutoff <= 32 else 2
        groups.append(GROUPS[place])
    return tuple(groups)


def shape(config: NetworkConfig) -> NetworkShape:
    """The shape of a network, from the configuration in its file.

    Raises
    ------
    ModelError
        The configuration makes no sense.
    """
    known = read_config(config)
    plan = layer_plan(known)
    return NetworkShape(
        z_dim=known.mapping.z_dim,
        w_dim=known.mapping.w_dim,
        num_ws=known.num_layers + 2,
        resolution=known.resolution,
        style_resolutions=(plan[0].in_size, *(layer.out_size for layer in plan)),
        style_groups=_groups(known),
        stylegan2_rows=_STYLEGAN2_ROWS,
        style_weights=(".affine.weight",),
        labels=known.mapping.c_dim,
        transforms=True,
        noise=False,
    )


def build(config: NetworkConfig) -> nn.Module:
    """The network, its weights not yet filled.

    Raises
    ------
    ModelError
        The configuration makes no sense.
    """
    known = read_config(config)
    from facelab.networks.stylegan3.generator import StyleGAN3

    return StyleGAN3(known)


def multiply_adds(config: NetworkConfig, up_to: int | None = None) -> int:
    """Multiply-adds of a frame, the mapping network and the styles left out.

    Parameters
    ----------
    config : mapping
    up_to : int or None
        Stop after the last layer of this size; None draws the picture.
    """
    plan = layer_plan(read_config(config))
    total, sizes = plan[0].in_size ** 2 * plan[0].in_channels ** 2, [each.out_size for each in plan]
    last = len(plan) if up_to is None else len(sizes) - sizes[::-1].index(up_to)
    for layer in plan[:last]:
        inputs, outputs = layer.in_channels, layer.out_channels
        total += (layer.in_size + layer.kernel - 1) ** 2 * inputs * outputs * layer.kernel**2
        finer = (layer.out_size * layer.down + layer.down_taps) ** 2 * outputs
        total += finer * (layer.up_taps // layer.up) ** 2 if layer.up_taps > 1 else 0
        total += layer.out_size**2 * outputs * (layer.down_taps**2 if layer.down_taps > 1 else 0)
    return total


def row_of(_config: NetworkConfig, name: str) -> int | None:
    """The style row of the layer that a tensor is part of."""
    if name.startswith("synthesis.input."):
        return 0
    found = _LAYER.match(name)
    return None if found is None else int(found[1]) + 1


FAMILY = Family("stylegan3", shape, build, build_head, multiply_adds=multiply_adds, row_of=row_of)
