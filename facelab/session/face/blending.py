"""The face in the middle of kept ones, as a Recipe."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from facelab.errors import RecipeError
from facelab.library import KeptFace
from facelab.recipe import Label, Latent, Recipe, Source, Truncation
from facelab.recipe.blends import mean_source


def source_of(face: KeptFace, label: Label = ()) -> tuple[Source, float]:
    """A kept face as a source and a psi: as it was made, or its w+ if edits are in it or if it is
    of another class than `label`, under which it is to be used.

    Raises
    ------
    RecipeError
        Its w+ is needed and not known: it was never rendered.
    """
    plain = not face.recipe.edited and face.recipe.label == label
    if plain and face.recipe.truncation.cutoff is None:
        return face.recipe.source, face.recipe.truncation.psi
    if face.ws is None:
        raise RecipeError(
            "This face cannot be blended yet.",
            "It has edits or another class, and has never been drawn.",
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
            "They were made with different networks.",
            "Choose faces made with the same network.",
        )
    label = faces[0].recipe.label
    sources = [source_of(face, label) for face in faces]
    source, psi = mean_source([(each, own, 1 / len(sources)) for each, own in sources])
    return msgspec.structs.replace(
        faces[0].recipe, source=source, truncation=Truncation(psi), mixing=(), directions=()
    )
