"""Pictures of other faces at their full size, for someone who looks at them closely."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Literal

from facelab.engine import Frame
from facelab.recipe import Recipe
from facelab.session.rendering.engine_thread import EngineThread
from facelab.session.rendering.side_picture import SidePicture

Done = Callable[[Frame], None]
Failed = Callable[[Exception], None]


@dataclass(frozen=True, eq=False)
class Wanted:
    """A face that someone looks at: `done` or `failed` is called on the session's thread."""

    key: Hashable
    recipe: Recipe
    done: Done
    failed: Failed


class Pictures:
    """Asks the engine for the picture of a face that is not on the canvas.

    What was asked with the same key and was not started is forgotten.
    """

    def __init__(self, engine: EngineThread) -> None:
        self._engine = engine

    def show(self, *wanted: Wanted) -> None:
        """Call `done` of each with its preview and then with its full frame.

        The previews of all come before the first full frame, which takes several times as
        long.
        """
        for each in wanted:
            self._ask(each, "preview")
        for each in wanted:
            self._ask(each, "full")

    def preview(self, wanted: Wanted) -> None:
        """Call `done` with the preview only."""
        self._ask(wanted, "preview")

    def forget(self, key: Hashable) -> None:
        """Nobody looks any more; one that has begun may still come."""
        self._engine.cancel(("picture", key, "preview"))
        self._engine.cancel(("picture", key, "full"))

    def _ask(self, wanted: Wanted, kind: Literal["preview", "full"]) -> None:
        key = ("picture", wanted.key, kind)
        self._engine.submit(SidePicture(key, wanted.recipe, kind, wanted.done, wanted.failed))
