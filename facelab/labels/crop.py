"""Squares cut out of a picture, turned and scaled to what a network takes, and the way back."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.uint8]
Points = NDArray[np.float64]


@dataclass(frozen=True)
class Crop:
    """A square of a picture.

    Attributes
    ----------
    x, y : float
        Its centre, in pixels.
    side : float
        In pixels.
    angle : float
        By how much its rows are turned, in radians, clockwise on the screen.
    flipped : bool
        Left and right change places.
    """

    x: float
    y: float
    side: float
    angle: float = 0.0
    flipped: bool = False

    def take(self, picture: Image.Image, size: int) -> Pixels:
        """Its pixels [size, size, 3]; black outside the picture."""
        scale = self.side / size
        cosine, sine = math.cos(self.angle) * scale, math.sin(self.angle) * scale
        mirror = -1.0 if self.flipped else 1.0
        a, b, d, e = cosine * mirror, -sine, sine * mirror, cosine
        half = size / 2
        matrix = (a, b, self.x - a * half - b * half, d, e, self.y - d * half - e * half)
        taken = picture.transform(
            (size, size), Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR
        )
        return np.asarray(taken)

    def place(self, points: Points, size: int) -> Points:
        """Points [N, 2 or 3] in pixels of the crop, as they lie in the picture."""
        scale = self.side / size
        out = points * scale
        x, y = out[:, 0] - self.side / 2, out[:, 1] - self.side / 2
        if self.flipped:
            x = -x
        out[:, 0] = self.x + math.cos(self.angle) * x - math.sin(self.angle) * y
        out[:, 1] = self.y + math.sin(self.angle) * x + math.cos(self.angle) * y
        return out
