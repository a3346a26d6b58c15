"""Small pictures of other faces: style sources, tooltips. Made when the engine has time."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from facelab.engine import Frame
from facelab.export.picture import shrunk
from facelab.recipe import Recipe
from facelab.session.rendering.engine_thread import EngineThread
from facelab.session.rendering.side_picture import SidePicture
from facelab.session.signals import Signal

SIDE = 128
CACHED = 512


class Thumbnails:
    """Asks the engine for pictures and remembers the last ones.

    Parameters
    ----------
    engine : EngineThread
    earlier : callable
        Finds a picture from an earlier time; None if there is none.

    Signals
    -------
    ready(Recipe): `get` now has the picture of this recipe.
    """

    ready = Signal(Recipe)

    def __init__(
        self,
        engine: EngineThread,
        earlier: Callable[[Recipe], NDArray[np.uint8] | None] = lambda recipe: None,
    ) -> None:
        self._engine = engine
        self._earlier = earlier
        self._pictures: OrderedDict[Recipe, NDArray[np.uint8]] = OrderedDict()
        self._asked: set[Recipe] = set()

    def get(self, recipe: Recipe) -> NDArray[np.uint8] | None:
        """The picture, uint8 [128, 128, 4] blue, green, red, 255; None if it is still to come,
        then `ready` follows.
        """
        picture = self.peek(recipe)
        if picture is not None:
            self._pictures.move_to_end(recipe)
            return picture
        if recipe not in self._asked:
            self._asked.add(recipe)
            self._ask(recipe)
        return None

    def peek(self, recipe: Recipe) -> NDArray[np.uint8] | None:
        """The picture if it is there; nothing is asked of the engine."""
        if recipe not in self._pictures:
            earlier = self._earlier(recipe)
            if earlier is not None:
                self._keep(recipe, earlier)
        return self._pictures.get(recipe)

    def take(self, recipe: Recipe, pixels: NDArray[np.uint8]) -> None:
        """Take a picture that was made elsewhere, uint8 [128, 128, 4]."""
        if recipe not in self._pictures:
            self._keep(recipe, pixels)
            self.ready.emit(recipe)

    def offer(self, frame: Frame) -> None:
        """Make the picture from a frame that was rendered for something else."""
        if frame.recipe not in self._pictures:
            self._on_done(frame)

    def ask_again(self) -> None:
        """A network was loaded: the engine has forgotten what was asked of the one before."""
        for recipe in self._asked:
            self._ask(recipe)

    def _ask(self, recipe: Recipe) -> None:
        self._engine.submit(
            SidePicture(
                ("thumbnail", recipe),
                recipe,
                "preview",
                self._on_done,
                lambda error: self._asked.discard(recipe),
            )
        )

    def _on_done(self, frame: Frame) -> None:
        self._asked.discard(frame.recipe)
        # Every second pixel of a full frame is enough, and four times as fast.
        step = max(1, frame.size // (4 * SIDE))
        pixels = np.ascontiguousarray(frame.pixels[::step, ::step])
        self._keep(frame.recipe, shrunk(pixels, SIDE))
        self.ready.emit(frame.recipe)

    def _keep(self, recipe: Recipe, pixels: NDArray[np.uint8]) -> None:
        self._pictures[recipe] = pixels
        while len(self._pictures) > CACHED:
            self._pictures.popitem(last=False)
