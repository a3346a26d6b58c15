"""The face on show: its recipe, how it is changed, and the way back."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace

from facelab.recipe import Recipe, Source, recipe_to_json
from facelab.session.face.history import History, Own, Step
from facelab.session.face.visited import Trail
from facelab.session.signals import Signal

FIRST_SEED = 7
MOST_OPENED = 1000


class FaceEditor:
    """Holds the current Recipe; every change to the face goes through `edit`.

    Parameters
    ----------
    seal : callable
        Makes of a recipe one that is the same face everywhere, see `ModelInfo.sealed`.

    Signals
    -------
    shown(Recipe, bool): this face is to be shown, after every change and again on demand; the
        second says that no control is held.
    recipe_changed(Recipe), history_changed()
    step_settled(int, Step): the step at this index is final for now, and it is the last.
    place_changed(int): another step is on show.
    arriving(): a face from elsewhere is about to be on show: who changes this one lets go.
    """

    shown = Signal(Recipe, bool)
    recipe_changed = Signal(Recipe)
    history_changed = Signal()
    step_settled = Signal(int, Step)
    place_changed = Signal(int)
    arriving = Signal()

    def __init__(self, seal: Callable[[Recipe], Recipe] = lambda recipe: recipe) -> None:
        self._seal = seal
        self._history: History | None = None
        self._trail = Trail()
        self._last_seed = FIRST_SEED
        # Truncation, noise and finish of faces that were opened, until the user sets others.
        self._opened: dict[Source, Own] = {}

    @property
    def has_recipe(self) -> bool:
        """Whether there is a face yet; there is one as soon as a network is loaded."""
        return self._history is not None

    @property
    def recipe(self) -> Recipe:
        """The face on show."""
        assert self._history is not None, "no network is loaded yet"
        return self._history.current.recipe

    def as_json(self) -> str | None:
        """The face on show as recipe JSON, None if there is none yet."""
        return None if self._history is None else recipe_to_json(self.recipe)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The history, the oldest step first."""
        return () if self._history is None else self._history.steps

    @property
    def place(self) -> int:
        """Index of the step that is on show."""
        return 0 if self._history is None else self._history.place

    @property
    def trims(self) -> int:
        """How often the oldest steps were dropped, so that the indices of the others changed."""
        return 0 if self._history is None else self._history.trims

    @property
    def in_gesture(self) -> bool:
        """Whether a control is held: the step on show may still change."""
        return self._history is not None and self._history.gesture is not None

    def begin(self, recipe: Recipe, label: str = "Start") -> None:
        """Start anew with a face; the history before it is forgotten."""
        self.restore([Step(recipe, label)], 0)

    def restore(self, steps: Sequence[Step], place: int) -> None:
        """Go on with a history as it was; `place` is the index of the step on show."""
        self._history = History(steps, place)
        self._trail = Trail(step.recipe.source for step in steps[: place + 1])
        self._opened = {s.recipe.source: Own.of(s.recipe) for s in steps if s.own is not None}
        self._changed(resting=True)

    def show_again(self) -> None:
        """Render the current face again, for example on another device."""
        if self._history is not None:
            self.shown.emit(self.recipe, True)

    def edit(self, recipe: Recipe, label: str, gesture: Hashable | None = None) -> None:
        """Change the face.

        Parameters
        ----------
        recipe : Recipe
        label : str
            What was done, for undo: "Smile", "Next face".
        gesture : hashable or None
            Edits with the same key, one after another, are one step of undo until
            `end_gesture`. Without a key the edit is a step of its own.
        """
        if self._history is not None:
            now, own = self.recipe, self._own()
            if recipe.source == now.source:  # the user set them; else they came with the face
                if recipe.truncation != now.truncation:
                    own = replace(own, truncation=recipe.truncation)
                if recipe.noise != now.noise:
                    own = replace(own, noise=recipe.noise)
                if recipe.finish != now.finish:
                    own = replace(own, finish=recipe.finish)
            self._record(recipe, label, gesture, own)

    def open(self, recipe: Recipe, label: str) -> None:
        """Show a face from elsewhere. Its truncation, noise and finish belong to it: the faces
        after it have those of the user again.
        """
        if self._history is not None:
            self.arriving.emit()
            self._record(recipe, label, None, self._own())

    def _own(self) -> Own:
        """Truncation, noise and finish that the user set last, for the faces to come."""
        assert self._history is not None
        return self._history.current.own or Own.of(self.recipe)

    def _record(self, recipe: Recipe, label: str, gesture: Hashable | None, wanted: Own) -> None:
        if self._history is None or recipe == self.recipe:
            return
        recipe = self._seal(recipe)
        if recipe == self.recipe:
            return
        if gesture != self._history.gesture:
            self._settle_gesture()
        self._note(self._history, recipe, label, gesture, wanted)
        if gesture is None:
            # Before anybody shows it: a control that loses the focus by that makes another step.
            self._settle()
        self._changed(resting=gesture is None)

    def _note(
        self, history: History, recipe: Recipe, label: str, gesture: Hashable | None, wanted: Own
    ) -> None:
        """Put it into the history, with what is wanted for the faces to come if that differs."""
        own = None if wanted == Own.of(recipe) else wanted
        history.put(Step(recipe, label, own), gesture)
        if gesture is None:
            self._note_opened()

    def _note_opened(self) -> None:
        """Remember whether the truncation and noise of the face on show came with it."""
        assert self._history is not None
        step = self._history.current
        if step.own is None:
            self._opened.pop(step.recipe.source, None)
            return
        self._opened[step.recipe.source] = Own.of(step.recipe)
        if len(self._opened) > MOST_OPENED:
            del self._opened[next(iter(self._opened))]

    def edit_beside(self, recipe: Recipe, label: str, others: Sequence[tuple[Recipe, str]]) -> None:
        """Show a face of several that came together: the others, each with its label, are steps
        of the history before it. One step back is the face that was on show. Truncation and
        noise belong to them as in `open`.
        """
        if self._history is None:
            return
        self.arriving.emit()
        self._settle_gesture()
        before, own = self._history.current, self._own()
        for each, name in (*others, (before.recipe, before.label), (recipe, label)):
            self._note(self._history, self._seal(each), name, None, own)
            self._settle()
        self._changed(resting=True)

    def end_gesture(self) -> None:
        """The hand has left the control: the full frame may follow at once."""
        if self._history is not None and self._history.gesture is not None:
            self.shown.emit(self.recipe, True)
            self._settle_gesture()
            self.history_changed.emit()

    def cancel_gesture(self, gesture: Hashable) -> None:
        """The hand takes back what it has done with this key since it took hold."""
        if self._history is not None and self._history.gesture == gesture:
            before, step = self._history.steps[self.place - 1], self._history.current
            self.edit(before.recipe, step.label, gesture)
            self.end_gesture()

    # -- undo ------------------------------------------------------------------------------

    @property
    def undo_label(self) -> str | None:
        """What undo takes back, None if nothing."""
        return self._history.undo_label if self._history is not None else None

    @property
    def redo_label(self) -> str | None:
        """What redo does again, None if nothing."""
        return self._history.redo_label if self._history is not None else None

    def undo(self) -> None:
        """Take the last step back."""
        self._settle_gesture()  # one that came back to where it began is none
        self.go_to(self.place - 1)

    def redo(self) -> None:
        """Do the step again that was taken back."""
        self._settle_gesture()
        self.go_to(self.place + 1)

    def go_to(self, place: int) -> None:
        """Show a step of the history."""
        before = self.place
        self._settle_gesture()
        if self.place < before <= place:
            return  # the step that was open came back to where it began: that face is on show
        if self._history is not None and self._history.go_to(place) is not None:
            self._changed(resting=True)
            self.place_changed.emit(place)

    # -- common edits ------------------------------------------------------------------------

    def next_face(self) -> None:
        """The face that one came back from, or that of the next seed; with the same edits."""
        self._visit(self._trail.after, +1, "Next face")

    def previous_face(self) -> None:
        """The face that was visited before, or that of the seed before; with the same edits."""
        self._visit(self._trail.before, -1, "Previous face")

    def random_face(self) -> None:
        """The face of a seed that nobody chose, with the same edits."""
        self.set_seed(self.random_seed(), "Random face")

    @staticmethod
    def random_seed() -> int:
        """A seed that nobody chose."""
        return secrets.randbelow(2**32)

    def set_seed(self, seed: int, label: str = "Seed") -> None:
        """The face of a seed, with the same edits and the user's own truncation and noise."""
        if self._history is not None:
            self.set_source(self.recipe.with_seed(seed).source, label)

    def set_source(self, source: Source, label: str) -> None:
        """Another face, with the same edits. Truncation and noise are the user's own, or those
        with which the face was opened.
        """
        if self._history is not None:
            own = self._own()
            recipe = self._opened.get(source, own).given_to(self.recipe.with_source(source))
            self._record(recipe, label, None, own)

    def reset_edits(self) -> None:
        """Mixing and directions off."""
        if self._history is not None:
            self.edit(self.recipe.without_edits(), "Reset edits")

    def _visit(self, source: Source | None, step: int, label: str) -> None:
        if self._history is None:
            return
        if source is None:
            # A face that comes from no seed goes on from the seed that was last on show.
            seed = self.recipe.seed
            self.set_seed((self._last_seed if seed is None else seed) + step, label)
        else:
            self.set_source(source, label)

    def _settle_gesture(self) -> None:
        if self._history is not None and self._history.close_gesture():
            self._trail.visit(self.recipe.source)
            self._note_opened()
            if self.redo_label is None:
                self._settle()
            else:
                self.place_changed.emit(self.place)

    def _settle(self) -> None:
        assert self._history is not None
        self.step_settled.emit(self._history.place, self._history.current)

    def _changed(self, resting: bool) -> None:
        recipe = self.recipe
        if recipe.seed is not None:
            self._last_seed = recipe.seed
        if self._history is not None and self._history.gesture is None:
            # The faces that a hand passes on its way were not visited.
            self._trail.visit(recipe.source)
        self.shown.emit(recipe, resting)
        self.recipe_changed.emit(recipe)
        self.history_changed.emit()
