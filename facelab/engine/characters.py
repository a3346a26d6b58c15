"""The cells of a character's sheet for a network, and single looks of a face; how far a face is
along directions is predicted, not seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from facelab.engine.model_info import ModelInfo
from facelab.engine.renderer import Renderer
from facelab.errors import RecipeError
from facelab.plain_text import plain
from facelab.recipe import Recipe
from facelab.recipe.character.sets import Variant, VariantSet
from facelab.recipe.character.sheet import Bearable, Cell, CharacterSheet

MOST_NAMED = 4  # directions in what is told
MOST_LETTERS = 40


def levels_of(renderer: Renderer, recipe: Recipe, names: Iterable[str]) -> dict[str, float]:
    """Standard deviations from the average face along named directions, by their names.

    They are predicted of w+ in well below a millisecond each, with the predictors that the
    directions were made with: of expressions and turns they say nine tenths of what is seen
    (correlation 0.85 to 0.98).

    Raises
    ------
    RecipeError
        A direction has no level in this network: it has none of that name, or it was not made
        for a label.
    ModelError
        The recipe is for another network.
    """
    wanted = sorted(set(names))
    if not wanted:
        return {}
    directions = renderer.info.directions
    ws = renderer.compose(recipe)
    found = {}
    for name in wanted:
        space, direction = directions.space, directions.get(name)
        if space is None or not direction.named:
            raise RecipeError(
                f"No level is known of the direction {name!r}.",
                "Levels are known of the directions that were made for labels.",
                "Use steps that are added instead.",
            )
        found[name] = space.predicted(space.predictor(name), ws)
    return found


def with_look(renderer: Renderer, face: Recipe, look: Variant) -> Recipe:
    """A face with one change out of a set, as in a cell of its sheet. What the look itself adds is
    added whole, though faces may break there: who saved it has seen it so.

    Raises
    ------
    RecipeError, ModelError
        The face is for another network, or the look does not fit this one.
    """
    info = renderer.info
    _check_for(info, look.shown, (look,), "another look")
    sheet = CharacterSheet("look", face, VariantSet("look", (look,)))
    added = {step.direction: abs(step.amount) for step in look.steps if step.way == "add"}
    limit = _bearable(info)

    def bearable(name: str) -> float | None:
        most = limit(name)
        return None if most is None else max(most, added.get(name, 0.0))

    (cell,) = sheet.cells(levels_of(renderer, face, sheet.levels), bearable)
    made = info.sealed(cell.recipe)
    info.check(made)
    return made


def lacking_for(look: Variant, info: ModelInfo) -> tuple[str, ...]:
    """Names of the directions that a look moves and a network does not have."""
    moved = (step.direction for step in look.steps)
    return tuple(name for name in moved if info.directions.find(name) is None)


def _check_for(info: ModelInfo, what: str, looks: Iterable[Variant], other: str) -> None:
    """Refuse looks that a network has no directions for, in words that name what was chosen."""
    lacking = tuple(dict.fromkeys(name for look in looks for name in lacking_for(look, info)))
    if lacking:
        raise RecipeError(
            f"{what} is not for this network.",
            f"It moves {in_short(lacking)}: the network has no directions of these names.",
            f"Choose {other}, or a network that has them.",
        )


def in_short(directions: Sequence[str]) -> str:
    """Names of directions, as far as there is room for them."""
    more = len(directions) - MOST_NAMED
    few = ", ".join(plain(each, MOST_LETTERS) for each in directions[:MOST_NAMED])
    return f"{few} and {more} more" if more > 0 else few


def with_looks(renderer: Renderer, face: Recipe, looks: Iterable[Variant]) -> Recipe:
    """A face with several, each on top of those before it.

    Raises
    ------
    RecipeError, ModelError
        As `with_look`.
    """
    for look in looks:
        face = with_look(renderer, face, look)
    return face


def _bearable(info: ModelInfo) -> Bearable:
    """How far a direction of a network goes before faces break."""
    return lambda name: info.directions.get(name).breaks_at


def cells_of(sheet: CharacterSheet, renderer: Renderer) -> tuple[Cell, ...]:
    """The cells of a sheet for a network: levels predicted in its face, no direction beyond what
    faces bear, recipes sealed. All of them can be drawn.

    Raises
    ------
    RecipeError, ModelError
        A cell is for another network, or does not fit this one.
    """
    info = renderer.info
    for side in sheet.sides:
        moved = {step.direction for variant in side.variants for step in variant.steps}
        if len(moved) > 1:  # one alone may be misspelt: what it may have meant is said below
            _check_for(info, side.shown, side.variants, "another set of expressions")
    made = []
    for cell in sheet.cells(levels_of(renderer, sheet.face, sheet.levels), _bearable(info)):
        renderer.compose(cell.recipe)
        made.append(replace(cell, recipe=info.sealed(cell.recipe)))
    return tuple(made)
