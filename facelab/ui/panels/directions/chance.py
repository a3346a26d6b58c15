"""Amounts drawn by chance for a group of directions."""

from __future__ import annotations

import random
from collections.abc import Sequence

from facelab.recipe import Recipe
from facelab.ui.panels.directions.row import DirectionRow

SPREAD, FARTHEST = 0.8, 2.0  # sigma


def drawn(rows: Sequence[DirectionRow], recipe: Recipe, chance: random.Random) -> Recipe:
    """A recipe with other amounts: normal, and no farther than faces hold together.

    Directions that are always held stay as they are.
    """
    for row in rows:
        name = row.direction.id
        if recipe.locks.of(name) == "held":
            continue
        low, high = row.ends()
        amount = min(FARTHEST, high, max(-FARTHEST, low, chance.gauss(0.0, SPREAD)))
        recipe = recipe.with_amount(name, round(amount, row.slider.scale().decimals))
    return recipe


def at_nothing(rows: Sequence[DirectionRow], recipe: Recipe) -> Recipe:
    """A recipe with these directions at 0, on layers of their own again."""
    for row in rows:
        recipe = recipe.with_amount(row.direction.id, 0.0, None)
    return recipe
