"""`facelab bench --cutouts`: what a cut-out costs, on faces that are hard to cut out."""

from __future__ import annotations

import argparse
from typing import Any

from facelab.cli import parsing
from facelab.cli.console import notices
from facelab.cli.models import model_path
from facelab.cli.packaged import fetched
from facelab.cli.progress import counting
from facelab.engine import load


def add_options(parser: argparse.ArgumentParser, instead: argparse._MutuallyExclusiveGroup) -> None:
    """Describe what the measuring asks for."""
    instead.add_argument(
        "--cutouts",
        action="store_true",
        help="measure cutting out head and shoulders instead, beside drawing the face",
    )
    parser.add_argument(
        "--seeds",
        nargs="+",
        action=parsing.JoinedWords,
        metavar="LIST",
        help="faces for --cutouts (some that are hard to cut out)",
    )


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """Measure with faces of the network."""
    from facelab.cutout.measure import SEEDS, measure_cutouts
    from facelab.cutout.person import PERSON_NETS, PersonFinder
    from facelab.processors import processors

    finder = PersonFinder(fetched(PERSON_NETS), processors())
    seeds = arguments.seeds or SEEDS
    renderer = load(model_path(arguments.model), arguments.device)
    try:
        with counting(notices()) as counter:
            counter.begin("Faces", len(seeds))
            return measure_cutouts(renderer, finder, lambda done, total: counter.step(), seeds)
    finally:
        renderer.close()
