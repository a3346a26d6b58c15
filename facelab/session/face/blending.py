"""The face in the middle of others, as a Recipe that stays small where it can.

Truncation is w_avg + psi (w - w_avg), so the mean of truncated faces is again a truncated
blend: psi is the mean of theirs, and each weighs by its own psi. Seeds stay seeds.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from facelab.errors import RecipeError
from facelab.library import KeptFace
from facelab.recipe import Blend, BlendPart, Latent, Recipe, Source, Truncation
from facelab.recipe.values import MAX_BLEND_PARTS, PSI_RANGE, WEIGHT_RANGE

SMALLEST_PSI = 0.05


def source_of(face: KeptFace) -> tuple[Source, float]:
    """A kept face as a source and a psi: as it was made, or its w+ if edits are in it.

    Raises
    ------
    RecipeError
        It has edits, and its w+ is not known: it was never rendered.
    """
    if not face.recipe.edited and face.recipe.truncation.cutoff is None:
        return face.recipe.source, face.recipe.truncation.psi
    if face.ws is None:
        raise RecipeError(
            "This face cannot be mixed into another yet.",
            "It has edits, and no picture of it was made so far.",
            "Open it and keep it again.",
        )
    return Latent.from_array(face.ws), 1.0


def blend(faces: Sequence[KeptFace]) -> Recipe:
    """The face in the middle of some; noise as in the first.

    Raises
    ------
    RecipeError
        They are of different models, too many, cannot be blended, or one was never rendered.
    """
    model = faces[0].recipe.model
    if any(face.recipe.model.sha256 != model.sha256 for face in faces):
        raise RecipeError(
            "These faces cannot be blended.",
            "They were made with different models.",
            "Choose faces of one model.",
        )
    sources = [source_of(face) for face in faces]
    psi = sum(own for _, own in sources) / len(sources)
    if abs(psi) < SMALLEST_PSI or not PSI_RANGE[0] <= psi <= PSI_RANGE[1]:
        raise _unblendable("their truncations cancel each other out")
    parts: list[BlendPart] = []
    for source, own in sources:
        weight = own / (psi * len(sources))
        if isinstance(source, Blend):
            whole = sum(part.weight for part in source.parts)
            shares = [(part.source, weight * part.weight / whole) for part in source.parts]
        else:
            shares = [(source, weight)]
        for each, share in shares:
            if not WEIGHT_RANGE[0] <= share <= WEIGHT_RANGE[1]:
                raise _unblendable("their truncations are too far apart")
            parts.append(BlendPart(each, share))
    if len(parts) > MAX_BLEND_PARTS:
        raise _unblendable(f"a blend has at most {MAX_BLEND_PARTS} faces")
    return msgspec.structs.replace(
        faces[0].recipe,
        source=Blend(tuple(parts)),
        truncation=Truncation(psi),
        mixing=(),
        directions=(),
    )


def _unblendable(why: str) -> RecipeError:
    return RecipeError("These faces cannot be blended.", f"{why.capitalize()}.", "Choose others.")
