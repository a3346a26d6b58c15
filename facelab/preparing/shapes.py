"""Outlines: what is inside of a circle or an oval, with soft edges a pixel wide, and rings.

Coverage is worked out from the distance to the edge, at the size that the picture leaves in: a
mask that is drawn larger and reduced gives the same, slower.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from facelab.export.named import Shape
from facelab.export.sizes import from_linear, to_linear

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Oval:
    """An ellipse, upright or turned, of the picture's side.

    Attributes
    ----------
    x, y : float
        Its centre, 0 to 1 from left and top.
    wide, tall : float
        Half its width and half its height.
    angle : float
        Clockwise on the screen, in radians.
    """

    x: float
    y: float
    wide: float
    tall: float
    angle: float = 0.0

    def coverage(self, side: int) -> Array:
        """How much of each pixel is inside: float32 [side, side]."""
        at = (np.arange(side, dtype=np.float32) + np.float32(0.5)) / np.float32(side)
        right, down = at[None, :] - np.float32(self.x), at[:, None] - np.float32(self.y)
        cosine, sine = np.float32(np.cos(self.angle)), np.float32(np.sin(self.angle))
        u = (cosine * right + sine * down) / np.float32(self.wide)
        v = (cosine * down - sine * right) / np.float32(self.tall)
        value = u * u + v * v - np.float32(1)
        # to first order the distance is the value over its slope
        slope = 2 * np.sqrt((u / np.float32(self.wide)) ** 2 + (v / np.float32(self.tall)) ** 2)
        away = value / np.maximum(slope, np.float32(1e-6)) * np.float32(side)
        return np.asarray(np.clip(np.float32(0.5) - away, 0, 1), np.float32)


def disc(side: int, radius: float | None = None) -> Array:
    """How much of each pixel is inside of a circle in the middle, in pixels: [side, side]."""
    at = np.arange(side, dtype=np.float32) + np.float32(0.5) - np.float32(side / 2)
    away = np.hypot(at[None, :], at[:, None]) - np.float32(side / 2 if radius is None else radius)
    return np.asarray(np.clip(np.float32(0.5) - away, 0, 1), np.float32)


def shaped(picture: Array, shape: Shape, oval: Oval | None = None) -> Array:
    """What a shape leaves of a picture.

    Parameters
    ----------
    picture : float32 [S, S, 3 or 4]
        As a display shows it, 0 to 1, alpha straight.
    shape : Shape
    oval : Oval or None
        Of the face, for that outline.

    Returns
    -------
    float32 [S, S, 3 or 4]
        With alpha where something can be seen through.
    """
    if shape.outline == "square":
        return _filled(picture, shape.outside) if shape.outside else picture
    inside = coverage(shape, picture.shape[0], oval)
    if shape.ring:
        picture = _ringed(picture, shape)
    alpha = inside if picture.shape[2] == 3 else inside * picture[..., 3]
    whole = np.concatenate((picture[..., :3], alpha[..., None]), axis=2)
    return _filled(whole, shape.outside) if shape.outside else whole


def coverage(shape: Shape, side: int, oval: Oval | None = None) -> Array:
    """How much of each pixel a shape leaves: float32 [side, side]."""
    if shape.outline == "square":
        return np.ones((side, side), np.float32)
    if shape.outline == "round":
        return disc(side)
    assert oval is not None, "an oval is that of a face"
    return oval.coverage(side)


def colour(text: str) -> Array:
    """A colour, written as in #ff8800, as float32 [3], 0 to 1."""
    return np.array([int(text[k : k + 2], 16) for k in (1, 3, 5)], np.float32) / np.float32(255)


def _ringed(picture: Array, shape: Shape) -> Array:
    """With a ring on the edge of the circle, over what is there."""
    side = picture.shape[0]
    ring = 1 - disc(side, side / 2 - shape.ring_width * side)[..., None]
    light = to_linear(picture[..., :3])
    alpha = picture[..., 3:] if picture.shape[2] == 4 else np.ones_like(ring)
    whole = ring + alpha * (1 - ring)
    mixed = to_linear(colour(shape.ring)) * ring + light * alpha * (1 - ring)
    shown = from_linear(np.clip(mixed / np.maximum(whole, np.float32(1e-6)), 0, 1))
    return shown if picture.shape[2] == 3 else np.concatenate((shown, whole), axis=2)


def _filled(picture: Array, outside: str) -> Array:
    """Before a colour, mixed as light: [S, S, 3]."""
    if picture.shape[2] == 3:
        return picture
    alpha = picture[..., 3:]
    light = to_linear(picture[..., :3]) * alpha + to_linear(colour(outside)) * (1 - alpha)
    return from_linear(np.clip(light, 0, 1))
