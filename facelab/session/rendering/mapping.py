"""Some z to w, by the loaded network's mapping network."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from facelab.engine import Renderer
from facelab.engine.directions.measured import Draw
from facelab.errors import Stopped
from facelab.progress import Stop
from facelab.session.rendering.tasks import Rank, Step


@dataclass(eq=False)
class Mapping:
    """A task of one step that nobody waits for. `done` is called with w, float32 [N, w_dim], or
    `failed`, with `Stopped` if another network is loaded before.
    """

    key: Hashable
    sha256: str  # of the network
    draw: Draw
    done: Callable[[NDArray[np.float32]], None]
    failed: Callable[[Exception], None]
    rank: Rank = Rank.BACKGROUND
    owed_by: str | None = None
    what: str = ""

    def dropped(self) -> None:
        """It will not be done."""
        self.failed(Stopped())

    def step(self, renderer: Renderer, stop: Stop) -> Step:  # noqa: ARG002 - hundredths of a second
        """Map them all, unless it is another network's turn by now."""
        if renderer.info.sha256 != self.sha256:
            return Step(self.dropped, last=True)
        w = renderer.map(self.draw.z, self.draw.label)
        return Step(lambda: self.done(w), last=True)
