"""Directions that only the face on show has: it carries them, and they are not in Mine."""

from __future__ import annotations

import msgspec

from facelab.checkpoints.own_direction_file import clean_title
from facelab.engine import Direction, DirectionSet, ModelInfo
from facelab.engine.directions.direction_set import MINE_GROUP
from facelab.recipe import OwnStep, Recipe
from facelab.session.loaded import LoadedNetwork
from facelab.session.signals import Signal

NOTE = "Came with this face. Right-click to add it to Mine."


class CarriedDirections:
    """Knows what has a slider for as long as the face uses it.

    Parameters
    ----------
    loaded : LoadedNetwork

    Attributes
    ----------
    directions : tuple of Direction
        Of the group "Mine", as the face has them.

    Signals
    -------
    changed(): `directions` are others.
    """

    changed = Signal()

    def __init__(self, loaded: LoadedNetwork) -> None:
        self._network = loaded
        self._steps: dict[str, OwnStep] = {}
        self.directions: tuple[Direction, ...] = ()

    def follow(self, recipe: Recipe, resting: bool = True) -> None:
        """Follow the face on show. Under a moving hand a slider that passes 0 stays."""
        model = self._network.info
        steps: dict[str, OwnStep] = {} if resting else dict(self._steps)
        if model is not None:
            steps |= {each.id: each for each in recipe.own}
            steps = {name: each for name, each in steps.items() if _is_only_here(each, model)}
        if steps == self._steps:
            return
        self._steps = steps
        last = 0 if model is None else model.num_ws - 1
        self.directions = tuple(
            Direction(each.id, _title(each), MINE_GROUP, each.step.array(), (0, last), note=NOTE)
            for each in steps.values()
        )
        self.changed.emit()

    def find(self, name: str) -> Direction | None:
        """The direction of this id, if the face carries it and it is not in Mine."""
        return next((each for each in self.directions if each.id == name), None)

    def among(self, directions: DirectionSet) -> DirectionSet:
        """Those of the network, and these."""
        if not self.directions:
            return directions
        both = (*directions, *self.directions)
        return DirectionSet(both, directions.space, directions.fit, beyond=directions)

    def put_in(self, recipe: Recipe, name: str) -> Recipe:
        """The recipe with the direction of this id: one at 0 has let go of it."""
        step = self._steps.get(name)
        if step is None or any(each.id == name for each in recipe.own):
            return recipe
        return msgspec.structs.replace(recipe, own=(*recipe.own, step))


def _is_only_here(step: OwnStep, model: ModelInfo) -> bool:
    rows = step.step.array().shape
    fits = rows in ((1, model.w_dim), (model.num_ws, model.w_dim))
    return fits and all(each.id != step.id for each in model.directions)


def _title(step: OwnStep) -> str:
    return clean_title(step.title or step.id)
