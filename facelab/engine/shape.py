"""Style rows: the groups they are in, and rows that people publish for another network."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from facelab.errors import RecipeError
from facelab.networks.family import GROUPS


def used_layers(style_resolutions: Sequence[int]) -> tuple[int, ...]:
    """Style rows that the network reads; a resolution of 0 marks one that it does not."""
    return tuple(row for row, size in enumerate(style_resolutions) if size > 0)


def layer_groups(style_groups: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Rows of each group: coarse, middle, fine.

    Parameters
    ----------
    style_groups : sequence of str
        The group of each style row, as its family says it (`NetworkShape.style_groups`).
    """
    groups: dict[str, list[int]] = {name: [] for name in GROUPS}
    for row, group in enumerate(style_groups):
        if group in groups:
            groups[group].append(row)
    return {name: tuple(rows) for name, rows in groups.items()}


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
        See `facelab.networks.family.NetworkShape`.
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
        f"This {what} ({count} x {width}) does not fit this network.",
        f"This network takes {counts} rows of {w_dim}.",
        "It was made for another network. Choose one made for this network.",
    )
