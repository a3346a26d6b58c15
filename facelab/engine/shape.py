"""Numbers of a network's interface, known from its configuration without building it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from facelab.errors import RecipeError

COARSE_UP_TO = 8
MIDDLE_UP_TO = 32
GROUPS = ("coarse", "middle", "fine")


def group_of(size: int) -> str:
    """The group of a style row that feeds a resolution of `size` pixels."""
    if size <= COARSE_UP_TO:
        return "coarse"
    return "middle" if size <= MIDDLE_UP_TO else "fine"


def used_layers(style_resolutions: Sequence[int]) -> tuple[int, ...]:
    """Style rows that the network reads; a resolution of 0 marks one that it does not."""
    return tuple(row for row, size in enumerate(style_resolutions) if size > 0)


def layer_groups(style_resolutions: Sequence[int]) -> dict[str, tuple[int, ...]]:
    """Rows of each group: coarse 4-8 px (pose, shape), middle 16-32 (features), fine 64 up.

    Parameters
    ----------
    style_resolutions : sequence of int
        Resolution in pixels that each style row feeds, 0 for unused rows.
    """
    groups: dict[str, list[int]] = {name: [] for name in GROUPS}
    for row in used_layers(style_resolutions):
        groups[group_of(style_resolutions[row])].append(row)
    return {name: tuple(rows) for name, rows in groups.items()}


MAX_LEVELS = 10  # resolution 4096


@dataclass(frozen=True)
class NetworkShape:
    """What a `facelab.networks.generator.Generator` says of itself, in the same terms.

    Attributes
    ----------
    stylegan2_rows : tuple of int
        For each style row the one of StyleGAN2's w+, at the same resolution, that it takes:
        the form in which people publish w+ and directions.
    style_weights : tuple of str
        How the names of the tensors end that make a style out of w.
    """

    z_dim: int
    w_dim: int
    num_ws: int
    resolution: int
    style_resolutions: tuple[int, ...]
    stylegan2_rows: tuple[int, ...] = ()
    style_weights: tuple[str, ...] = ()


def mobilestylegan_shape(config: Mapping[str, Any]) -> NetworkShape:
    """The shape of a MobileStyleGAN, from the configuration in its file.

    Style rows: 0 is the first convolution's; block i has 3 i + 1 and 3 i + 2, and 3 i + 3 for a
    picture head that only the last block has; the last row of all is not used.
    """
    channels = config["channels"]
    if not isinstance(channels, list | tuple) or not 2 <= len(channels) <= MAX_LEVELS:
        raise ValueError("it has an impossible number of levels")
    blocks = len(channels) - 1
    rows = [4]
    for i in range(blocks):
        rows += [2 ** (i + 3), 2 ** (i + 3), 0]
    resolution = 2 ** (blocks + 3)
    rows[-1] = resolution
    teacher = [0]
    for i in range(blocks):
        teacher += [2 * i + 1, 2 * i + 2, 2 * i + 3]
    # The last picture head draws at twice the block's resolution, with StyleGAN2's last style;
    # the row that is not used was for StyleGAN2's first picture head.
    teacher[-1] = 2 * blocks + 3
    return NetworkShape(
        z_dim=int(config["z_dim"]),
        w_dim=int(config["w_dim"]),
        num_ws=len(rows) + 1,
        resolution=resolution,
        style_resolutions=(*rows, 0),
        stylegan2_rows=(*teacher, 1),
        style_weights=(".affine.weight", ".up.weight"),
    )


def match_rows(
    rows: NDArray[np.float32],
    w_dim: int,
    num_ws: int,
    stylegan2_rows: tuple[int, ...],
    what: str = "direction",
) -> NDArray[np.float32]:
    """Rows of a published w+ or direction, for the styles of a network.

    Parameters
    ----------
    rows : float32 [R, w_dim]
        One for all styles, one for each of the network's, or one for each of StyleGAN2's.
    stylegan2_rows : tuple of int
        See `NetworkShape`.
    what : str
        What it is called if it does not fit: "direction" or "face".

    Returns
    -------
    float32 [1 or num_ws, w_dim]

    Raises
    ------
    RecipeError
        It has another size.
    """
    count, width = rows.shape
    published = max(stylegan2_rows, default=-1) + 1
    if width == w_dim and count in (1, num_ws):
        return rows
    if width == w_dim and count == published:
        return rows[list(stylegan2_rows)]
    counts = " or ".join(
        map(str, dict.fromkeys((1, published, num_ws) if published else (1, num_ws)))
    )
    raise RecipeError(
        f"This {what} is {count} x {width} numbers.",
        f"This model takes {counts} rows of {w_dim}.",
        "It was made for another network; choose one that was made for this.",
    )
