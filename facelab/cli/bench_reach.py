"""`facelab bench --reach`: how far directions bring faces before they break."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

from facelab.checkpoints.fetching.identity_nets import IDENTITY_SETS
from facelab.checkpoints.fetching.label_nets import LABEL_NETS
from facelab.cli import parsing
from facelab.cli.console import notices, say
from facelab.cli.models import model_path
from facelab.cli.packaged import fetched
from facelab.cli.progress import run_steps
from facelab.engine import load
from facelab.files import replacing
from facelab.processors import processors
from facelab.recipe import Recipe
from facelab.stimuli.ends import LEAST, Sides, ends_path, ends_to_json, measure_ends
from facelab.stimuli.reach import Forecast
from facelab.stimuli.ruler import Ruler
from facelab.stimuli.sight import AtHand


def add_options(parser: argparse.ArgumentParser, instead: argparse._MutuallyExclusiveGroup) -> None:
    """Describe what the measuring asks for."""
    instead.add_argument(
        "--reach",
        type=parsing.count,
        metavar="N",
        help=(
            "move N faces along each named direction to where faces break instead, and measure "
            "what they come to: research sets say by it what is out of reach"
        ),
    )
    parser.add_argument(
        "--update", action="store_true", help="with --reach: keep it beside the named directions"
    )


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """Measure.

    Raises
    ------
    ModelError
        No named directions were made for this network.
    """
    files = fetched(LABEL_NETS)
    for wanted in IDENTITY_SETS:
        files |= fetched(wanted)
    renderer = load(model_path(arguments.model), arguments.device, say)
    try:
        model = renderer.info
        ruler = Ruler(model, AtHand(renderer), files, processors())
        forecast = Forecast(model, ruler.levers, {})

        def predicted(recipe: Recipe) -> Mapping[str, float]:
            return forecast.labels(renderer.compose(recipe))

        ends = run_steps(measure_ends(ruler, model, predicted, arguments.reach), notices())
    finally:
        renderer.close()
    if arguments.update:
        path = ends_path(model.name)
        with replacing(path) as file:
            file.write(ends_to_json(model, max(LEAST, arguments.reach), ends))
    said = {name: _mean(sides) for name, sides in ends.items()}
    for name, (low, high) in said.items():
        say(f"{name}: {low:+.1f} to {high:+.1f} sd")
    return {"reach": said}


def _mean(sides: Sides) -> list[float]:
    """Where a face comes to that has nothing of it."""
    return [round(sides.low.place.at, 2), round(sides.high.place.at, 2)]
