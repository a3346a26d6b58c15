"""Who draws what is measured: a network at hand, or one that another thread has."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from facelab.engine import Renderer
from facelab.progress import Stop
from facelab.recipe import Noise, Recipe

Pixels = NDArray[np.uint8]


class Sight(Protocol):
    """Draws faces; what is not at hand is waited for. A stop raises Stopped."""

    def small(self, recipe: Recipe, stop: Stop | None = None) -> Pixels:
        """The smallest picture, as rulers are made: uint8 [S, S, 3], the network's own noise."""

    def full(self, recipe: Recipe, stop: Stop | None = None) -> Pixels:
        """The picture that leaves: uint8 [S, S, 3]."""

    def compose(self, recipe: Recipe) -> NDArray[np.float32]:
        """Its w+ [num_ws, w_dim]."""


class AtHand:
    """A network of the thread that calls."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    def small(self, recipe: Recipe, stop: Stop | None = None) -> Pixels:
        """As `Sight.small`."""
        renderer = self._renderer
        ws = renderer.compose(recipe)
        drawn = renderer.draw(ws[None], Noise(), min(renderer.sizes), stop)
        return np.ascontiguousarray(drawn[0, :, :, 2::-1])

    def full(self, recipe: Recipe, stop: Stop | None = None) -> Pixels:
        """As `Sight.full`."""
        return self._renderer.full(recipe, stop).rgb()

    def compose(self, recipe: Recipe) -> NDArray[np.float32]:
        """As `Sight.compose`."""
        return self._renderer.compose(recipe)
