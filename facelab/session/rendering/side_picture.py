"""A picture that is not the one on the canvas."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Literal

from facelab.engine import Frame, Renderer
from facelab.progress import Stop
from facelab.recipe import Recipe
from facelab.session.rendering.tasks import Rank, Step


@dataclass(frozen=True)
class SidePicture:
    """A task of one step: a thumbnail, the face before its edits, the frame for a file.

    `done` or `failed` is called with the result on the session's thread.

    Attributes
    ----------
    promised : bool
        The user counts on it, for example to be saved: it goes before the others, and is made
        even if the program is about to end. `done` is then called on the engine's own thread,
        since the session's may be waiting for the end.
    what : str
        What was promised, in words.
    """

    key: Hashable
    recipe: Recipe
    kind: Literal["preview", "full"]
    done: Callable[[Frame], None]
    failed: Callable[[Exception], None]
    promised: bool = False
    what: str = "a picture"
    dropped: Callable[[], None] | None = None

    @property
    def rank(self) -> Rank:
        """Before the others if it was promised."""
        return Rank.PROMISED if self.promised else Rank.AWAITED

    @property
    def owed_by(self) -> str | None:
        """Its network, if it was promised."""
        return self.recipe.model.sha256 if self.promised else None

    @property
    def network(self) -> str:
        """The one that its face was made with."""
        return self.recipe.model.sha256

    def step(self, renderer: Renderer, stop: Stop) -> Step:
        """Draw it."""
        frame = renderer.preview(self.recipe, smallest=True) if self.kind == "preview" else None
        if frame is None:
            frame = renderer.full(self.recipe, stop)
        drawn = frame
        if not self.promised:
            return Step(lambda: self.done(drawn), last=True)
        self.done(drawn)
        return Step(last=True)
