"""What is left of the weave in clean faces and previews, what that costs, and what it does to the
rest.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from facelab.engine import Renderer
from facelab.engine.lattice import preview_cell
from facelab.engine.weave import RINGS, Spectrum
from facelab.recipe import Recipe, Seed

FACES = 24
FIRST_SEED = 700_000  # which nothing was learned from
_COPIES = 20


def measure_weave(
    renderer: Renderer, told: Callable[[int, int], None], faces: int = FACES
) -> dict[str, Any]:
    """Draw faces raw and clean, full and as previews, and compare their mean spectra.

    Parameters
    ----------
    renderer : Renderer
    told : callable
        Told after each face how many of how many are done.

    Returns
    -------
    dict
        Excess at the lattice in decades, the change of the power away from it in percent by
        cycles a pixel, and milliseconds: of the finish (of a processor, so that what else the
        machine does counts little), and of a copy of a frame.
    """
    size = renderer.info.resolution
    raw, clean = Spectrum(size), Spectrum(size)
    cells = {side: preview_cell(side, size) for side in renderer.sizes}
    previews = {
        side: (Spectrum(side, cell), Spectrum(side, cell)) for side, cell in cells.items() if cell
    }
    side, light = renderer.light_size, None
    if side is not None and (cell := cells.get(side)) is not None:
        light = Spectrum(side, cell)
    costs, copies = [], []
    for number in range(faces):
        recipe = Recipe(renderer.info.ref, Seed(FIRST_SEED + number))
        drawn = renderer.full(recipe)
        raw.add(drawn.rgb())
        start = time.process_time()
        finished = renderer.finished(drawn.pixels, recipe.with_finish("clean"))
        costs.append(time.process_time() - start)
        start = time.process_time()
        for _ in range(_COPIES):
            drawn.pixels.copy()
        copies.append((time.process_time() - start) / _COPIES)
        clean.add(finished[..., 2::-1])
        for side, (before, after) in previews.items():
            pixels = renderer.draw(drawn.ws[None], recipe.noise, side)[0]
            before.add(pixels[..., 2::-1])
            after.add(renderer.finished(pixels, recipe.with_finish("clean"))[..., 2::-1])
        if light is not None and (preview := renderer.light_preview(recipe)) is not None:
            light.add(preview.rgb())
        told(number + 1, faces)
    away = clean.change_away(raw)
    shown = {
        f"{side} pixels": {
            "as_the_head_draws_it": asdict(before.excess()),
            "as_it_is_shown": asdict(after.excess()),
        }
        for side, (before, after) in previews.items()
    }
    if light is not None:
        shown[f"{renderer.light_size} pixels, light"] = {"as_it_is_shown": asdict(light.excess())}
    return {
        "faces": faces,
        "first_seed": FIRST_SEED,
        "raw_excess_decades": asdict(raw.excess()),
        "clean_excess_decades": asdict(clean.excess()),
        "previews": shown,
        "change_away_percent": {
            f"{low:g} to {high:g} cycles a pixel": 100 * change
            for (low, high), change in zip(RINGS, away, strict=True)
        },
        "finish_cpu_ms": 1000 * statistics.median(costs),
        "copy_of_a_frame_cpu_ms": 1000 * statistics.median(copies),
    }
