"""Faces near a face: small steps drawn at random, as w itself is spread.

A step is s = sum_k n_k sigma_k v_k over the principal components of w, with n normal and then
scaled to a mean square of 1: its Mahalanobis length is that of a face drawn at psi 1, measured
from the average face, whatever its direction. An amount of 0.3 goes 0.3 of that way. No label is
asked. Each step travels in its recipe as a direction of its own, so that locks, layers and the
guard act on it as on any other, and the face keeps its seed and its edits.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import msgspec
import numpy as np
from numpy.typing import NDArray

from facelab.engine.directions.spread import Spread
from facelab.engine.model_info import ModelInfo
from facelab.errors import RecipeError
from facelab.recipe import DirectionAmount, Latent, OwnStep, Recipe
from facelab.recipe.own_steps import fits

AMOUNT_RANGE = (0.01, 3.0)
USUAL_AMOUNT = 0.35
_PREFIX = "mine-variation-"


def variations(
    recipe: Recipe,
    model: ModelInfo,
    count: int,
    seed: int = 0,
    amount: float = USUAL_AMOUNT,
    layers: tuple[int, int] | None = None,
) -> Iterator[Recipe]:
    """Faces near one. The k-th is the same however many there are.

    Parameters
    ----------
    recipe : Recipe
    model : ModelInfo
        Its network.
    count : int
    seed : int
        Of the steps.
    amount : float
        How far, in `AMOUNT_RANGE`.
    layers : (int, int) or None
        First and last style row that change; None is all.

    Raises
    ------
    RecipeError
        The amount is out of range, nobody knows how the network's w is spread, or the recipe
        carries all that it can already.
    """
    low, high = AMOUNT_RANGE
    if not low <= amount <= high:
        raise RecipeError(f"The amount is {amount:g}.", "", f"Choose {low:g} to {high:g}.")
    if model.spread is None:
        raise RecipeError(
            "Faces near this one cannot be found.",
            "It is not known how the faces of this network are spread.",
            "Choose another network.",
        )
    vectors, sigma = _axes(model.spread, model.w_dim)
    for number in range(1, count + 1):
        # Legacy on purpose: its numbers are the same in every numpy.
        n = np.random.RandomState((seed, number)).randn(len(sigma))
        n /= np.sqrt(np.square(n).mean())
        step = ((n * sigma) @ vectors).astype(np.float32)
        title = f"Variation {number}" if seed == 0 else f"Variation {seed}-{number}"
        yield _with_step(recipe, step, title, amount, layers)


def _axes(spread: Spread, w_dim: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The components along which w varies at all: [K, w_dim], and sigma [K]."""
    vectors, sigma = spread.components(w_dim)
    used = sigma > 1e-6 * sigma[0]
    return vectors[used].astype(np.float64), sigma[used].astype(np.float64)


def _with_step(
    recipe: Recipe,
    step: NDArray[np.float32],
    title: str,
    amount: float,
    layers: tuple[int, int] | None,
) -> Recipe:
    digest = hashlib.sha256(step.astype("<f4").tobytes()).hexdigest()[:12]
    own = OwnStep(f"{_PREFIX}{digest}", title, Latent.from_array(step))
    if not fits((*recipe.own, own)):
        raise RecipeError(
            "This face can carry no more directions of its own.",
            "",
            "Take some directions off it, or start from another face.",
        )
    move = DirectionAmount(own.id, amount, layers)
    others = tuple(each for each in recipe.directions if each.direction != own.id)
    carried = tuple(each for each in recipe.own if each.id != own.id)
    return msgspec.structs.replace(recipe, directions=(*others, move), own=(*carried, own))
