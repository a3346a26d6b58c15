"""`facelab bench --switches`: what going from network to network leaves in memory."""

from __future__ import annotations

import argparse
import gc
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from facelab.bench.memory import resident_mb
from facelab.checkpoints.installed import listing, other_files
from facelab.cli import parsing
from facelab.cli.console import notices, say
from facelab.cli.progress import counting
from facelab.engine import load
from facelab.errors import RecipeError
from facelab.recipe import Recipe, Seed
from facelab.session.rendering.loaded_renderers import LoadedRenderers

WARM = 10  # switches after which memory should not grow any more


@dataclass(frozen=True)
class Switch:
    """One of them.

    Attributes
    ----------
    seconds : float
        Until the network was in use.
    loaded : int
        How many networks were loaded then.
    resident_mb : float or None
        Memory of this process after a face was drawn, 10^6 bytes; None where nobody counts.
    """

    seconds: float
    loaded: int
    resident_mb: float | None


def add_options(instead: argparse._MutuallyExclusiveGroup) -> None:
    """Describe what the measuring asks for."""
    instead.add_argument(
        "--switches",
        type=parsing.count,
        metavar="N",
        help="go N times from network to network instead, among all that are here",
    )


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """Measure.

    Raises
    ------
    RecipeError
        There are not two networks to go between.
    """
    paths = [each.path for each in listing() if each.cached]
    paths += [each.path for each in other_files()]
    if len(paths) < 2:
        raise RecipeError(
            f"{'No network is' if not paths else 'Only one network is'} here to switch to.",
            "",
            "Add others with `facelab weights add FILE`.",
        )
    say(f"Going between {', '.join(path.stem for path in paths)}")
    count = arguments.switches
    found = []
    with counting(notices()) as counter:
        counter.begin("Switches", count)
        for each in switches(paths, count, arguments.device):
            found.append(each)
            counter.step()
    warm = found[min(WARM, count) - 1 :]
    held = [each.resident_mb for each in warm if each.resident_mb is not None]
    quarter = max(1, len(held) // 4)
    results: dict[str, Any] = {
        "networks": len(paths),
        "switches": count,
        "most_loaded_at_once": max(each.loaded for each in found),
        "median_seconds": round(statistics.median(each.seconds for each in found), 2),
    }
    if held:
        first, last = statistics.median(held[:quarter]), statistics.median(held[-quarter:])
        results |= {
            f"resident_mb_after_{min(WARM, count)}": round(held[0]),
            "resident_mb_at_the_end": round(held[-1]),
            "growth": round(last / first - 1, 4),
        }
    return results


def switches(paths: Sequence[Path], count: int, device: str) -> Iterator[Switch]:
    """Go to one network after another, as the window does, and draw a face with each."""
    networks = LoadedRenderers()
    try:
        for turn in range(count):
            start = time.perf_counter()
            path = paths[turn % len(paths)]
            renderer = networks.find(path, device)
            if renderer is None:
                networks.make_way(path)
                renderer = load(path, device, say)
                networks.add(path, device, renderer)
            networks.turn_to(renderer)
            seconds = time.perf_counter() - start
            renderer.full(Recipe(renderer.info.ref, Seed(turn)))
            gc.collect()
            yield Switch(seconds, len(networks.infos), resident_mb())
    finally:
        networks.close()
