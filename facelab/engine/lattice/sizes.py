"""Which pictures a lattice can be told in, and how wide its cells are there."""

from __future__ import annotations

CELL = 16  # pixels
POOL = 4  # rows of cells whose mean is taken far around


def preview_cell(size: int, resolution: int) -> int | None:
    """Width of the lattice's cells in previews of a size; None where it cannot be told there."""
    cell, rest = divmod(CELL * size, resolution)
    return cell if fits(resolution) and rest == 0 and 2 <= cell < CELL else None


def fits(resolution: int) -> bool:
    """Whether pictures of this size can be cleaned."""
    return resolution % (CELL * POOL) == 0 and resolution >= 4 * CELL * POOL
