"""A little beyond a face, on the way from another: what an easing that overshoots shows."""

from __future__ import annotations

import msgspec

from facelab.recipe.between import Via, slerped
from facelab.recipe.blends import blended
from facelab.recipe.sources import Source
from facelab.recipe.values import AMOUNT_RANGE, PSI_RANGE, DirectionAmount, Recipe, Truncation


def beyond(first: Recipe, second: Recipe, t: float, via: Via = "w") -> Recipe:
    """The face that lies beyond the second of two, seen from the first.

    Its w and the directions of the second go on in a straight line; all else has stopped at the
    second, as nothing is more than there or fuller than full. The w stops too where truncation
    would have to turn over: layers truncated in different ways, or psi more than halved.

    Parameters
    ----------
    first, second, via
        As for `facelab.recipe.between.between`.
    t : float
        1 is the second, 1.1 a tenth of the way beyond it.

    Raises
    ------
    RecipeError
        They are made of more faces together than a recipe holds.
    """
    if first.model.sha256 != second.model.sha256:
        return second
    source, psi = _face(first, second, t, via)
    return msgspec.structs.replace(
        second,
        source=source,
        truncation=Truncation(psi, second.truncation.cutoff),
        directions=tuple(_further(first, move, t) for move in second.directions),
    )


def _face(first: Recipe, second: Recipe, t: float, via: Via) -> tuple[Source, float]:
    one, other = first.truncation, second.truncation
    on_sphere = slerped(first.source, second.source, t) if via == "z" else None
    if on_sphere is not None:
        return on_sphere, other.psi
    stopped = second.source, other.psi
    if one == other:
        return blended([(first.source, 1.0 - t), (second.source, t)]), other.psi
    if one.cutoff is not None or other.cutoff is not None:
        return stopped
    psi = (1.0 - t) * one.psi + t * other.psi
    if other.psi == 0.0 or psi / other.psi < 0.5 or not PSI_RANGE[0] <= psi <= PSI_RANGE[1]:
        return stopped
    faces = [(first.source, (1.0 - t) * one.psi / psi), (second.source, t * other.psi / psi)]
    return blended(faces), psi


def _further(first: Recipe, move: DirectionAmount, t: float) -> DirectionAmount:
    amount = (1.0 - t) * first.amount(move.direction) + t * move.amount
    amount = min(max(amount, AMOUNT_RANGE[0]), AMOUNT_RANGE[1])
    return msgspec.structs.replace(move, amount=amount)
