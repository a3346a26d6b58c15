"""Faces cut out of the pictures of a clip, so that nothing at their edges flickers.

Each picture alone would be cut out well, and a hair that is found in one of them be lost in the
next. Here alpha is, wherever the picture stays as it is, the mean over the pictures before and
after in which it does, and nothing where most of them have nothing; where the picture changes its
own alpha counts. Before that, what the networks doubt over a wide area is decided as it is in most
of the pictures nearby: a shoulder that is there in one picture and gone in the next could not be
made good by a mean.

What a picture gets depends on its neighbours alone, not on where one began: a clip that is made
in parts is the same clip.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from facelab.cutout.matte import Matte, alpha_of, find_person, matte_of
from facelab.cutout.person import SIDE, Person, PersonFinder
from facelab.cutout.pyramid import resized
from facelab.cutout.settling import agreed, settled

Array = NDArray[np.float32]
Bytes = NDArray[np.uint8]

REACH = 12  # pictures before and after that have a say
AROUND = 4  # pictures before and after that have a say in what is doubted
AHEAD = REACH + AROUND  # how far ahead of a matte pictures are asked for
STILL = 12.0  # of 255: by how much a picture may change that stays as it is
_GUIDE = 512  # largest side in pixels at which pictures are compared
_ABSENT = 0.02  # of alpha: there is nothing
# What most of them do not have would be left as mist: in so many of them there may be nothing at
# least, and at most.
_LEAST, _MOST = 0.3, 0.7
_ALIKE = 40.0  # of 255: the same for a say in what is doubted, which is of whole areas


def _trust(still: float) -> Array:
    return np.exp(-((np.arange(256) / still) ** 2)).astype(np.float32)


_TRUST, _SAY = _trust(STILL), _trust(_ALIKE)


@dataclass(frozen=True, eq=False)
class _Seen:
    """What is known of a picture by itself: the picture to compare with, uint8 [3, SIDE, SIDE],
    what the networks say of it, and that with its doubts decided.
    """

    small: Bytes
    said: Person
    decided: Person


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
        self._seen: OrderedDict[int, _Seen] = OrderedDict()

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
            weight = np.float32(1 - abs(step) / (REACH + 1)) * _stays(guide, before, _TRUST)
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
            decided = self._decided(number)
            picture = self._picture_at(number)
            alpha = alpha_of(picture, self._look(number).said, self._cancelled, decided)
            found = _planes(picture, min(_GUIDE, picture.shape[0])), alpha
            self._held[number] = found
        self._held.move_to_end(number)
        return found

    def _decided(self, number: int) -> Person:
        """The person in a picture, its wide areas of doubt as in most pictures around it."""
        own = self._look(number)
        around, count = [], len(self._same)
        for step in range(-AROUND, AROUND + 1):
            place = (number + step) % count
            if place != number + step and not self._repeats:
                continue  # before the first there is nothing that could say more
            its = self._look(self._same[place])
            near = np.float32(1 - abs(step) / (AROUND + 1))
            around.append((near * _stays(own.small, its.small, _SAY), its.decided))
        return agreed(own.said, own.decided, around)

    def _look(self, number: int) -> _Seen:
        found = self._seen.get(number)
        if found is None:
            picture = self._picture_at(number)
            said = find_person(picture, self._finder)
            small = resized(picture, SIDE)
            found = self._seen[number] = _Seen(_planes(picture, SIDE), said, settled(said, small))
            while len(self._seen) > 2 * AHEAD + 1:
                self._seen.popitem(last=False)
        self._seen.move_to_end(number)
        return found


def _planes(picture: Array, side: int) -> Bytes:
    """A picture to compare with, uint8 [3, side, side]."""
    small = resized(picture, side)
    return np.ascontiguousarray(np.moveaxis(small * 255 + 0.5, 2, 0).astype(np.uint8))


def _stays(one: Bytes, other: Bytes, trust: Array) -> Array:
    """How far a picture stays as it is in another one, each pixel with those around it.

    Parameters
    ----------
    one, other : uint8 [3, s, s]
    trust : float32 [256]
        By how much they differ.
    """
    planes = (np.maximum(a, b) - np.minimum(a, b) for a, b in zip(one, other, strict=True))
    apart: Bytes = reduce(np.maximum, planes)
    rows = apart.copy()
    np.maximum(rows[:-1], apart[1:], out=rows[:-1])
    np.maximum(rows[1:], apart[:-1], out=rows[1:])
    around = rows.copy()
    np.maximum(around[:, :-1], rows[:, 1:], out=around[:, :-1])
    np.maximum(around[:, 1:], rows[:, :-1], out=around[:, 1:])
    return np.take(trust, around)
