"""How far directions can still be moved before a face is one that is hardly ever drawn."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from facelab.engine.directions.direction_set import DirectionSet
from facelab.recipe import DirectionAmount, Locks, Recipe

Array = NDArray[np.float32]
Key = tuple[str, Locks, tuple[int, int] | None]

_KEPT = 512  # whitened steps, about 10 KB each


@dataclass(frozen=True, eq=False)
class _Steps:
    """Whitened steps of some directions, in one piece; see `EditSpace.reaches`."""

    keys: tuple[Key, ...]
    rows: Array
    squares: Array
    places: NDArray[np.intp]


class Reach:
    """Ends of many sliders for one face, quick enough for every face that comes to rest.

    The steps of directions are whitened once for each choice of locks and layers; a face then
    takes two products of matrices.

    Parameters
    ----------
    directions : DirectionSet
    """

    def __init__(self, directions: DirectionSet) -> None:
        self._directions = directions
        self._known: OrderedDict[Key, tuple[Array, NDArray[np.intp]]] = OrderedDict()
        self._last: _Steps | None = None

    def prepare(self, recipe: Recipe, names: Sequence[str], at_most: int) -> bool:
        """Whiten some of the steps that `ends` would have to; returns whether all are there."""
        space = self._directions.space
        if space is None or not self._is_of(recipe):
            return True
        missing = [k for k in self._keys(recipe, names) if k not in self._known]
        for key in missing[:at_most]:
            self._step(key)
        return len(missing) <= at_most

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
            the faces of this network are spread, or if the recipe is of older directions.
        """
        space = self._directions.space
        if space is None or not names or not self._is_of(recipe):
            return {}
        keys = self._keys(recipe, names)
        if self._last is None or self._last.keys != keys:
            self._last = self._in_one_piece(keys)
        steps = self._last
        low, high = space.reaches(ws, steps.rows, steps.squares, steps.places)
        now = {move.direction: share * move.amount for move in recipe.directions}
        return {
            name: (now.get(name, 0.0) + float(a), now.get(name, 0.0) + float(b))
            for name, a, b in zip(names, low, high, strict=True)
        }

    def outward(
        self, ws: Array, recipe: Recipe, names: Sequence[str], share: float = 1.0
    ) -> dict[str, float]:
        """How much directions that are moved add to how far out a face is, where it is farther
        than faces are and would not be without them; else, or where their steps are not there
        yet, nothing.

        Parameters are those of `ends`.
        """
        space = self._directions.space
        keys = self._keys(recipe, names)
        if space is None or not self._is_of(recipe) or any(key not in self._known for key in keys):
            return {}
        amounts = np.array([share * recipe.amount(name) for name in names], np.float32)
        adds = space.outward(ws, [self._known[key] for key in keys], amounts)
        return {name: float(add) for name, add in zip(names, adds, strict=True) if add > 0}

    def _is_of(self, recipe: Recipe) -> bool:
        """Whether a recipe means these directions, not older ones."""
        return recipe.fit in (None, self._directions.fit)

    @staticmethod
    def _keys(recipe: Recipe, names: Sequence[str]) -> tuple[Key, ...]:
        layers = {move.direction: move.layers for move in recipe.directions}
        return tuple((name, recipe.locks, layers.get(name)) for name in names)

    def _in_one_piece(self, keys: tuple[Key, ...]) -> _Steps:
        found = [self._step(key) for key in keys]
        rows = np.concatenate([rows for rows, _ in found])
        starts = np.cumsum([0] + [len(rows) for rows, _ in found[:-1]])
        places = np.stack([start + at for start, (_, at) in zip(starts, found, strict=True)])
        return _Steps(keys, rows, np.square(rows).mean(axis=1), places)

    def _step(self, key: Key) -> tuple[Array, NDArray[np.intp]]:
        space = self._directions.space
        assert space is not None
        if key not in self._known:
            name, locks, layers = key
            rows, (first, last) = self._directions.step(DirectionAmount(name, 1.0, layers), locks)
            inside = np.zeros((space.num_ws, rows.shape[1]), np.float32)
            inside[first : last + 1] = rows if rows.shape[0] == 1 else rows[first : last + 1]
            self._known[key] = space.whitened(inside)
        self._known.move_to_end(key)
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)
        return self._known[key]
