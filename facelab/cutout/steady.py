"""Faces cut out of the pictures of a clip, so that nothing at their edges flickers.

Each picture alone would be cut out well, and a hair that is found in one of them be lost in the
next. Here alpha is, wherever the picture stays as it is, the mean over the pictures before and
after in which it does, and nothing where most of them have nothing; where the picture changes its
own alpha counts.

What a picture gets depends on its neighbours alone, not on where one began: a clip that is made
in parts is the same clip.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from facelab.cutout.matte import Matte, alpha_of, find_person, matte_of
from facelab.cutout.person import PersonFinder
from facelab.cutout.pyramid import resized

Array = NDArray[np.float32]
Bytes = NDArray[np.uint8]

REACH = 12  # pictures before and after that have a say
STILL = 12.0  # of 255: by how much a picture may change that stays as it is
_GUIDE = 512  # largest side in pixels at which pictures are compared
_ABSENT = 0.02  # of alpha: there is nothing
# What most of them do not have would be left as mist: in so many of them there may be nothing at
# least, and at most.
_LEAST, _MOST = 0.3, 0.7
_TRUST = np.exp(-((np.arange(256) / STILL) ** 2)).astype(np.float32)


class SteadyCutOut:
    """Mattes of the pictures of a clip. It holds what a window of them needs, and no more.

    Parameters
    ----------
    picture_at : callable
        The picture of a number: float32 [S, S, 3], 0 to 1, S a power of two from 512 on; asked
        for once while a window moves over it.
    same : sequence of int
        For each picture the first that is equal to it: a face that stays is cut out once.
    repeats : bool
        Whether the first follows the last.
    finder : PersonFinder
    cancelled : callable
        Asked between the steps.
    """

    def __init__(
        self,
        picture_at: Callable[[int], Array],
        same: Sequence[int],
        repeats: bool,
        finder: PersonFinder,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        self._picture_at, self._same, self._repeats = picture_at, same, repeats
        self._finder, self._cancelled = finder, cancelled
        self._held: OrderedDict[int, tuple[Bytes, Array]] = OrderedDict()

    def window(self, number: int) -> tuple[int, ...]:
        """The pictures that the matte of one depends on: if they are the same, so is it. Before
        the first there is the first, unless the clip repeats.
        """
        count = len(self._same)
        numbers = range(number - REACH, number + REACH + 1)
        if self._repeats:
            return tuple(self._same[each % count] for each in numbers)
        return tuple(self._same[min(max(each, 0), count - 1)] for each in numbers)

    def matte(self, number: int) -> Matte:
        """The matte of a picture.

        Raises
        ------
        Stopped
            `cancelled` returned True.
        """
        window = self.window(number)
        own = window[REACH]
        guide, alpha = self._alone(own)
        side = guide.shape[1]
        scale = alpha.shape[0] // side
        total = np.zeros((side, scale, side, scale), np.float32)  # blocks of what is one there
        absent = np.zeros_like(total)
        weights = np.zeros((side, side), np.float32)
        for step, other in zip(range(-REACH, REACH + 1), window, strict=True):
            before, its = self._alone(other)
            weight = np.float32(1 - abs(step) / (REACH + 1)) * _stays(guide, before)
            blocks, weight_of_block = its.reshape(total.shape), weight[:, None, :, None]
            total += weight_of_block * blocks
            absent += weight_of_block * (blocks < _ABSENT)
            weights += weight
        total /= weights[:, None, :, None]
        absent /= weights[:, None, :, None]
        total *= np.clip((_MOST - absent) / np.float32(_MOST - _LEAST), 0, 1)
        while len(self._held) > 2 * REACH + 1:  # those that the window has left
            self._held.popitem(last=False)
        steady = np.clip(total.reshape(alpha.shape), 0, 1)
        return matte_of(self._picture_at(own), steady)

    def _alone(self, number: int) -> tuple[Bytes, Array]:
        """A picture to compare with, [3, s, s], and its alpha by itself."""
        found = self._held.get(number)
        if found is None:
            picture = self._picture_at(number)
            person = find_person(picture, self._finder)
            alpha = alpha_of(picture, person, self._cancelled)
            small = resized(picture, min(_GUIDE, picture.shape[0]))
            planes = np.ascontiguousarray(np.moveaxis(small * 255 + 0.5, 2, 0).astype(np.uint8))
            found = planes, alpha
            self._held[number] = found
        self._held.move_to_end(number)
        return found


def _stays(one: Bytes, other: Bytes) -> Array:
    """How far a picture stays as it is in another one, each pixel with those around it."""
    planes = (np.maximum(a, b) - np.minimum(a, b) for a, b in zip(one, other, strict=True))
    apart: Bytes = reduce(np.maximum, planes)
    rows = apart.copy()
    np.maximum(rows[:-1], apart[1:], out=rows[:-1])
    np.maximum(rows[1:], apart[:-1], out=rows[1:])
    around = rows.copy()
    np.maximum(around[:, :-1], rows[:, 1:], out=around[:, :-1])
    np.maximum(around[:, 1:], rows[:, :-1], out=around[:, 1:])
    return np.take(_TRUST, around)
