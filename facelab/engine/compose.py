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
from facelab.recipe import (
    UPRIGHT,
    Blend,
    Label,
    Latent,
    Recipe,
    Seed,
    Slerp,
    Source,
    Truncation,
)

Array = NDArray[np.float32]

FOUND = ("pca-", "sefa-")  # how the ids begin of directions that a network has by itself


def seed_to_z(seed: int, z_dim: int) -> NDArray[np.float64]:
    """z [1, z_dim] of a seed, as every tool of the field draws it."""
    return np.random.RandomState(seed & 0xFFFFFFFF).randn(1, z_dim)


def slerp(first: NDArray[np.float64], second: NDArray[np.float64], t: float) -> NDArray[np.float64]:
    """Between two z [1, z_dim], along the great circle through their directions; straight where
    they point the same way or opposite ways, for no circle is meant then.
    """
    lengths = float(np.linalg.norm(first) * np.linalg.norm(second))
    angle = float(np.arccos(np.clip(np.sum(first * second) / lengths, -1.0, 1.0)))
    if np.sin(angle) < 1e-6:
        return np.asarray((1.0 - t) * first + t * second)
    whole = np.sin(angle)
    near, far = np.sin((1.0 - t) * angle) / whole, np.sin(t * angle) / whole
    return np.asarray(near * first + far * second)


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


def check_conditions(recipe: Recipe, classes: int, transforms: bool) -> None:
    """Refuse a class or a transform that a network does not have.

    Parameters
    ----------
    classes : int
        How many classes the network knows.
    transforms : bool
        Whether its input can be turned and moved.

    Raises
    ------
    RecipeError
    """
    if recipe.label and recipe.label[-1].label >= classes:
        raise RecipeError(
            f"This face is of class {recipe.label[-1].label}.",
            f"This network only knows the classes 0 to {classes - 1}."
            if classes
            else "This network knows no classes.",
            "Choose another class, or a conditional network that has it."
            if classes
            else "Remove the class label, or choose a conditional network.",
        )
    if recipe.transform != UPRIGHT and not transforms:
        raise RecipeError(
            "This face is turned or moved at the network's input.",
            "Only StyleGAN3 networks can do that.",
            "Remove the transform, or choose a StyleGAN3 network.",
        )


def label_vector(label: Label, classes: int) -> Array:
    """The label as the mapping network takes it, float32 [1, classes]."""
    vector = np.zeros((1, classes), np.float32)
    for part in label:
        vector[0, part.label] = part.weight
    return vector


class Composer:
    """Turns recipes into w+ for one network.

    Parameters
    ----------
    map_z : callable
        The mapping network: float array [1, z_dim] to float32 [1, w_dim]. Of a conditional
        network it takes a label float32 [1, classes] beside it.
    w_avg : float32 [w_dim]
    num_ws, z_dim : int
    directions : DirectionSet
    classes : int
        Of a conditional network; 0 if it is none.
    transforms : bool
        Whether the network's input can be turned and moved.
    find_exactly : callable or None
        Called before the first face that uses a direction that the network has by itself, where
        those are known by a few samples only; see `facelab.engine.directions.measured`.
    """

    CACHED_SEEDS = 256

    def __init__(
        self,
        map_z: Callable[..., Array],
        w_avg: Array,
        num_ws: int,
        z_dim: int,
        directions: DirectionSet,
        classes: int = 0,
        transforms: bool = False,
        find_exactly: Callable[[], None] | None = None,
    ) -> None:
        self._find_exactly = find_exactly
        self._map_z = map_z
        self._classes, self._transforms = classes, transforms
        self._w_avg = w_avg
        self._num_ws = num_ws
        self._z_dim = z_dim
        self.directions = directions
        self._seeds: dict[tuple[int, Label], Array] = {}

    def compose(self, recipe: Recipe) -> Array:
        """The w+ of a recipe, float32 [num_ws, w_dim]; see `compose_held`."""
        return self.compose_held(recipe)[0]

    def compose_held(self, recipe: Recipe) -> tuple[Array, float]:
        """The w+ of a recipe, float32 [num_ws, w_dim], and how much of what its directions ask
        for its guard let through, 0 to 1.

        Raises
        ------
        RecipeError
            A latent or a layer does not fit this network, a direction or a lock is unknown, or it
            has no such class or transform.
        """
        if self._find_exactly is not None and any(
            move.direction.startswith(FOUND) for move in recipe.directions
        ):
            self._find_exactly()
            self._find_exactly = None
        check_conditions(recipe, self._classes, self._transforms)
        check_fits(recipe, self._num_ws, self._w_avg.shape[0], self.directions)
        rows = self._rows(recipe.source, recipe.label)
        ws = truncate(rows, self._w_avg, recipe.truncation).copy()
        for mix in recipe.mixing:
            psi = recipe.truncation.psi if mix.psi is None else mix.psi
            cutoff = recipe.truncation.cutoff if mix.psi is None else None
            theirs = self._rows(mix.source, recipe.label)
            other = truncate(theirs, self._w_avg, Truncation(psi, cutoff))
            at = list(mix.layers)
            if mix.strength == 1.0:
                ws[at] = other[at]  # exactly, not to the last rounding
            else:
                ws[at] += np.float32(mix.strength) * (other[at] - ws[at])
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

    def _rows(self, source: Source, label: Label) -> Array:
        """w of a source repeated, or its w+: float32 [num_ws, w_dim], before truncation. Seeds
        are of a class, or of a mix of them.
        """
        match source:
            case Seed(seed=seed):
                return np.repeat(self._seed_w(seed, label), self._num_ws, axis=0)
            case Slerp(first=first, second=second, t=t):
                z = slerp(seed_to_z(first, self._z_dim), seed_to_z(second, self._z_dim), t)
                return np.repeat(self._mapped(z, label), self._num_ws, axis=0)
            case Latent(rows=count):
                rows = source.array()
                return np.repeat(rows, self._num_ws, axis=0) if count == 1 else rows
            case Blend(parts=parts):
                total = sum(part.weight for part in parts)
                mean = np.zeros((self._num_ws, self._w_avg.shape[0]), np.float32)
                for part in parts:
                    mean += np.float32(part.weight / total) * self._rows(part.source, label)
                return mean

    def _seed_w(self, seed: int, label: Label) -> Array:
        if (seed, label) not in self._seeds:
            if len(self._seeds) >= self.CACHED_SEEDS:
                del self._seeds[next(iter(self._seeds))]
            self._seeds[seed, label] = self._mapped(seed_to_z(seed, self._z_dim), label)
        return self._seeds[seed, label]

    def _mapped(self, z: NDArray[np.float64], label: Label) -> Array:
        told = (label_vector(label, self._classes),) if label else ()
        return self._map_z(z, *told)
