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
        behind = blurred(small, matte.coverage)
    if side == small.shape[0]:
        return _put(matte.front, alpha, behind)
    cleaned = matte.front - small
    del matte, small
    out = np.empty((side, side, 4 if behind is None else 3), np.float32)
    for start in range(0, side, _ROWS):
        rows = slice(start, min(start + _ROWS, side))
        front = np.clip(picture[rows] + _at(cleaned, side, rows), 0, 1)
        share = np.clip(_at(alpha[..., None], side, rows)[..., 0], 0, 1)
        there = behind
        if behind is not None and behind.shape[0] not in (1, side):
            there = np.clip(_at(behind, side, rows), 0, 1)
        elif behind is not None and behind.shape[0] == side:
            there = behind[rows]
        out[rows] = _put(front, share, there)
    return out


def _put(front: Array, alpha: Array, behind: Array | None) -> Array:
    if behind is None:
        return np.concatenate((front, alpha[..., None]), axis=2)
    return over(Matte(alpha, alpha, front), behind)[..., :3]


def _of_even_side(picture: Array) -> Array:
    """With a side that is a power of two, as cutting out needs it."""
    side = picture.shape[0]
    return picture if not side & (side - 1) else _at(picture, 1 << side.bit_length())


def _at(values: Array, side: int, rows: slice | None = None) -> Array:
    """Values [s, s, C] at another side; smooth, so that an edge gets no seam. Of some rows of
    what would come out, they alone: [rows, side, C].
    """
    own = values.shape[0]
    start, stop = (0, side) if rows is None else (rows.start, rows.stop)
    box = (0, start * own / side, own, stop * own / side)
    out = np.empty((stop - start, side, values.shape[2]), np.float32)
    for k in range(values.shape[2]):
        plane = Image.fromarray(np.ascontiguousarray(values[..., k], np.float32))
        made = plane.resize((side, stop - start), Image.Resampling.BICUBIC, box)
        out[..., k] = np.asarray(made)
    return out
