"""Directions of the latent space, scaled so that an amount of 1 is one standard deviation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from facelab.checkpoints.directions import DirectionsFile, Figures
from facelab.recipe import RecipeError

PCA_GROUP = "Found (PCA)"


@dataclass(frozen=True, eq=False)
class Direction:
    """A way to move in w, and the layers on which it acts.

    Attributes
    ----------
    id : str
        Name in recipes and on the command line; never changes once published.
    title : str
        Name shown to the user.
    group : str
        Heading under which it is listed.
    vectors : float32 array [1, w_dim] or [num_ws, w_dim]
        Step for an amount of 1, that is one sigma.
    layers : (int, int)
        First and last style row it acts on, inclusive.
    note : str
        One sentence for the tooltip.
    breaks_at : float or None
        Amount from which faces begin to break, either way, if that was measured.
    figures : Figures or None
        What was measured of it.
    """

    id: str
    title: str
    group: str
    vectors: NDArray[np.float32]
    layers: tuple[int, int]
    note: str = ""
    breaks_at: float | None = None
    figures: Figures | None = None


class DirectionSet:
    """The directions known for one network, by id, in the order they are listed."""

    def __init__(self, directions: tuple[Direction, ...] = ()) -> None:
        self._by_id = {direction.id: direction for direction in directions}

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def get(self, name: str) -> Direction:
        """The direction with this id.

        Raises
        ------
        RecipeError
            There is none.
        """
        try:
            return self._by_id[name]
        except KeyError:
            raise RecipeError(
                f"There is no direction called {name!r}.",
                "The recipe or the command uses one that this model does not have here.",
                "`facelab directions list` shows those that there are.",
            ) from None


def named_directions(file: DirectionsFile, num_ws: int) -> tuple[Direction, ...]:
    """The directions of a file, in its order, with a vector for each style row.

    Parameters
    ----------
    file : DirectionsFile
    num_ws : int
        Style rows of the network; rows that are in no band of layers are not moved.
    """
    bands = file.metadata.bands
    found = []
    for named, vector in zip(file.metadata.directions, file.vectors, strict=True):
        rows = np.zeros((num_ws, vector.shape[1]), np.float32)
        for band, row in zip(bands, vector, strict=True):
            rows[list(band)] = row
        first, last = named.bands
        found.append(
            Direction(
                id=named.id,
                title=named.title,
                group=named.group,
                vectors=rows,
                layers=(bands[first][0], bands[last][-1]),
                note=named.about,
                breaks_at=named.breaks_at,
                figures=named.figures,
            )
        )
    return tuple(found)


def pca_directions(
    components: NDArray[np.float32], sigma: NDArray[np.float32], num_ws: int
) -> tuple[Direction, ...]:
    """Principal components of w as directions "pca-1", "pca-2", ... (GANSpace, arXiv 2004.02546).

    Parameters
    ----------
    components : [K, w_dim] unit rows, ordered by variance
    sigma : [K] standard deviation of w along each
    """
    return tuple(
        Direction(
            id=f"pca-{index + 1}",
            title=f"Component {index + 1}",
            group=PCA_GROUP,
            vectors=(row * scale)[None].astype(np.float32),
            layers=(0, num_ws - 1),
            note=f"Principal component {index + 1} of w; one sigma is {scale:.2f} long.",
        )
        for index, (row, scale) in enumerate(zip(components, sigma, strict=True))
    )
