"""The user's own directions made: out of published files, and out of faces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from facelab import destinations
from facelab.checkpoints.own_direction_file import (
    OwnDirection,
    file_bytes,
    is_own_file,
    make_own,
    read_file,
)
from facelab.checkpoints.published_directions import Published
from facelab.engine.directions.direction_set import Direction
from facelab.engine.model_info import ModelInfo
from facelab.engine.own_directions.calibration import Calibrated, calibrate
from facelab.engine.own_directions.on_disk import acting_rows, as_own
from facelab.engine.shape import match_rows
from facelab.engine.vector_files import Meant, read_vectors
from facelab.errors import ExportError, RecipeError

FIRST = 16  # of the directions of a file, more of which nobody has looked at
EXPORTED = destinations.DIRECTION

Array = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Made:
    """A direction, and what the named directions say that it does; "" if they say nothing.

    Attributes
    ----------
    strange : bool
        The network has named directions, and none of them notices anything: it is likely to be
        of another network's space.
    """

    direction: OwnDirection
    reads_as: str = ""
    strange: bool = False


@dataclass(frozen=True, eq=False)
class FromFile:
    """What an import found.

    Attributes
    ----------
    made : tuple of Made
    total : int
        How many directions there are in the file.
    """

    made: tuple[Made, ...]
    total: int


def import_file(
    path: Path,
    model: ModelInfo,
    title: str = "",
    count: int = FIRST,
    meant: Meant | None = None,
) -> FromFile:
    """The directions of a file, for a network: mapped onto its styles and scaled to sigma.

    One that facelab exported comes as it is.

    Parameters
    ----------
    path : Path
        See `facelab.checkpoints.published_directions`, or a direction that facelab wrote.
    model : ModelInfo
    title : str
        In place of what the file is called.
    count : int
        The first so many.
    meant : "face", "direction" or None
        What the user says that the vectors of the file are.

    Raises
    ------
    UnsureError
        It may hold faces as well.
    ExportError, WeightsError
        The file cannot be read.
    RecipeError
        It is for another network, or holds faces.
    """
    if is_own_file(path):
        return FromFile((_as_it_was(read_file(path), model, title),), 1)
    vectors = read_vectors(path, model, meant)
    if not vectors.directions:
        count = len(vectors.faces)
        what = "a face, not a direction" if count == 1 else f"{count} faces, not directions"
        raise RecipeError(
            f"{path.name} contains {what}.",
            "A direction's numbers are close to zero; these are close to the average face.",
            f"Open it instead: File > Open, or `facelab open {path.name}`.",
        )
    return from_published(vectors.directions, model, title, count)


def from_published(
    published: Sequence[Published], model: ModelInfo, title: str = "", count: int = FIRST
) -> FromFile:
    """Directions of a file that was read; as `import_file`."""
    made = []
    for k, each in enumerate(published[:count], 1):
        rows = match_rows(each.rows, model.w_dim, model.num_ws, model.stylegan2_rows)
        own = each.title
        if title:
            own = title if len(published) == 1 else f"{title} {k}"
        made.append(_made(own, calibrate(rows, model, each.sigma), model, each.note))
    return FromFile(tuple(made), len(published))


def _as_it_was(direction: OwnDirection, model: ModelInfo, title: str) -> Made:
    said = direction.metadata
    if said.model_sha256 != model.sha256:
        raise RecipeError(
            f"The direction {said.title!r} was made for another network.",
            f"It needs {said.model or said.model_sha256[:12]}, but {model.name} is loaded.",
            "Import it with the network it was made for.",
        )
    if direction.vectors.shape not in ((1, model.w_dim), (model.num_ws, model.w_dim)):
        match_rows(direction.vectors, model.w_dim, model.num_ws, ())  # says what is wrong
    if not title:
        return Made(direction)
    return Made(make_own(title, direction.vectors, said.model, said.model_sha256, said.note))


def between(these: Array, those: Array, title: str, model: ModelInfo, note: str) -> Made:
    """The direction from the mean of some faces to that of others, scaled to sigma.

    Parameters
    ----------
    these, those : [num_ws, w_dim]
        Means of w+: more of the direction is more like these, and less like those.

    Raises
    ------
    RecipeError
        They are the same.
    """
    rows = np.asarray(these, np.float64) - np.asarray(those, np.float64)
    used = rows[list(model.layers)]
    size = np.abs(used).max(initial=0.0)
    if not np.isfinite(size) or size < 1e-5:
        raise RecipeError(
            "These two groups of faces do not make a direction.",
            "On average, they are the same face.",
            "Choose other faces.",
        )
    if np.ptp(used, axis=0).max() < 1e-4 * size:
        rows = used.mean(axis=0, keepdims=True)  # the same in all styles: nothing was mixed
    return _made(title, calibrate(rows.astype(np.float32), model), model, note)


def _made(title: str, found: Calibrated, model: ModelInfo, note: str) -> Made:
    said = f"Reads as {found.reads_as}. {note}" if found.reads_as else note
    made = make_own(title, found.vectors, model.name, model.sha256, said.strip())
    return Made(made, found.reads_as, model.directions.space is not None and not found.reads_as)


def export_file(direction: Direction, model: ModelInfo, path: Path, overwrite: bool = True) -> None:
    """Write a direction of any group to a file of its own.

    A .npy file holds its step for an amount of 1, float32 [1, w_dim] or [num_ws, w_dim] with
    zeros where it does not act; a .safetensors file that as the tensor "vectors", and what it
    is called and for which network.

    Raises
    ------
    ExportError
        The suffix is another, or the file cannot be written.
    """
    try:
        with destinations.writing(path, EXPORTED, overwrite) as file:
            if path.suffix.lower() == ".npy":
                np.save(file, acting_rows(direction, model.num_ws))
            else:
                file.write(file_bytes(as_own(direction, model)))
    except OSError as error:
        what, why = f"{path.name} was not saved.", f"{error.strerror or error}."
        raise ExportError(what, why, "Check the folder and the free disk space.") from error
