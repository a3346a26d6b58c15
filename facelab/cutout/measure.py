"""What a cut-out costs, beside drawing the face that it is cut out of."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from facelab.cutout.matte import cut_out
from facelab.cutout.person import PersonFinder
from facelab.engine import Renderer
from facelab.recipe import Recipe, Seed

# Faces that are hard to cut out: grey curls before a red wall, a hat, others beside them, a turban
# and a jacket of the wall's colour, a brim, long hair.
SEEDS = (143, 78, 264, 57, 169, 246, 45, 288)
_SEEN = 0.5  # of alpha: what is in front


def measure_cutouts(
    renderer: Renderer,
    finder: PersonFinder,
    told: Callable[[int, int], None],
    seeds: Iterable[int] = SEEDS,
) -> dict[str, Any]:
    """Draw each face and cut it out, in turns, so that what else a machine does counts for both.

    Parameters
    ----------
    renderer : Renderer
    finder : PersonFinder
    told : callable
        Told after each face how many of how many are done.
    seeds : iterable of int

    Returns
    -------
    dict
        Seconds of a cut-out (of a clock, and of processors), how many times as long it takes as
        drawing, and of each face how much of its picture is in front and how much is part of
        both, as hair is.
    """
    wanted = list(seeds)
    cut_out(_picture(renderer, wanted[0]), finder)  # the first is slower
    wall: list[float] = []
    cpu: list[float] = []
    ratios: list[float] = []
    faces: dict[str, dict[str, float]] = {}
    for number, seed in enumerate(wanted, 1):
        start = time.perf_counter()
        picture = _picture(renderer, seed)
        drawing = time.perf_counter() - start
        start, used = time.perf_counter(), time.process_time()
        matte = cut_out(picture, finder)
        wall.append(time.perf_counter() - start)
        cpu.append(time.process_time() - used)
        ratios.append(wall[-1] / drawing)
        alpha = matte.alpha
        faces[str(seed)] = {
            "seconds": round(wall[-1], 3),
            "in_front": round(float((alpha > _SEEN).mean()), 3),
            "partly": round(float(((alpha > 0) & (alpha < 1)).mean()), 3),
        }
        told(number, len(wanted))
    return {
        "cut_out_seconds": {
            "median": statistics.median(wall),
            "slowest": max(wall),
            "of_processors": statistics.median(cpu),
        },
        "times_drawing": statistics.median(ratios),
        "seeds": faces,
    }


def _picture(renderer: Renderer, seed: int) -> NDArray[np.float32]:
    drawn = renderer.full(Recipe(renderer.info.ref, Seed(seed), finish="clean"))
    return drawn.rgb().astype(np.float32) / np.float32(255)
