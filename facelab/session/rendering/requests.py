"""What is asked of the engine's thread."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from facelab.engine import Frame
from facelab.recipe import Recipe


@dataclass(frozen=True)
class RenderRequest:
    """Show this recipe. `resting` says that no control is held: the full frame may follow."""

    recipe: Recipe
    resting: bool


@dataclass(frozen=True)
class SideRequest:
    """A picture that is not the one on the canvas: a thumbnail, the face before its edits.

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

    @property
    def owed(self) -> bool:
        """Whether it outlives the loading of another network: nobody asks for it again."""
        return self.promised

    def is_for(self, sha256: str) -> bool:
        """Whether this network can do it."""
        return self.recipe.model.sha256 == sha256


@dataclass(frozen=True)
class ComposeRequest:
    """The w+ of faces, without pictures; a few thousandths of a second each.

    `done` is called with an array float32 [N, num_ws, w_dim], or `failed`, on the session's
    thread.
    """

    key: Hashable
    recipes: tuple[Recipe, ...]
    done: Callable[[NDArray[np.float32]], None]
    failed: Callable[[Exception], None]
    promised: bool = False

    @property
    def owed(self) -> bool:
        """Whether it outlives the loading of another network: nobody asks for it again."""
        return True

    def is_for(self, sha256: str) -> bool:
        """Whether this network can do it."""
        return all(recipe.model.sha256 == sha256 for recipe in self.recipes)
