"""Vectors of any length to sigma, the unit of sliders: an amount of 1 is one standard deviation
of what a direction changes.

1. If the network has named directions, their predictors say what a vector does to each of them.
   The one that it changes most is what it is for: it is made as long as moves that by one
   sigma, and its sign stays as it was published.
2. If there are none, if no predictor notices anything, or if the vector comes with a sigma of
   its own (principal components), it is one standard deviation of w along it: as the network's
   w is spread, where that is known, else as its file says.
3. If nothing at all is known it is made as long as the first principal component's sigma.

Nothing is rendered: this is arithmetic, and takes milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from facelab.engine.directions.direction_set import Direction
from facelab.engine.directions.found import PCA_GROUP
from facelab.engine.model_info import ModelInfo
from facelab.engine.own_directions.on_disk import acting_rows
from facelab.errors import RecipeError

Array = NDArray[np.float32]

NOTICED = 0.25  # sigma of a label for one of w; vectors drawn at random reach 0.13 to 0.23
SAID = 3  # how many effects are told
SAID_FROM = 0.2  # sigma
LONGEST = 1e4
USUAL_LENGTH = 2.8  # one sigma of StyleGAN2's first principal component


@dataclass(frozen=True, eq=False)
class Calibrated:
    """A step for an amount of 1.

    Attributes
    ----------
    vectors : float32 [1 or num_ws, w_dim]
    effects : tuple of (str, float)
        Titles of the named directions that it changes most and by how many sigma, the
        strongest first; empty if that is not known.
    """

    vectors: Array
    effects: tuple[tuple[str, float], ...] = ()

    @property
    def reads_as(self) -> str:
        """The effects in words, as "Age +1.0, Glasses +0.4"; may be empty."""
        return ", ".join(f"{title} {change:+.1f}" for title, change in self.effects)


def calibrate(rows: Array, model: ModelInfo, sigma: float | None = None) -> Calibrated:
    """Scale a vector to sigma.

    Parameters
    ----------
    rows : float32 [1 or num_ws, w_dim]
        Of any length.
    model : ModelInfo
    sigma : float or None
        Standard deviation of w along it in multiples of `rows`, if its file says that: then
        the spread of w is the ruler, not what the named directions say.

    Raises
    ------
    RecipeError
        It is zero on all layers that the network reads, or not finite.
    """
    exact = rows.astype(np.float64)
    if exact.shape[0] > 1:
        exact = exact * np.isin(np.arange(len(exact)), model.layers)[:, None]
    length = float(np.sqrt(np.square(exact).sum(axis=1).max()))
    if not np.isfinite(length) or length == 0.0:
        raise _no_direction("It is all zeros or contains invalid numbers.")
    unit = (exact / length).astype(np.float32)
    along = _sigma_along(unit, model, None if sigma is None else sigma * length)
    does = _effects(unit * np.float32(along), model)
    most = max((abs(change) for _, change in does), default=0.0)
    by_label = sigma is None and most >= NOTICED
    scale = along / most if by_label else along
    vectors = (unit * scale).astype(np.float32)
    if not np.isfinite(vectors).all() or not 0.0 < np.abs(vectors).max() < LONGEST:
        raise _no_direction("It cannot be scaled to match faces.")
    if most < NOTICED:
        return Calibrated(vectors)
    told = [(each.title, change / most if by_label else change) for each, change in does]
    return Calibrated(vectors, (told[0], *(each for each in told[1:] if abs(each[1]) >= SAID_FROM)))


def _sigma_along(unit: Array, model: ModelInfo, published: float | None) -> float:
    """Length of one standard deviation of w along a vector of length 1."""
    if model.spread is not None:
        used = unit if len(unit) == 1 else unit[list(model.layers)]
        found = model.spread.sigma_along(used)
        if np.isfinite(found) and found > 0.0:
            return found
    if published is not None and np.isfinite(published) and published > 0.0:
        return published
    first = next((each for each in model.directions if each.group == PCA_GROUP), None)
    return USUAL_LENGTH if first is None else float(np.linalg.norm(first.vectors[0]))


def _effects(rows: Array, model: ModelInfo) -> list[tuple[Direction, float]]:
    """The named directions that a step changes most, in their sigma, the strongest first."""
    space = model.directions.space
    if space is None:
        return []
    does = space.effects(rows)
    known = [each for each in model.directions if each.named and each.id in does]
    found = []
    for each in sorted(known, key=lambda each: -abs(does[each.id]))[:SAID]:
        # More of a direction may be less of the label that it was made for.
        own = space.effects(acting_rows(each, model.num_ws))[each.id]
        found.append((each, does[each.id] * (1.0 if own >= 0 else -1.0)))
    return found


def _no_direction(why: str) -> RecipeError:
    return RecipeError(
        "This vector is not a direction for this network.",
        why,
        "Choose another file or other faces.",
    )
