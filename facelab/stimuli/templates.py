"""Files of points: WebMorph's `.tem`, and `.tps` of geometric morphometrics."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from facelab.stimuli.points import DLIB_LINES, FRL_HOW, FRL_LINES

Points = NDArray[np.float64]


def tem(points: Points, lines: Sequence[Sequence[int]]) -> bytes:
    """A template: points [N, 2] in pixels from the upper left, lines of their numbers."""
    rows = [str(len(points)), *(f"{x:.2f}\t{y:.2f}" for x, y in points), str(len(lines))]
    for line in lines:
        rows += ["0", str(len(line)), " ".join(map(str, line))]
    return ("\n".join(rows) + "\n").encode("ascii")


def frl_tem(points: Points) -> bytes:
    """FRL's template of 189 points."""
    return tem(points, FRL_LINES)


def dlib_tem(points: Points) -> bytes:
    """dlib's template of 70 points."""
    return tem(points, DLIB_LINES)


def tps(points: Points, height: int, image: str, name: str) -> str:
    """A specimen of a .tps file: y goes upwards from the lower edge of the picture."""
    rows = [f"LM={len(points)}", *(f"{x:.2f} {height - y:.2f}" for x, y in points)]
    return "\n".join((*rows, f"IMAGE={image}", f"ID={name}")) + "\n"


def points_table() -> bytes:
    """Which points of FRL's template are landmarks, and which are estimated."""
    held = io.StringIO(newline="")
    writer = csv.writer(held, lineterminator="\n")
    writer.writerow(("point", "how"))
    writer.writerows(enumerate(FRL_HOW))
    return held.getvalue().encode()
