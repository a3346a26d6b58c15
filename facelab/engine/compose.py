"""Recipe to w+: truncation, style mixing, directions. A few thousand numbers, so numpy.

Order, as in the field's tools: each face's w is truncated, styles are mixed, and directions
are added last, so that a slider does the same whatever psi is.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from facelab.engine.directions.direction_set import DirectionSet
from facelab.engine.directions.meant import meant
from facelab.errors import RecipeError
from facelab.recipe import Blend, Latent, Recipe, Seed, Source, Truncation

Array = NDArray[np.float32]


def seed_to_z(seed: int, z_dim: int) -> NDArray[np.float64]:
    """z [1, z_dim] of a seed, as every tool of the field draws it."""
    return np.random.RandomState(seed & 0xFFFFFFFF).randn(1, z_dim)


def truncate(rows: Array, w_avg: Array, truncation: Truncation) -> Array:
    """w_avg + psi (w - w_avg) on the first `cutoff` of the rows [num_ws, w_dim]."""
    if truncation.psi == 1.0:
        return rows
    reach = rows.shape[0] if truncation.cutoff is None else truncation.cutoff
    out = rows.copy()
    out[:reach] = w_avg + np.float32(truncation.psi) * (rows[:reach] - w_avg)
    return out


def check_fits(recipe: Recipe, num_ws: int, w_dim: int, directions: DirectionSet) -> None:
    """Refuse a recipe that names what a network does not have.

    Raises
    ------
    RecipeError
        A latent or a layer does not fit the network, or a direction or a lock is unknown.
    """
    directions = meant(directions, recipe, num_ws, w_dim)
    for source in (recipe.source, *(mix.source for mix in recipe.mixing)):
        parts = [part.source for part in source.parts] if isinstance(source, Blend) else [source]
        for latent in parts:
            if isinstance(latent, Latent) and (
                latent.w_dim != w_dim or latent.rows not in (1, num_ws)
            ):
                raise RecipeError(
                    f"This latent ({latent.rows} x {latent.w_dim}) does not fit this network.",
                    f"This network takes 1 x {w_dim} or {num_ws} x {w_dim}.",
                    "Open it with the network it was made for.",
                )
    if recipe.networks is not None and len(recipe.networks.weights) != num_ws:
        raise RecipeError(
            "This mix of networks does not fit this network.",
            f"It has weights for {len(recipe.networks.weights)} layers, the network has {num_ws}.",
            "Open it with the network it was made with.",
        )
    reached = [("Style mixing", mix.layers[-1]) for mix in recipe.mixing]
    directions.check_locks(recipe.locks, recipe.guard)
    for move in recipe.directions:
        directions.get(move.direction)
        if move.layers is not None:
            reached.append((f"The direction {move.direction!r}", move.layers[1]))
    for what, layer in reached:
        if layer >= num_ws:
            raise RecipeError(
                f"{what} uses layer {layer}.",
                f"This network only has layers 0 to {num_ws - 1}.",
                "Choose other layers, or the network the recipe was made with.",
            )


class Composer:
    """Turns recipes into w+ for one network.

    Parameters
    ----------
    map_z : callable
        The mapping network: float array [1, z_dim] to float32 [1, w_dim].
    w_avg : float32 [w_dim]
    num_ws, z_dim : int
    directions : DirectionSet
    """

    CACHED_SEEDS = 256

    def __init__(
        self,
        map_z: Callable[[NDArray[np.float64]], Array],
        w_avg: Array,
        num_ws: int,
        z_dim: int,
        directions: DirectionSet,
    ) -> None:
        self._map_z = map_z
        self._w_avg = w_avg
        self._num_ws = num_ws
        self._z_dim = z_dim
        self.directions = directions
        self._seeds: dict[int, Array] = {}

    def compose(self, recipe: Recipe) -> Array:
        """The w+ of a recipe, float32 [num_ws, w_dim]; see `compose_held`."""
        return self.compose_held(recipe)[0]

    def compose_held(self, recipe: Recipe) -> tuple[Array, float]:
        """The w+ of a recipe, float32 [num_ws, w_dim], and how much of what its directions ask
        for its guard let through, 0 to 1.

        Raises
        ------
        RecipeError
            A latent or a layer does not fit this network, or a direction or a lock is unknown.
        """
        check_fits(recipe, self._num_ws, self._w_avg.shape[0], self.directions)
        ws = truncate(self._rows(recipe.source), self._w_avg, recipe.truncation).copy()
        for mix in recipe.mixing:
            psi = recipe.truncation.psi if mix.psi is None else mix.psi
            cutoff = recipe.truncation.cutoff if mix.psi is None else None
            other = truncate(self._rows(mix.source), self._w_avg, Truncation(psi, cutoff))
            rows = list(mix.layers)
            if mix.strength == 1.0:
                ws[rows] = other[rows]  # exactly, not to the last rounding
            else:
                ws[rows] += np.float32(mix.strength) * (other[rows] - ws[rows])
        return self._moved(ws, recipe)

    def _moved(self, ws: Array, recipe: Recipe) -> tuple[Array, float]:
        """W+ after the directions of a recipe, and the share of them that its guard let pass."""
        directions = meant(self.directions, recipe, self._num_ws, self._w_avg.shape[0])
        start = ws if recipe.guard is None else ws.copy()
        for move in recipe.directions:
            step, (first, last) = directions.step(move, recipe.locks)
            if step.shape[0] > 1:
                step = step[first : last + 1]
            ws[first : last + 1] += np.float32(move.amount) * step
        space = directions.space
        if recipe.guard is None or not recipe.directions or space is None:
            return ws, 1.0
        share = space.share_inside(start, ws - start, recipe.guard)
        return (ws if share == 1.0 else start + np.float32(share) * (ws - start)), share

    def _rows(self, source: Source) -> Array:
        """w of a source repeated, or its w+: float32 [num_ws, w_dim], before truncation."""
        match source:
            case Seed(seed=seed):
                return np.repeat(self._seed_w(seed), self._num_ws, axis=0)
            case Latent(rows=count):
                rows = source.array()
                return np.repeat(rows, self._num_ws, axis=0) if count == 1 else rows
            case Blend(parts=parts):
                total = sum(part.weight for part in parts)
                mean = np.zeros((self._num_ws, self._w_avg.shape[0]), np.float32)
                for part in parts:
                    mean += np.float32(part.weight / total) * self._rows(part.source)
                return mean

    def _seed_w(self, seed: int) -> Array:
        if seed not in self._seeds:
            if len(self._seeds) >= self.CACHED_SEEDS:
                del self._seeds[next(iter(self._seeds))]
            self._seeds[seed] = self._map_z(seed_to_z(seed, self._z_dim))
        return self._seeds[seed]
