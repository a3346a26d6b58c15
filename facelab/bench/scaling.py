"""How the cost grows: with the batch, the resolution, and the number of sliders that are moved."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch

from facelab.bench.timing import take_turns
from facelab.checkpoints.outside import read_network
from facelab.engine import Renderer
from facelab.engine.network_files import NetworkFiles, torch_networks
from facelab.errors import is_out_of_memory
from facelab.recipe import Recipe, Seed

BATCHES = (1, 2, 4, 8, 16, 32, 64)
SLIDERS = (0, 1, 4, 16)
FEATURES_FROM = 64  # pixels: what comes before takes no time
ENOUGH_SECONDS = 20.0


def by_batch(path: Path, device: str, highest: int = 64) -> dict[str, dict[str, float]]:
    """Milliseconds a frame of the torch network in float32, for batches of 1 to 64.

    It stops early when a batch takes longer than 20 seconds or memory runs out.
    """
    network = _network(path).to(device)
    results: dict[str, dict[str, float]] = {}
    for batch in BATCHES:
        if batch > highest:
            break
        ws = network.w_avg.repeat(batch, 1)
        start = time.perf_counter()
        try:
            with torch.inference_mode():
                network.synthesize(ws)
                if device == "cuda":
                    torch.cuda.synchronize()
        except (MemoryError, RuntimeError) as error:
            if not is_out_of_memory(error):
                raise
            break
        elapsed = time.perf_counter() - start
        results[str(batch)] = {
            "ms_a_frame": round(elapsed * 1000 / batch, 2),
            "ms_a_batch": round(elapsed * 1000, 1),
        }
        if elapsed > ENOUGH_SECONDS:
            break
    return results


def _network(path: Path) -> Any:
    """The torch network of any file that holds one."""
    return torch_networks(NetworkFiles(path, *read_network(path)))[0]


def by_resolution(path: Path, device: str, rounds: int) -> dict[str, float]:
    """Median milliseconds of the torch network up to the layers of each resolution."""
    network = _network(path).to(device)
    ws = network.w_avg[None]

    def up_to(size: int) -> Callable[[], object]:
        def run() -> None:
            with torch.inference_mode():
                network.features(ws, size)
                if device == "cuda":
                    torch.cuda.synchronize()

        return run

    between = range(FEATURES_FROM, network.resolution)
    sizes = sorted({size for size in network.style_resolutions if size in between})
    times = take_turns({str(size): up_to(size) for size in sizes}, rounds)
    return {size: round(each.median, 2) for size, each in times.items()}


def by_sliders(renderer: Renderer, rounds: int) -> dict[str, dict[str, float]]:
    """Median milliseconds of compose and preview for a number of moved directions."""
    directions = [direction.id for direction in renderer.info.directions]
    turn = [0]

    def recipe(count: int) -> Recipe:
        turn[0] += 1
        made = Recipe(renderer.info.ref, Seed(7))
        for index, name in enumerate(directions[:count]):
            made = made.with_amount(name, float(np.sin(turn[0] + index)))
        return made

    subjects: dict[str, Callable[[], object]] = {}
    for count in SLIDERS:
        if count <= len(directions):
            subjects[f"{count} compose"] = lambda count=count: renderer.compose(recipe(count))  # type: ignore[misc]
            subjects[f"{count} preview"] = lambda count=count: renderer.preview(
                recipe(count), smallest=True
            )  # type: ignore[misc]
    times = take_turns(subjects, rounds)
    results: dict[str, dict[str, float]] = {}
    for key, each in times.items():
        number, stage = key.split(" ")
        results.setdefault(number, {})[f"{stage}_ms"] = round(each.median, 3)
    return results
