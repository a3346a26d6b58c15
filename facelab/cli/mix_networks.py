"""`--mix-networks`: layers of another network in place of those of `--model`."""

from __future__ import annotations

import argparse
import re

from facelab.checkpoints.outside import read_network
from facelab.cli.models import model_path
from facelab.engine import GROUPS, ModelInfo, Renderer
from facelab.errors import RecipeError
from facelab.recipe import ModelRef, NetworkMix
from facelab.recipe.sources import MAX_ROWS

Weights = tuple[tuple[str, float], ...]  # layers as they are written, and how much of the other
Wanted = tuple[str, Weights]

_EXAMPLE = "NAME:coarse=0,middle=0.5,fine=1"
_LAYERS = re.compile(r"(\d{1,3})(?:-(\d{1,3}))?", re.ASCII)
_PIXELS = re.compile(r"(\d{1,5})px", re.ASCII)


def add_mix_networks(group: argparse._ArgumentGroup) -> None:
    """The option."""
    group.add_argument(
        "--mix-networks",
        type=wanted_mix,
        metavar="NAME|FILE:LAYERS=X,...",
        help=(
            "take layers from another network of the same family and size: LAYERS is coarse, "
            "middle, fine, a resolution like 64px, or rows like 4 or 4-7; X is 0 (the --model) to "
            f"1 (the other), 0 for layers that are not named: {_EXAMPLE}"
        ),
    )


def wanted_mix(text: str) -> Wanted:
    """`--mix-networks NAME|FILE:LAYERS=X,...` as (name or file, weights)."""
    name, colon, rest = text.rpartition(":")  # a file of Windows has a colon of its own
    if not colon or not name:
        raise argparse.ArgumentTypeError(f"{text!r} is not like {_EXAMPLE}")
    weights = []
    for part in rest.split(","):
        layers, equals, amount = (each.strip() for each in part.partition("="))
        known = layers in GROUPS or _LAYERS.fullmatch(layers) or _PIXELS.fullmatch(layers)
        if not equals or not known:
            raise argparse.ArgumentTypeError(
                f"{part.strip()!r} is not like fine=1, 64px=1 or 4-7=1"
            )
        try:
            weight = float(amount)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{amount!r} is not a valid weight") from None
        if not 0.0 <= weight <= 1.0:
            raise argparse.ArgumentTypeError(
                f"the weight of {layers} is {amount}; it must be 0 to 1"
            )
        weights.append((layers, weight))
    return name, tuple(weights)


def mix_in(renderer: Renderer, wanted: Wanted | None) -> NetworkMix | None:
    """The mix that the option asks for, its other network made known to the renderer.

    Raises
    ------
    RecipeError, WeightsError
        There is no such network or layer.
    """
    if wanted is None:
        return None
    name, weights = wanted
    path = model_path(name)
    metadata, _ = read_network(path)
    renderer.know_network(metadata.model_sha256, path)
    other = ModelRef(metadata.model_sha256, metadata.name)
    return NetworkMix(other, layer_weights(weights, renderer.info))


def layer_weights(weights: Weights, model: ModelInfo) -> tuple[float, ...]:
    """The weight of each style row; where layers are named twice, the last counts.

    Raises
    ------
    RecipeError
        The network has no such layers.
    """
    made = [0.0] * model.num_ws
    for layers, weight in weights:
        rows = _rows(layers, model)
        if not rows or rows[-1] >= model.num_ws:
            raise RecipeError(
                f"--mix-networks {layers}: this network has no such layers; it has rows 0 to "
                f"{model.num_ws - 1}"
            )
        for row in rows:
            made[row] = weight
    return tuple(made)


def _rows(layers: str, model: ModelInfo) -> tuple[int, ...]:
    if layers in GROUPS:
        return model.groups[layers]
    pixels = _PIXELS.fullmatch(layers)
    if pixels is not None:
        size = int(pixels[1])
        return tuple(row for row, its in enumerate(model.style_resolutions) if its == size)
    found = _LAYERS.fullmatch(layers)
    assert found is not None, "the option was checked"
    first, last = int(found[1]), int(found[2] or found[1])
    return tuple(range(first, min(last, MAX_ROWS) + 1))
