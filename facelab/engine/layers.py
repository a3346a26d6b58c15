"""Which style rows belong together: coarse, middle, fine (StyleGAN, arXiv 1812.04948, sec. 3.1)."""

from __future__ import annotations

from collections.abc import Sequence

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
