"""A face before another background, also where it was drawn anew at a larger size.

What is in front is found out in the picture as the network drew it: at 4096 pixels that would take
a minute and gigabytes, and what a super-resolution network adds to an edge is invented. The matte
is enlarged; the colours of the large picture get the change that cleaning made in the small one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from facelab.cutout.backgrounds import Background, blurred, over
from facelab.cutout.matte import Matte, cut_out
from facelab.cutout.person import PersonFinder
from facelab.preparing.shapes import colour
from facelab.progress import Stop, go_on

Array = NDArray[np.float32]

_ROWS = 512  # at once: 4096 pixels are to take no more memory than they have to


def cut_before(
    picture: Array,
    drawn: Array,
    background: Background,
    finder: PersonFinder,
    backdrop: Array | None = None,
    linear: bool = False,
    stop: Stop = go_on,
) -> Array:
    """A picture with another background, or with none.

    Parameters
    ----------
    picture : float32 [S, S, 3]
        As a display shows it, 0 to 1.
    drawn : float32 [s, s, 3]
        The same as the network drew it.
    background : Background
    finder : PersonFinder
    backdrop : float32 [S, S, 3] or None
        Of a background that is a picture.
    linear : bool
        Whether who takes it mixes alpha in linear light, as film programs do: then alpha is how
        much of a pixel the face covers.
    stop : callable, optional

    Returns
    -------
    float32 [S, S, 3], or [S, S, 4] with straight alpha if the background is transparent

    Raises
    ------
    Stopped
    """
    small = _of_even_side(drawn)
    matte = cut_out(small, finder, stop)
    side = picture.shape[0]
    alpha = matte.coverage if linear or background.kind != "transparent" else matte.alpha
    behind: Array | None = None
    if background.kind == "colour":
        behind = colour(background.colour)[None, None]
    elif background.kind == "picture":
        assert backdrop is not None, "the picture was not read"
        behind = backdrop
    elif background.kind == "blur":
        behind = _at(blurred(small, matte.coverage), side)
        np.clip(behind, 0, 1, out=behind)
    cleaned = matte.front - small
    channels = 4 if behind is None else 3
    if side == small.shape[0]:
        return _put(matte.front, alpha, behind)
    del matte, small
    alpha, cleaned = np.clip(_at(alpha[..., None], side)[..., 0], 0, 1), _at(cleaned, side)
    out = np.empty((side, side, channels), np.float32)
    for start in range(0, side, _ROWS):
        rows = slice(start, start + _ROWS)
        front = np.clip(picture[rows] + cleaned[rows], 0, 1)
        there = behind if behind is None or behind.shape[0] == 1 else behind[rows]
        out[rows] = _put(front, alpha[rows], there)
    return out


def _put(front: Array, alpha: Array, behind: Array | None) -> Array:
    if behind is None:
        return np.concatenate((front, alpha[..., None]), axis=2)
    return over(Matte(alpha, alpha, front), behind)[..., :3]


def _of_even_side(picture: Array) -> Array:
    """With a side that is a power of two, as cutting out needs it."""
    side = picture.shape[0]
    return picture if not side & (side - 1) else _at(picture, 1 << side.bit_length())


def _at(values: Array, side: int) -> Array:
    """Values [s, s, C] at another side; smooth, so that an edge gets no seam."""
    if values.shape[0] == side:
        return values
    out = np.empty((side, side, values.shape[2]), np.float32)
    for k in range(values.shape[2]):
        plane = Image.fromarray(np.ascontiguousarray(values[..., k], np.float32))
        out[..., k] = np.asarray(plane.resize((side, side), Image.Resampling.BICUBIC))
    return out
