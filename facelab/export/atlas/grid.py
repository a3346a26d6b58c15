"""A picture of equal cells, row by row: every engine cuts such one up by a size of cell."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from facelab.errors import ExportError
from facelab.export.atlas.packing import LARGEST
from facelab.export.atlas.sprites import Bytes, Sprite


def grid_of(sprites: Sequence[Sprite], columns: int, largest: int = 4 * LARGEST) -> Bytes:
    """Whole pictures beside each other, without room between them, uint8 [H, W, 4].

    Raises
    ------
    ExportError
        It would be larger than pictures of games can be.
    """
    width = max(each.width for each in sprites)
    height = max(each.height for each in sprites)
    rows = -(-len(sprites) // columns)
    if max(columns * width, rows * height) > largest:
        raise ExportError(
            "The grid was not made.",
            f"It would have {columns * width} × {rows * height} pixels.",
            "Choose a smaller size.",
        )
    page = np.zeros((rows * height, columns * width, 4), np.uint8)
    for number, each in enumerate(sprites):
        row, column = divmod(number, columns)
        y, x = row * height + each.top, column * width + each.left
        across, down = each.size
        page[y : y + down, x : x + across] = each.pixels
    return page
