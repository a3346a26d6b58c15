"""Looks: sliders that were set before and are set again in one go, on any face.

A look is one change out of a set of expressions, whether it comes with facelab or is the user's
own. Saving the sliders of the face on show puts one more into a set of the user's.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import msgspec

from facelab.errors import RecipeError
from facelab.plain_text import counted
from facelab.recipe import Recipe
from facelab.recipe.character.sets import (
    MAX_STEPS,
    MAX_VARIANTS,
    Step,
    Variant,
    VariantSet,
    safe_name,
)
from facelab.session.character.own_sets import OwnSets, free_name
from facelab.session.face.editor import FaceEditor
from facelab.session.messages import Message, message_of
from facelab.session.rendering.engine_thread import EngineThread
from facelab.session.rendering.looking import Looking

KEY = "look"
USUAL_SET = "My looks"
ANOTHER_SET = "Choose another set."
MOST_REMEMBERED = 100  # faces that looks have made


@dataclass(frozen=True)
class _Worn:
    """What a face that looks have made was before them, and which they are."""

    face: Recipe
    looks: tuple[Variant, ...] = ()

    def with_look(self, look: Variant) -> _Worn:
        """The same with one more, in place of those that move some of its sliders."""
        moved = {step.direction for step in look.steps}
        others = (
            each for each in self.looks if moved.isdisjoint(step.direction for step in each.steps)
        )
        return _Worn(self.face, (*others, look))


class Looks:
    """Gives looks to the face on show, and makes them of it.

    Parameters
    ----------
    face : FaceEditor
    engine : EngineThread
    own_sets : OwnSets
    tell : callable
    """

    def __init__(
        self,
        face: FaceEditor,
        engine: EngineThread,
        own_sets: OwnSets,
        tell: Callable[[Message], None],
    ) -> None:
        self._face, self._engine, self._own_sets, self._tell = face, engine, own_sets, tell
        self._made: OrderedDict[Recipe, _Worn] = OrderedDict()

    @property
    def sets(self) -> Mapping[str, VariantSet]:
        """What there is to choose from, by the names of the sets."""
        return self._own_sets.all

    def give(self, look: Variant) -> None:
        """Give a look to the face on show: one step of undo. Looks that were given just before
        and move some of the same sliders make way for it; others stay, as does all else that was
        done to the face.
        """
        if not self._face.has_recipe:
            return
        shown = self._face.recipe
        held = shown.locks.held
        if look.steps and all(step.direction in held for step in look.steps):
            why = "Everything it moves is held by locks."
            self._tell(Message("info", f"{look.shown} changes nothing in this face", why))
            return
        worn = self._made.get(shown, _Worn(shown)).with_look(look)

        def done(made: Recipe) -> None:
            if self._face.has_recipe and self._face.recipe == shown:
                self._put_on(worn, made)

        self._engine.submit(Looking(KEY, worn.face, worn.looks, done, self._on_failed))

    def _put_on(self, worn: _Worn, made: Recipe) -> None:
        self._face.edit(made, worn.looks[-1].shown)
        if made != worn.face:
            self._made[self._face.recipe] = worn
            self._made.move_to_end(self._face.recipe)
        while len(self._made) > MOST_REMEMBERED:
            self._made.popitem(last=False)

    def _on_failed(self, error: Exception) -> None:
        self._tell(message_of(error))

    # -- the user's own ----------------------------------------------------------------------

    @property
    def can_save(self) -> bool:
        """Whether the face on show has sliders to save."""
        return self._face.has_recipe and bool(_steps_of(self._face.recipe))

    def find(self, title: str, into: str) -> Variant | None:
        """The look of this title in a set of the user's own of that title, which another one of
        it would replace.
        """
        return _titled(self._own_sets.called(into), title)

    def is_full(self, into: str) -> bool:
        """Whether a set of the user's own of this title can only have looks replaced."""
        there = self._own_sets.called(into)
        return there is not None and len(there.variants) >= MAX_VARIANTS

    def save(self, title: str, into: str, face: Recipe | None = None) -> None:
        """Save the sliders of a face; what goes wrong is told.

        Parameters
        ----------
        title : str
            Of the look; one of the same in that set is replaced.
        into : str
            Title of a set of the user's own, which need not be there yet.
        face : Recipe or None
            None is the face on show.
        """
        if face is None and self._face.has_recipe:
            face = self._face.recipe
        steps = _steps_of(face) if face is not None else ()
        if steps:
            self._own_sets.alter(
                into,
                lambda there: _with(there, title, steps, into),
                lambda: self._tell(Message("info", f"Saved {title}", f"It is in {into}.")),
            )

    def forget(self, look: Variant, out_of: VariantSet) -> None:
        """Delete a look out of a set of the user's own; a set without any goes as well."""
        self._own_sets.alter(
            out_of.shown, lambda there: _without(there, look.name), name=out_of.name
        )


def _with(
    there: VariantSet | None, title: str, steps: tuple[Step, ...], set_title: str
) -> VariantSet:
    """A set with one look more.

    Raises
    ------
    RecipeError
        A title cannot be one, or there are too many.
    """
    what = "The look cannot be saved."
    if len(steps) > MAX_STEPS:
        verb = "is" if len(steps) == 1 else "are"
        why = f"{counted(len(steps), 'slider')} {verb} set, and a look has up to {MAX_STEPS}."
        raise RecipeError(what, why, "Reset some.")
    others = () if there is None else there.variants
    replaced = _titled(there, title)
    if len(others) >= MAX_VARIANTS and replaced is None:
        raise RecipeError(what, f"{set_title} has {len(others)} looks already.", ANOTHER_SET)
    taken = [each.name for each in others]
    name = free_name(safe_name(title), taken) if replaced is None else replaced.name
    try:
        look = Variant(name, title, steps)
        kept = tuple(look if each is replaced else each for each in others)
        if replaced is None:
            kept = (*kept, look)
        if there is None:
            return VariantSet(safe_name(set_title), kept, set_title)
        return msgspec.structs.replace(there, variants=kept)
    except ValueError as error:
        raise RecipeError(what, f"{error}.", "Choose another name.") from error


def _without(there: VariantSet | None, name: str) -> VariantSet | None:
    """A set without the look of this name; None if nothing is left."""
    left = () if there is None else tuple(each for each in there.variants if each.name != name)
    return msgspec.structs.replace(there, variants=left) if there is not None and left else None


def _titled(there: VariantSet | None, title: str) -> Variant | None:
    wanted = title.casefold()
    looks = () if there is None else there.variants
    return next((each for each in looks if each.shown.casefold() == wanted), None)


def layers_of(recipe: Recipe) -> tuple[str, ...]:
    """Directions whose layers were chosen by hand: looks do not say layers."""
    return tuple(each.direction for each in recipe.directions if each.layers and each.amount)


def _steps_of(recipe: Recipe) -> tuple[Step, ...]:
    return tuple(Step(each.direction, each.amount) for each in recipe.directions if each.amount)
