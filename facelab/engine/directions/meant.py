"""Which directions a recipe means: those that are here, older ones, and those that it carries."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from facelab.engine.directions.direction_set import MINE_GROUP, Direction, DirectionSet
from facelab.errors import RecipeError
from facelab.recipe import Latent, Locks, OwnStep, Recipe
from facelab.recipe.own_steps import fits


def meant(directions: DirectionSet, recipe: Recipe, num_ws: int, w_dim: int) -> DirectionSet:
    """The directions by which a recipe is the face that it was when it was made.

    Named ones are those of its hash. Of the user's own, those of the same id are the same ones;
    those that are not here are taken from the recipe.

    Raises
    ------
    RecipeError
        The named directions that it was made with are not here, or what it carries does not fit
        this network.
    WeightsError
        They are damaged.
    """
    found: DirectionSet | None = directions
    if recipe.fit is not None and recipe.fit != directions.fit:
        found = directions.older(recipe.fit)
        if found is None:
            raise RecipeError(
                "This face was made with other named directions.",
                "With those that are here it would be another face.",
                "Open it with the facelab that made it, or install a newer one.",
            )
    assert found is not None
    missing = [each for each in recipe.own if found.find(each.id) is None]
    if not missing:
        return found
    carried = tuple(_carried(each, num_ws, w_dim) for each in missing)
    return DirectionSet(carried, found.space, found.fit, beyond=found)


def _carried(own: OwnStep, num_ws: int, w_dim: int) -> Direction:
    rows = own.step.array()
    if rows.shape not in ((1, w_dim), (num_ws, w_dim)):
        raise RecipeError(
            f"The direction “{own.title or own.id}” of this face cannot be used.",
            f"It is {rows.shape[0]} x {rows.shape[1]}; this network takes 1 x {w_dim} or "
            f"{num_ws} x {w_dim}.",
            "Open it with the network that it was made for.",
        )
    return Direction(own.id, own.title, MINE_GROUP, rows, (0, num_ws - 1))


def sealed(directions: DirectionSet, recipe: Recipe) -> Recipe:
    """The same face, saying which named directions it means and carrying the user's own; as far
    as it uses any.
    """
    carried = {each.id: each for each in recipe.own}
    named = recipe.locks != Locks() or recipe.guard is not None
    own: list[OwnStep] = []
    for move in recipe.directions:
        found = directions.find(move.direction)
        step = carried.get(move.direction)
        if found is not None and found.group == MINE_GROUP:
            step = step or _own_step(found)
        elif step is None:
            named = named or found is None or found.named
        if step is not None and fits((*own, step)):
            own.append(step)
    fit = (recipe.fit or directions.fit) if named else None
    if (fit, tuple(own)) == (recipe.fit, recipe.own):
        return recipe
    return msgspec.structs.replace(recipe, fit=fit, own=tuple(own))


@lru_cache(64)
def _own_step(direction: Direction) -> OwnStep | None:
    try:
        return OwnStep(direction.id, direction.title, Latent.from_array(direction.vectors))
    except ValueError:  # numbers beyond what a recipe holds
        return None
