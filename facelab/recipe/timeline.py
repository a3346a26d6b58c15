"""Faces one after another in time: what a clip is made of.

A timeline holds a recipe for each key and none for what lies between: the recipe of a frame is
the timeline and a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, get_args

from facelab.recipe.between import between
from facelab.recipe.beyond import beyond
from facelab.recipe.easing import Ease, eased
from facelab.recipe.sources import Value, check_range
from facelab.recipe.values import Recipe

Repeat = Literal["once", "loop", "ping-pong"]
REPEATS: tuple[Repeat, ...] = get_args(Repeat)
SECONDS_RANGE = (0.0, 3600.0)
SHORTEST, LONGEST = 0.1, 7200.0  # of a whole clip, in seconds
MAX_KEYS = 1_000
MAX_FRAMES = 200_000


class Key(Value, frozen=True):
    """A face, and how it becomes the next one.

    Attributes
    ----------
    face : Recipe
    seconds : float
        From it to the next; 0 is a cut. Of the last key it counts only in a loop.
    hold : float
        Seconds that it stays before.
    ease : Ease
        How the change to the next goes on.
    """

    face: Recipe
    seconds: float = 2.0
    hold: float = 0.0
    ease: Ease = "ease"

    def __post_init__(self) -> None:
        check_range("seconds", self.seconds, *SECONDS_RANGE)
        check_range("hold", self.hold, *SECONDS_RANGE)


class Timeline(Value, frozen=True):
    """Keys in their order.

    Attributes
    ----------
    keys : tuple of Key
    repeat : "once", "loop" or "ping-pong"
        From the first key to the last; and from the last to the first again; or there and back.
        The last two can be played again and again without a jump.
    """

    keys: tuple[Key, ...]
    repeat: Repeat = "once"

    def __post_init__(self) -> None:
        if not 2 <= len(self.keys) <= MAX_KEYS:
            raise ValueError(f"a timeline has 2 to {MAX_KEYS:,} keys, found {len(self.keys)}")
        check_range("the length in seconds", self.seconds, SHORTEST, LONGEST)

    @property
    def seconds(self) -> float:
        """How long the whole is."""
        return self._one_way * (2.0 if self.repeat == "ping-pong" else 1.0)

    @property
    def _one_way(self) -> float:
        last = self.keys[-1]
        whole = sum(key.hold + key.seconds for key in self.keys)
        return whole if self.repeat == "loop" else whole - last.seconds

    def at(self, seconds: float) -> Recipe:
        """The face at a time; before the beginning the first, after the end the last.

        Raises
        ------
        RecipeError
            There is no face between two keys, see `facelab.recipe.between.between`.
        """
        way = self._one_way
        if self.repeat == "ping-pong" and seconds > way:
            seconds = 2.0 * way - seconds
        rest = max(0.0, seconds)
        for k, key in enumerate(self.keys):
            rest -= key.hold
            is_last = k == len(self.keys) - 1
            if rest <= 0.0 or (is_last and self.repeat != "loop"):
                return key.face
            if rest < key.seconds:
                following = self.keys[(k + 1) % len(self.keys)].face
                return _on_the_way(key.face, following, eased(key.ease, rest / key.seconds))
            rest -= key.seconds
        return self.keys[0].face

    def frame_count(self, rate: int) -> int:
        """How many pictures the clip has, at so many a second; two at least.

        Raises
        ------
        ValueError
            They are more than `MAX_FRAMES`.
        """
        count = max(2, round(self.seconds * rate))
        if count > MAX_FRAMES:
            raise ValueError(f"the clip has {count:,} frames; it may have up to {MAX_FRAMES:,}")
        return count

    def frames(self, rate: int) -> Iterator[Recipe]:
        """The face of each picture, each made as it is asked for.

        The first and the last picture of what is shown once are exactly the first and the last
        key. What repeats ends one picture before its beginning, so that none is there twice.
        """
        for time in self.times(rate):
            yield self.at(time)

    def times(self, rate: int) -> Iterator[float]:
        """The time of each picture in seconds."""
        count = self.frame_count(rate)
        parts = count - 1 if self.repeat == "once" else count
        for k in range(count):
            yield self.seconds * k / parts


def _on_the_way(first: Recipe, second: Recipe, t: float) -> Recipe:
    return between(first, second, t) if t <= 1.0 else beyond(first, second, t)
