"""`facelab bench --watermark`: what the invisible mark survives, and whether it is seen where there
is none.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from facelab.cli import parsing
from facelab.cli.console import notices, say
from facelab.cli.models import model_path
from facelab.cli.progress import counting
from facelab.engine import Renderer, load
from facelab.errors import WeightsError
from facelab.recipe import Recipe, Seed

PICTURES, UNMARKED = 50, 1000
FIRST_MARKED, FIRST_UNMARKED = 0, 100_000  # seeds
PSIS = (0.5, 0.7, 1.0)


def add_options(parser: argparse.ArgumentParser, instead: argparse._MutuallyExclusiveGroup) -> None:
    """Describe what the measuring asks for."""
    instead.add_argument(
        "--watermark",
        action="store_true",
        help="measure the invisible watermark instead: what it survives, and false alarms",
    )
    parser.add_argument(
        "--pictures",
        type=parsing.count,
        default=PICTURES,
        metavar="N",
        help=f"marked pictures for --watermark ({PICTURES})",
    )
    parser.add_argument(
        "--unmarked",
        type=parsing.count,
        default=UNMARKED,
        metavar="N",
        help=f"unmarked pictures for --watermark ({UNMARKED})",
    )


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """Measure with faces of the network: full pictures for the mark, previews for false alarms."""
    from facelab.export.provenance import measure, watermark

    network = watermark.installed()
    if network is None:
        raise WeightsError(
            "The watermark cannot be measured.",
            "The network for it is not here.",
            "Run `facelab weights fetch rivagan`.",
        )
    renderer = load(model_path(arguments.model), arguments.device)
    try:
        with counting(notices()) as counter:
            counter.begin("Unmarked", arguments.unmarked)
            alarms = measure.false_alarms(
                network, _unmarked(renderer, arguments.unmarked), counter.step
            )
            counter.begin("Marked", arguments.pictures)
            made = measure.Recovery()
            pictures = _full(renderer, arguments.pictures)
            try:
                measure.recovery(network, pictures, counter.step, made)
            except KeyboardInterrupt:
                say(f"Stopped after {made.pictures} pictures.")
    finally:
        renderer.close()
    return {"false alarms": alarms, "recovery": made.as_json()}


def _unmarked(renderer: Renderer, count: int) -> Iterator[NDArray[np.uint8]]:
    """Faces at psi 0.5, 0.7 and 1 as previews: the mark is read at 256 px anyway."""
    for k in range(count):
        recipe = Recipe(renderer.info.ref, Seed(FIRST_UNMARKED + k), finish="clean")
        recipe = recipe.with_truncation(psi=PSIS[k % len(PSIS)])
        yield (renderer.preview(recipe) or renderer.full(recipe)).rgb()


def _full(renderer: Renderer, count: int) -> Iterator[NDArray[np.uint8]]:
    for seed in range(FIRST_MARKED, FIRST_MARKED + count):
        yield renderer.full(Recipe(renderer.info.ref, Seed(seed), finish="clean")).rgb()
