"""Faces between others as one source, which stays small where it can: seeds stay seeds.

Truncation is w_avg + psi (w - w_avg), so the mean of truncated faces is again a truncated
blend: psi is the mean of theirs, and each weighs by its own psi.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from facelab.errors import RecipeError
from facelab.recipe.sources import (
    MAX_BLEND_PARTS,
    WEIGHT_RANGE,
    Blend,
    BlendPart,
    Single,
    Source,
)
from facelab.recipe.values import PSI_RANGE, Recipe

SMALLEST_PSI = 0.05


def mean_source(faces: Sequence[tuple[Source, float, float]]) -> tuple[Source, float]:
    """The weighted mean of truncated faces, as a source and the psi that it is truncated by.

    Parameters
    ----------
    faces : sequence of (Source, float, float)
        Each face, its psi and its share; the shares are not negative and sum to 1.

    Raises
    ------
    RecipeError
        Some psi are below 0 and others above, and they cancel each other out; or there are
        more faces than a blend holds.
    """
    psi = sum(share * own for _, own, share in faces)
    shares = [share * own for _, own, share in faces]
    one_side = all(own >= 0 for _, own, _ in faces) or all(own <= 0 for _, own, _ in faces)
    if one_side and psi == 0.0:  # all are the average face, whatever they are blended by
        return blended([(source, share) for source, _, share in faces]), psi
    if not one_side and abs(psi) < SMALLEST_PSI:
        raise _unblendable("their truncations cancel each other out")
    # What adds up to psi by rounding may be a little beyond the ends.
    psi = min(max(psi, PSI_RANGE[0]), PSI_RANGE[1])
    parts = [(source, part / psi) for (source, _, _), part in zip(faces, shares, strict=True)]
    return blended(parts), psi


def blended(faces: Sequence[tuple[Source, float]]) -> Source:
    """The weighted mean of sources as one: blends are taken apart, what is there twice is once,
    and one face alone is that face.

    Parameters
    ----------
    faces : sequence of (Source, float)
        Each with its weight; the weights sum to 1.

    Raises
    ------
    RecipeError
        There are more faces than a blend holds, or a weight is larger than it holds.
    """
    weights: dict[Single, float] = {}
    for source, weight in faces:
        if isinstance(source, Blend):
            whole = sum(part.weight for part in source.parts)
            for part in source.parts:
                share = weight * (part.weight / whole)
                weights[part.source] = weights.get(part.source, 0.0) + share
        else:
            weights[source] = weights.get(source, 0.0) + weight
    parts = [(source, weight) for source, weight in weights.items() if weight != 0.0]
    if len(parts) == 1:
        return parts[0][0]
    if len(parts) > MAX_BLEND_PARTS:
        raise _unblendable(f"a blend has at most {MAX_BLEND_PARTS} faces")
    if any(not WEIGHT_RANGE[0] <= weight <= WEIGHT_RANGE[1] for _, weight in parts):
        raise _unblendable("their truncations are too far apart")
    return Blend(tuple(BlendPart(source, weight) for source, weight in parts))


def _unblendable(why: str) -> RecipeError:
    return RecipeError("These faces cannot be blended.", f"{why.capitalize()}.", "Choose others.")


# -- a blend of two ------------------------------------------------------------------------


def ratio(source: Source) -> float | None:
    """How much of the second face is in a blend of two, usually 0 to 1; None of other faces."""
    if not isinstance(source, Blend) or len(source.parts) != 2:
        return None
    first, second = source.parts
    return second.weight / (first.weight + second.weight)


def with_ratio(recipe: Recipe, share: float) -> Recipe:
    """Another share of the second face in a blend of two, 0 to 1.

    It stays a blend of two at its ends, so that there is a way back from them.
    """
    assert isinstance(recipe.source, Blend)
    first, second = recipe.source.parts
    parts = (BlendPart(first.source, 1.0 - share), BlendPart(second.source, share))
    return msgspec.structs.replace(recipe, source=Blend(parts))
