"""The picture of each time of a timeline, drawn and prepared; any of them can be asked for."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from facelab.cutout.backgrounds import compose
from facelab.cutout.matte import Matte
from facelab.cutout.person import SIDE, PersonFinder
from facelab.cutout.steady import AHEAD, SteadyCutOut
from facelab.export.sizes import sized, to_float
from facelab.export.writer import Pixels
from facelab.preparing.clips.order import ClipOrder
from facelab.preparing.leaving import DrawFace
from facelab.progress import Stop, go_on
from facelab.recipe import Recipe
from facelab.recipe.timeline import Timeline

Array = NDArray[np.float32]
SAMPLES = 10  # pictures that a palette is made of


class Frames:
    """Draws the pictures of a clip. It holds one, and for cut-outs a window of them.

    Parameters
    ----------
    timeline : Timeline
    order : ClipOrder
    draw : callable
    finder : PersonFinder or None
        Needed where the order has a background.
    backdrop : float32 [S, S, 3] or None
        Of a background that is a picture, at the side that `side_of` says.
    stop : callable
        Asked within a picture.

    Attributes
    ----------
    count : int
        How many there are.
    """

    def __init__(
        self,
        timeline: Timeline,
        order: ClipOrder,
        draw: DrawFace,
        finder: PersonFinder | None = None,
        backdrop: Array | None = None,
        stop: Stop = go_on,
    ) -> None:
        self._timeline = timeline
        self._times = array("d", timeline.times(order.rate))
        self.count = len(self._times)
        self._order, self._draw, self._backdrop = order, draw, backdrop
        self._same = self._stays()
        self._drawn: OrderedDict[int, Pixels] = OrderedDict()
        self._last: tuple[tuple[int, ...], Pixels] | None = None
        self._steady: SteadyCutOut | None = None
        if finder is not None:
            repeats = timeline.repeat in ("loop", "ping-pong")
            self._steady = SteadyCutOut(self._to_cut, self._same, repeats, finder, stop)

    def __iter__(self) -> Iterator[Pixels]:
        """All of them; a picture that stays is the very same array again."""
        return map(self.at, range(self.count))

    def recipe(self, number: int) -> Recipe:
        """The face of a picture, made as it is asked for: of 10,000 they are half a gigabyte."""
        return self._timeline.at(self._times[number])

    def at(self, number: int) -> Pixels:
        """A picture as it leaves, but for its size: uint8 or float32 [S, S, 3 or 4].

        Raises
        ------
        RecipeError, ModelError
            It cannot be drawn.
        Stopped
        """
        steady = self._steady
        key = (self._same[number],) if steady is None else steady.window(number)
        if self._last is None or self._last[0] != key:
            made = self._picture(key[0]) if steady is None else self._before(number, steady)
            self._last = key, made
        return self._last[1]

    def samples(self) -> Iterator[Pixels]:
        """Some from the whole length, in the colours of the clip."""
        for number in sorted({self.count * k // SAMPLES for k in range(SAMPLES)}):
            yield self._draw(self.recipe(self._same[number]), False)
        background = self._order.background
        if background is not None and background.kind == "colour":
            plain = Matte(*(np.zeros((8, 8), np.float32),) * 2, np.zeros((8, 8, 3), np.float32))
            yield compose(plain, background, plain.front)[..., :3]
        elif self._backdrop is not None:
            yield self._backdrop

    def _before(self, number: int, steady: SteadyCutOut) -> Pixels:
        """A face before its background, or before none."""
        background = self._order.background
        assert background is not None, "a finder is given with a background"
        matte = steady.matte(number)
        if background.kind == "transparent":
            alpha = matte.coverage if self._order.linear else matte.alpha
            return np.concatenate((matte.front, alpha[..., None]), axis=2)
        picture = self._to_cut(self._same[number])
        return compose(matte, background, picture, self._backdrop)[..., :3]

    def _to_cut(self, number: int) -> Array:
        """A picture at the side at which it is cut out."""
        picture = self._picture(number)
        wanted = cut_side(picture.shape[0], self._order.longest)
        return to_float(sized(picture, wanted))

    def _stays(self) -> Sequence[int]:
        """For each picture the first of those before it that are equal to it without a break."""
        if not any(key.hold for key in self._timeline.keys):
            return range(self.count)
        found, last = array("L"), None
        for number in range(self.count):
            recipe = self.recipe(number)
            stays = recipe == last and recipe.noise.mode != "random"
            found.append(found[-1] if stays else number)
            last = recipe
        return found

    def _picture(self, number: int) -> Pixels:
        found = self._drawn.get(number)
        if found is None:
            in_float = self._order.kind.deep
            found = self._draw(self.recipe(number), in_float)
            self._drawn[number] = found
            while len(self._drawn) > (1 if self._steady is None else AHEAD + 2):
                self._drawn.popitem(last=False)
        return found


def cut_side(side: int, longest: int | None) -> int:
    """The side at which pictures are cut out: that of the clip, if it is less than what is drawn,
    as a power of two of at least what cutting out needs.
    """
    wanted = min(side, longest or side)
    return max(2 * SIDE, 1 << (wanted - 1).bit_length())
