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


def published_rows(
    rows: NDArray[np.float32], stylegan2_rows: tuple[int, ...], style_resolutions: Sequence[int]
) -> NDArray[np.float32]:
    """A network's w+ in the form in which people publish them, the way back of `match_rows`.

    Of a network that is StyleGAN2's student, as MobileStyleGAN, several rows take the same one of
    StyleGAN2's. Where they differ, as after style mixing, those that the network reads decide: it
    draws the same picture from what comes back. Were several of them read, it is their mean. Rows
    of layers that it does not have repeat the one before.

    Parameters
    ----------
    rows : float32 [num_ws, w_dim]
    stylegan2_rows : tuple of int
        See `facelab.networks.family.NetworkShape`; if empty, the rows stay as they are.
    style_resolutions : sequence of int
        0 for rows that the network does not read.

    Returns
    -------
    float32 [R, w_dim]
        18 for a network of 1024 pixels.
    """
    if not stylegan2_rows:
        return rows
    out: list[NDArray[np.float32]] = []
    for target in range(max(stylegan2_rows) + 1):
        taking = [row for row, its in enumerate(stylegan2_rows) if its == target]
        read = [row for row in taking if style_resolutions[row] > 0] or taking
        if not read:  # a layer that this network does not have: as the one before it
            out.append(out[-1])
        else:
            out.append(rows[read[0]] if len(read) == 1 else rows[read].mean(axis=0))
    return np.stack(out).astype(np.float32)
