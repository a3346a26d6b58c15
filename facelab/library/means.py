"""Means of kept faces in w+."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from facelab.errors import LibraryError, RecipeError, Stopped
from facelab.library import Reading
from facelab.progress import Stop, go_on
from facelab.recipe import Recipe

MOST = 2_000  # faces on a side: more say nothing new


@dataclass
class FaceSum:
    """Kept faces of a network, added up.

    Attributes
    ----------
    total : float64 [num_ws, w_dim]
        Sum of the w+ that are known.
    count : int
        How many they are.
    to_compose : list of Recipe
        Faces of which none is known yet: nobody has rendered them.
    left_out : int
        Faces that are of another network, or cannot be read.
    """

    total: NDArray[np.float64]
    count: int = 0
    to_compose: list[Recipe] = field(default_factory=list)
    left_out: int = 0

    def add(self, ws: NDArray[np.float32]) -> None:
        """Add faces [N, num_ws, w_dim]."""
        self.total = self.total + ws.sum(axis=0, dtype=np.float64)
        self.count += len(ws)

    def mean(self) -> NDArray[np.float32]:
        """[num_ws, w_dim].

        Raises
        ------
        RecipeError
            There is no face.
        """
        if not self.count:
            why = "They were made with other networks, or no longer exist." if self.left_out else ""
            raise RecipeError(
                "There are no faces to make a direction from.", why, "Choose other faces."
            )
        return (self.total / self.count).astype(np.float32)


def sum_faces(
    reading: Reading,
    ids: Iterable[int],
    sha256: str,
    shape: tuple[int, int],
    stop: Stop = go_on,
) -> FaceSum:
    """Add up kept faces, at most `MOST`.

    Parameters
    ----------
    ids : iterable of int
    sha256 : str
        Of the network that they must be of.
    shape : (int, int)
        num_ws, w_dim.

    Raises
    ------
    Stopped
    """
    found = FaceSum(np.zeros(shape))
    for k, number in enumerate(ids):
        if stop():
            raise Stopped
        if k >= MOST:
            break
        try:
            face = reading.face(int(number))
        except (RecipeError, LibraryError):
            found.left_out += 1
            continue
        if face.recipe.model.sha256 != sha256:
            found.left_out += 1
        elif face.ws is not None and face.ws.shape == shape:
            found.add(face.ws[None])
        else:
            found.to_compose.append(face.recipe)
    return found
