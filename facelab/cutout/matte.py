"""A picture taken apart: what is in front, and how much of every pixel it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from facelab.cutout.closed_form import go_on, solve_alpha
from facelab.cutout.foreground import estimate_colours
from facelab.cutout.light import to_light
from facelab.cutout.person import SIDE, Person, PersonFinder
from facelab.cutout.pyramid import resized
from facelab.cutout.regions import connected, grown
from facelab.cutout.settling import settled
from facelab.cutout.trimap import Trimap, make_trimap
from facelab.errors import ModelError

Array = NDArray[np.float32]

_LEAST, _MOST = 0.06, 0.96  # of alpha: what is beyond is nothing, and all
_WALL, _HAT = 0.4, 0.7  # mean alpha of what is doubtful, where it is nothing, and where it is all
_SHOULDERS = 0.7  # row above which no jacket begins, of the side
_DENSE, _LIKELY = 0.8, 0.35  # mean alpha of a jacket's edge, and how likely it is a person below
_JAW = 14  # how far beside the face, in pixels of SIDE, a jaw may still be seen
_MIST, _STRAND = 0.2, 0.45  # highest alpha around of what is nothing, and of what is a hair
_NEAR = 7  # as far around, in pixels of SIDE
_SOMEBODY = 0.01  # of the picture: less that is surely in front is nobody
_AWAY = 8  # how far from the head a strand's end may lie, of SIDE


@dataclass(frozen=True, eq=False)
class Matte:
    """Head and shoulders of a picture.

    Attributes
    ----------
    alpha : float32 [H, W]
        0 to 1, as programs mix colours of the display: the picture is alpha front +
        (1 - alpha) back in its own numbers. This is what goes into a PNG.
    coverage : float32 [H, W]
        The same in linear light: how much of a pixel is covered.
    front : float32 [H, W, 3]
        Colours of the display, 0 to 1, without the old background in them.
    """

    alpha: Array
    coverage: Array
    front: Array

    def rgba(self) -> Array:
        """Front and alpha, straight: float32 [H, W, 4]."""
        return np.concatenate((self.front, self.alpha[..., None]), axis=2)


def cut_out(
    picture: Array, finder: PersonFinder, cancelled: Callable[[], bool] = lambda: False
) -> Matte:
    """Take a face out of its picture; the same picture gives the same matte.

    Parameters
    ----------
    picture : float32 [S, S, 3]
        Colours of the display, 0 to 1; a face where FFHQ puts it. S is a power of two.
    finder : PersonFinder
    cancelled : callable
        Asked between the steps.

    Raises
    ------
    Stopped
        `cancelled` returned True.
    ModelError
        Nobody is seen in the picture, as in those of a network of cats.
    """
    side = picture.shape[0]
    if picture.shape != (side, side, 3) or side & (side - 1):
        raise ValueError(f"a picture to cut out is square, its side a power of two; not {side}")
    if side < 2 * SIDE:  # the steps below count in pixels of a larger one
        large = cut_out(resized(picture, 2 * SIDE), finder, cancelled)
        return Matte(*(resized(each, side) for each in (large.alpha, large.coverage, large.front)))
    person = find_person(picture, finder)
    go_on(cancelled)
    alpha = alpha_of(picture, person, cancelled)
    go_on(cancelled)
    matte = matte_of(picture, alpha)
    go_on(cancelled)
    return matte


def find_person(picture: Array, finder: PersonFinder) -> Person:
    """Where the person is in a picture of at least 2 SIDE."""
    return finder.find(resized(picture, SIDE))


def alpha_of(
    picture: Array,
    person: Person,
    cancelled: Callable[[], bool] = lambda: False,
    decided: Person | None = None,
) -> Array:
    """Alpha of a picture [S, S, 3] of at least 2 SIDE, whose person is known: float32 [S, S].

    Parameters
    ----------
    picture, person, cancelled
        As in `cut_out`.
    decided : Person or None
        The person with each wide area of doubt decided, where that is known.

    Raises
    ------
    Stopped
        `cancelled` returned True.
    ModelError
        There is nobody in it.
    """
    said, person = person.mean, decided or settled(person, resized(picture, SIDE))
    trimap = make_trimap(resized(picture, 2 * SIDE), person, said)
    if (trimap.values == 1).mean() < _SOMEBODY:
        raise ModelError(
            "Nobody can be cut out of this picture.",
            "The networks that look for head and shoulders see no person in it.",
            "Leave the background as it is.",
        )
    scale = picture.shape[0] // SIDE
    known = trimap.values.repeat(scale, 0).repeat(scale, 1)
    alpha = solve_alpha(picture, known, person.mean, cancelled)
    go_on(cancelled)
    alpha = _with_jacket(_decided(alpha, trimap), person)
    return np.asarray(np.clip((alpha - _LEAST) / np.float32(_MOST - _LEAST), 0, 1), np.float32)


def matte_of(picture: Array, alpha: Array) -> Matte:
    """The matte of a picture [S, S, 3] whose alpha [S, S] is known."""
    front, back = estimate_colours(picture, alpha)
    return Matte(alpha, _coverage(picture, front, back, alpha), front)


def _decided(alpha: Array, trimap: Trimap) -> Array:
    """Nothing hangs in the air, and of what may be a hat or a wall there is all or nothing."""
    small = resized(alpha, SIDE)
    kept = grown(connected(grown(small > 0.25, 1), trimap.values == 1), _AWAY)
    around = resized(resized(small, SIDE // 4), SIDE)
    clear = np.clip((around - _WALL) / np.float32(_HAT - _WALL), 0, 1)
    side = alpha.shape[0]
    # mist: nothing near it is even a strand
    scale = side // SIDE
    highest = alpha.reshape(SIDE, scale, SIDE, scale).max(axis=(1, 3))
    image = Image.fromarray(np.asarray(highest * 255 + 0.5, np.uint8))
    near = np.asarray(image.filter(ImageFilter.MaxFilter(_NEAR))).astype(np.float32) / 255
    strand = np.clip((near - _MIST) / np.float32(_STRAND - _MIST), 0, 1)
    share = kept * strand * np.where(trimap.doubtful & ~trimap.rough, clear, np.float32(1))
    firm = resized(trimap.doubtful.astype(np.float32), side)
    alpha += firm * (np.clip((alpha - _WALL / 2) / np.float32(_WALL), 0, 1) - alpha)
    return alpha * resized(share.astype(np.float32), side)


def _with_jacket(alpha: Array, person: Person) -> Array:
    """Below the edge of a jacket there is jacket, also where it looks like what is behind it.

    Hair ends in the air as well: so only what the network, too, takes for the person.
    """
    small = resized(alpha, SIDE)
    start = int(_SHOULDERS * SIDE)
    dense = resized(resized(small, SIDE // 4), SIDE)[start:] > _DENSE
    jacket = np.zeros((SIDE, SIDE), np.float32)
    beside = ~grown(person.face, _JAW).any(axis=0)
    below = np.maximum.accumulate(dense & beside, axis=0)
    jacket[start:] = below & (person.mean[start:] > _LIKELY)
    return np.maximum(alpha, resized(jacket, alpha.shape[0]))


def _coverage(picture: Array, front: Array, back: Array, alpha: Array) -> Array:
    """Alpha in linear light: the place of the picture's colour between the two."""
    coverage = alpha.copy()
    mixed = (alpha > 0) & (alpha < 1)
    own, one, other = (to_light(each[mixed]) for each in (picture, front, back))
    apart = one - other
    along = np.einsum("nc,nc->n", own - other, apart)
    length = np.einsum("nc,nc->n", apart, apart)
    # where both are alike the colour says nothing, and both alphas mean the same
    doubt = np.float32(1e-3)
    coverage[mixed] = np.clip((along + doubt * alpha[mixed]) / (length + doubt), 0, 1)
    return coverage
