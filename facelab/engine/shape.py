"""Numbers of a network's interface, known from its configuration without building it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class NetworkShape:
    """What a `facelab.networks.generator.Generator` says of itself, in the same terms."""

    z_dim: int
    w_dim: int
    num_ws: int
    resolution: int
    style_resolutions: tuple[int, ...]


def mobilestylegan_shape(config: Mapping[str, Any]) -> NetworkShape:
    """The shape of a MobileStyleGAN, from the configuration in its file.

    Style rows: 0 is the first convolution's; block i has 3 i + 1 and 3 i + 2, and 3 i + 3 for a
    picture head that only the last block has; the last row of all is not used.
    """
    blocks = len(config["channels"]) - 1
    rows = [4]
    for i in range(blocks):
        rows += [2 ** (i + 3), 2 ** (i + 3), 0]
    resolution = 2 ** (blocks + 3)
    rows[-1] = resolution
    return NetworkShape(
        z_dim=int(config["z_dim"]),
        w_dim=int(config["w_dim"]),
        num_ws=len(rows) + 1,
        resolution=resolution,
        style_resolutions=(*rows, 0),
    )
