"""Keeping the face on show, also one whose picture is still to come."""

from __future__ import annotations

from facelab.engine import Frame
from facelab.recipe import Recipe
from facelab.session.kept.kept_faces import Keeping
from facelab.session.rendering.engine_thread import EngineThread
from facelab.session.rendering.side_picture import SidePicture
from facelab.session.signals import Signal


class KeepOnShow:
    """Puts faces into the library as soon as they have a picture, and at the end without one;
    knows whether the face on show is there, exactly as it is.

    Signals
    -------
    changed(): `number` is another.
    """

    changed = Signal()

    def __init__(self, kept: Keeping, engine: EngineThread) -> None:
        self._kept = kept
        self._engine = engine
        self._waiting: dict[Recipe, str] = {}
        self._shown: Recipe | None = None
        self._number: int | None = None
        kept.changed.connect(self._look)

    @property
    def number(self) -> int | None:
        """The number of the face on show in the library, None if it is not kept as it is."""
        return self._number

    def show(self, recipe: Recipe, resting: bool) -> None:
        """A face is on show; the library is asked of it once no control is held."""
        if recipe != self._shown:
            self._shown = recipe
            self._set_number(None)
        if resting:
            self._look()

    def _look(self) -> None:
        recipe = self._shown
        if recipe is not None:
            self._kept.find(recipe, lambda number: self._on_found(recipe, number))

    def _on_found(self, recipe: Recipe, number: int | None) -> None:
        if recipe == self._shown:
            self._set_number(number)

    def _set_number(self, number: int | None) -> None:
        if number != self._number:
            self._number = number
            self.changed.emit()

    def keep(self, recipe: Recipe, frame: Frame | None, name: str) -> None:
        """Keep a face.

        Parameters
        ----------
        recipe : Recipe
        frame : Frame or None
            What is on the canvas: it may be the picture already.
        name : str
        """
        if frame is not None and frame.shows(recipe):
            self._kept.add(recipe, frame, name)
        else:
            # If its picture never comes, the recipe is kept all the same.
            self._waiting[recipe] = name
            self._ask(recipe)

    def ask_again(self) -> None:
        """A network was loaded: the engine has forgotten what was asked of the one before."""
        for recipe in self._waiting:
            self._ask(recipe)

    def finish(self) -> None:
        """Keep what still waits, without a picture: it can be made later."""
        for recipe in list(self._waiting):
            self._now(recipe, None)

    def _ask(self, recipe: Recipe) -> None:
        self._engine.submit(
            SidePicture(
                ("keep", recipe),
                recipe,
                "preview",
                lambda frame: self._now(recipe, frame),
                lambda error: self._now(recipe, None),
            )
        )

    def _now(self, recipe: Recipe, frame: Frame | None) -> None:
        name = self._waiting.pop(recipe, None)
        if name is not None:
            self._kept.add(recipe, frame, name)
