"""How far directions can still be moved before a face is one that is hardly ever drawn."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from facelab.engine.directions import DirectionSet
from facelab.recipe import DirectionAmount, Locks, Recipe

Array = NDArray[np.float32]
Key = tuple[str, Locks, tuple[int, int] | None]

_KEPT = 512  # whitened steps, 45 KB each


class Reach:
    """Ends of many sliders for one face, quick enough for every face that comes to rest.

    The steps of directions are whitened once for each choice of locks and layers; a face then
    takes one product of matrices.

    Parameters
    ----------
    directions : DirectionSet
    """

    def __init__(self, directions: DirectionSet) -> None:
        self._directions = directions
        self._steps: OrderedDict[Key, Array] = OrderedDict()

    def ends(
        self, ws: Array, recipe: Recipe, names: Sequence[str], share: float = 1.0
    ) -> dict[str, tuple[float, float]]:
        """Amounts between which the face stays among those that are drawn.

        Parameters
        ----------
        ws : float32 [num_ws, w_dim]
            The w+ of the face.
        recipe : Recipe
            Its recipe: locks, layers, and where each direction is now.
        names : sequence of str
            Directions of interest.
        share : float
            How much of the amounts the recipe's guard let through.

        Returns
        -------
        dict of (float, float)
            Lowest and highest amount; infinite where nothing ends. Empty if nobody knows how
            the faces of this network are spread.
        """
        space = self._directions.space
        if space is None or not names:
            return {}
        moves = {move.direction: move for move in recipe.directions}
        chosen = [moves.get(name, DirectionAmount(name, 0.0)) for name in names]
        steps = np.stack([self._step(move, recipe.locks, ws.shape[0]) for move in chosen])
        low, high = space.reaches(ws, steps)
        return {
            move.direction: (share * move.amount + float(a), share * move.amount + float(b))
            for move, a, b in zip(chosen, low, high, strict=True)
        }

    def _step(self, move: DirectionAmount, locks: Locks, num_ws: int) -> Array:
        space = self._directions.space
        assert space is not None
        key = (move.direction, locks, move.layers)
        if key not in self._steps:
            rows, (first, last) = self._directions.step(move, locks)
            inside = np.zeros((num_ws, rows.shape[1]), np.float32)
            inside[first : last + 1] = rows if rows.shape[0] == 1 else rows[first : last + 1]
            self._steps[key] = space.whitened(inside)
        self._steps.move_to_end(key)
        while len(self._steps) > _KEPT:
            self._steps.popitem(last=False)
        return self._steps[key]
