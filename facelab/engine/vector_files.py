"""Files of published vectors for a network: which are faces, which are directions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Literal

import numpy as np

from facelab.checkpoints.published_directions import Published, read_published
from facelab.engine.model_info import ModelInfo
from facelab.engine.shape import match_rows
from facelab.engine.telling_apart import Kind, are_apart, kind_of
from facelab.errors import RecipeError
from facelab.recipe import Latent, Recipe, Truncation

Meant = Literal["face", "direction"]

MOST_DIRECTIONS = 512
# Of a thousand faces a few lie where a step could.
_SURE = 0.9


class UnsureError(RecipeError):
    """Nothing says whether a file holds faces or directions; somebody must."""


@dataclass(frozen=True)
class PublishedFace:
    """A face of a file, as it looks there: nothing truncates it."""

    title: str
    recipe: Recipe


@dataclass(frozen=True, eq=False)
class Vectors:
    """What is in a file of vectors, at least one."""

    faces: tuple[PublishedFace, ...]
    directions: tuple[Published, ...]


def read_vectors(path: Path, model: ModelInfo, meant: Meant | None = None) -> Vectors:
    """The vectors of a file, told apart.

    Parameters
    ----------
    path : Path
        See `facelab.checkpoints.published_directions`.
    model : ModelInfo
    meant : "face", "direction" or None
        What the user says that they are.

    Raises
    ------
    UnsureError
        Neither names nor numbers tell, and the user has not been asked.
    ExportError
        The file cannot be read.
    RecipeError
        It holds no face of a form that the network takes, or more directions than anyone uses.
    """
    read = read_published(path)
    # What is as wide as this network's w is meant, if there is any: others stand beside it.
    found = [each for each in read if each.rows.shape[1] == model.w_dim] or list(read)
    faces: list[PublishedFace] = []
    directions: list[Published] = []
    for _, group in groupby(found, key=lambda each: each.array):
        several = list(group)
        kind = meant or _kind(several, model)
        if kind == "unsure":
            _check_size(several, model)  # nobody need be asked about what fits neither way
            raise UnsureError(
                f"{path.name} could be a face or a direction.",
                "Both are saved in the same form, and its numbers could be either.",
                "Open it as a face or as a direction.",
            )
        if kind == "face":
            faces += _faces(several, model)
        else:
            directions += several
    if len(directions) > MOST_DIRECTIONS:
        raise RecipeError(
            f"{path.name} holds {len(directions)} directions.",
            f"facelab imports up to {MOST_DIRECTIONS} at once.",
            "Divide the file.",
        )
    return Vectors(tuple(faces), tuple(directions))


def _kind(several: Iterable[Published], model: ModelInfo) -> Kind:
    """Of the vectors of one array: all are the same, also the odd one that lies aside."""
    kinds = Counter(kind_of(each, model) for part in several for each in _single(part, model))
    (most, count), *others = kinds.most_common()
    alone = all(kind == "unsure" for kind, _ in others)
    return most if alone and count >= _SURE * kinds.total() else "unsure"


def _check_size(several: Iterable[Published], model: ModelInfo) -> None:
    for part in several:
        for each in _single(part, model):
            match_rows(each.rows, model.w_dim, model.num_ws, model.stylegan2_rows)


def _single(vector: Published, model: ModelInfo) -> list[Published]:
    """[N, w_dim] of N people is N vectors of w; of one it is rows of a w+."""
    count = len(vector.rows)
    fits = count in (1, model.num_ws, max(model.stylegan2_rows, default=-1) + 1)
    if not vector.loose or fits or not are_apart(vector.rows, model):
        return [vector]
    return [
        replace(vector, title=f"{vector.title} {k}", rows=row[None])
        for k, row in enumerate(vector.rows, 1)
    ]


def _faces(several: Iterable[Published], model: ModelInfo) -> list[PublishedFace]:
    found = [each for part in several for each in _single(part, model)]
    return [PublishedFace(each.title, recipe_of(each, model)) for each in found]


def recipe_of(vector: Published, model: ModelInfo) -> Recipe:
    """The face of a w [1, w_dim] or w+ [R, w_dim], with psi 1.

    Raises
    ------
    RecipeError
        It has another size than the network's.
    """
    rows = match_rows(vector.rows, model.w_dim, model.num_ws, model.stylegan2_rows, "face")
    if not np.ptp(vector.rows, axis=0).any():
        rows = rows[:1]  # the same w for all styles
    try:
        latent = Latent.from_array(rows)
    except ValueError as error:
        raise RecipeError(
            f"{vector.title} is not a face for this network.", f"{str(error).capitalize()}.", ""
        ) from error
    return Recipe(model.ref, latent, Truncation(psi=1.0), finish="clean")
