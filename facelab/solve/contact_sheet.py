"""A sheet of pictures on which directions are looked at: one a row, amounts from left to right."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from facelab.checkpoints.directions import DirectionsFile
from facelab.progress import Progress, Steps
from facelab.solve.direction_measure import Bench
from facelab.solve.face_sample import to_rows

AMOUNTS = (-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0)
SEEDS = (30_001, 30_004, 30_007, 30_010)
SIDE = 96
_NAMES = 150
_HEAD = 16
_GAP = 8
_PAPER, _INK = (24, 24, 24), (230, 230, 230)


def contact_sheet(
    bench: Bench, directions: DirectionsFile, seeds: Sequence[int] = SEEDS, side: int = SIDE
) -> Steps[Image.Image]:
    """Draw every direction at amounts from -3 to 3 on some faces.

    Yields
    ------
    Progress
    """
    named = directions.metadata.directions
    across = len(AMOUNTS) * side + _GAP
    sheet = Image.new("RGB", (_NAMES + len(seeds) * across, _HEAD + len(named) * side), _PAPER)
    pen = ImageDraw.Draw(sheet)
    for face in range(len(seeds)):
        for column, amount in enumerate(AMOUNTS):
            pen.text((_NAMES + face * across + column * side + 4, 2), f"{amount:+g}", _INK)
    for row, each in enumerate(named):
        yield Progress(row, len(named), f"Drawing the sheet: {each.id}")
        top = _HEAD + row * side
        lines = f"{each.title}\n{each.id}"
        if each.figures is not None:
            lines += f"\nselectivity {each.figures.selectivity:.1f}"
        pen.text((4, top + 24), lines, _INK)
        inside = np.zeros((len(directions.metadata.bands), 1), np.float32)
        inside[each.bands[0] : each.bands[1] + 1] = 1.0
        vector = directions.vectors[row] * inside
        for face, seed in enumerate(seeds):
            start = bench.face(seed)
            for column, amount in enumerate(AMOUNTS):
                ws = to_rows(bench.space, start + np.float32(amount) * vector)
                picture = Image.fromarray(bench.draw(ws)).resize((side, side), Image.Resampling.BOX)
                sheet.paste(picture, (_NAMES + face * across + column * side, top))
    yield Progress(1, 1, "Done")
    return sheet
