"""What the engine hands out: pixels, and what they show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from facelab.recipe import Recipe
from facelab.recipe.values import Finish


@dataclass(frozen=True, eq=False)
class Frame:
    """One rendered picture.

    Attributes
    ----------
    pixels : uint8 array [H, W, 4], C-contiguous
        Blue, green, red, 255: the byte order of a 32-bit screen, so that painting copies nothing.
    kind : "preview" or "full"
    full_size : int
        Side of the full frame in pixels, whatever the size of this one.
    recipe : Recipe
        What was rendered.
    ws : float32 array [num_ws, w_dim]
        The composed w+ that the network was given.
    milliseconds : float
        Time from the recipe to the pixels.
    share : float
        How much of what its directions ask for the face has: less than 1 where the recipe's
        guard held it.
    drawn_by : str
        Title of the network that drew it; empty if nobody has said, as in tests.
    stands_in : bool
        Whether that is another network than the recipe's, which has the same w and is faster.
    finish : "clean", "raw" or None
        Of a full frame: whether the network's lattice was taken off. None where it leaves none
        that is known, and of previews.
    light : bool
        Whether a light head drew it, which is less close.
    sharpened_from : int or None
        Side of the preview that the network drew, if detail of the last full frame was added to
        it since.
    """

    pixels: NDArray[np.uint8]
    kind: Literal["preview", "full"]
    full_size: int
    recipe: Recipe
    ws: NDArray[np.float32]
    milliseconds: float
    share: float = 1.0
    drawn_by: str = ""
    stands_in: bool = False
    finish: Finish | None = None
    light: bool = False
    sharpened_from: int | None = None

    @property
    def size(self) -> int:
        """Side of these pixels."""
        return int(self.pixels.shape[0])

    def shows(self, recipe: Recipe) -> bool:
        """Whether it is a picture of this recipe by the recipe's own network, so that it may be
        kept as that.
        """
        return self.recipe == recipe and not self.stands_in

    def rgb(self) -> NDArray[np.uint8]:
        """The picture as uint8 [H, W, 3] red, green, blue (a copy)."""
        return np.ascontiguousarray(self.pixels[..., 2::-1])
