"""The cells of a sheet worked out for an export, with the network that draws them."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from facelab.engine import Renderer
from facelab.engine.characters import cells_of
from facelab.progress import Stop
from facelab.recipe.character.sheet import Cell, CharacterSheet
from facelab.session.rendering.tasks import Rank, Step


@dataclass(frozen=True)
class WorkingOut:
    """A task of one step; `done` or `failed` is called on the session's thread."""

    key: Hashable
    sheet: CharacterSheet
    done: Callable[[tuple[Cell, ...]], None]
    failed: Callable[[Exception], None]
    dropped: Callable[[], None] | None = None
    rank: Rank = Rank.AWAITED
    owed_by: str | None = None
    what: str = "a sheet"

    def step(self, renderer: Renderer, stop: Stop) -> Step:  # noqa: ARG002 - thousandths of a second
        """Work them out."""
        cells = cells_of(self.sheet, renderer)
        return Step(lambda: self.done(cells), last=True)
