"""Faces one after another in time: what a clip is made of.

A timeline holds a recipe for each key and none for what lies between: the recipe of a frame is
the timeline and a time (`Timeline.at`).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from typing import Literal, get_args

from facelab.recipe.between import Via, between
from facelab.recipe.beyond import beyond
from facelab.recipe.easing import AnyEase, eased
from facelab.recipe.sources import Value, check_range
from facelab.recipe.tracks import MAX_TRACKS, Track
from facelab.recipe.values import Recipe
from facelab.recipe.walks import Walk

Repeat = Literal["once", "again", "loop", "ping-pong"]
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
    ease : str or Curve
        How the change to the next goes on.
    """

    face: Recipe
    seconds: float = 2.0
    hold: float = 0.0
    ease: AnyEase = "ease"

    def __post_init__(self) -> None:
        check_range("seconds", self.seconds, *SECONDS_RANGE)
        check_range("hold", self.hold, *SECONDS_RANGE)


class Timeline(Value, frozen=True):
    """Keys in their order, and what goes on beside them.

    Attributes
    ----------
    keys : tuple of Key
        A single one stays for its `hold` and its `seconds`: tracks and walks may move it.
    repeat : "once", "again", "loop" or "ping-pong"
        From the first key to the last; the same, and then from the beginning, with a jump; from
        the last to the first again, without; or there and back. The last two can be played again
        and again and nobody sees where they begin.
    tracks : tuple of Track
        Sliders that move by themselves.
    walks : tuple of FaceWalk or NoiseWalk
        One of each at most.
    via : "w" or "z"
        By which way seeds become each other, see `facelab.recipe.between.between`.
    """

    keys: tuple[Key, ...]
    repeat: Repeat = "once"
    tracks: tuple[Track, ...] = ()
    walks: tuple[Walk, ...] = ()
    via: Via = "w"

    def __post_init__(self) -> None:
        if not 1 <= len(self.keys) <= MAX_KEYS:
            raise ValueError(f"a timeline has 1 to {MAX_KEYS:,} keys, found {len(self.keys)}")
        check_range("the length in seconds", self.seconds, SHORTEST, LONGEST)
        if len(self.tracks) > MAX_TRACKS:
            raise ValueError(f"more than {MAX_TRACKS} tracks")
        if len({track.direction for track in self.tracks}) != len(self.tracks):
            raise ValueError("two tracks are of one direction")
        if len({type(walk) for walk in self.walks}) != len(self.walks):
            raise ValueError("two walks are of one kind")

    # -- times --------------------------------------------------------------------------------

    @property
    def seconds(self) -> float:
        """How long the whole is."""
        return self.one_way * (2.0 if self.repeat == "ping-pong" else 1.0)

    @property
    def one_way(self) -> float:
        """How long it is from the first key to the last, or around."""
        whole = sum(key.hold + key.seconds for key in self.keys)
        around = self.repeat == "loop" or len(self.keys) == 1
        return whole if around else whole - self.keys[-1].seconds

    @property
    def starts(self) -> tuple[float, ...]:
        """When each key has come, in seconds from the beginning; its hold follows."""
        return (0.0, *accumulate(key.hold + key.seconds for key in self.keys[:-1]))

    def place(self, seconds: float) -> float:
        """Where on the one way it is at a time: there and back are the same places."""
        way = self.one_way
        if self.repeat == "ping-pong" and seconds > way:
            seconds = 2.0 * way - seconds
        return min(max(0.0, seconds), way)

    # -- faces --------------------------------------------------------------------------------

    def at(self, seconds: float) -> Recipe:
        """The face at a time; before the beginning the first, after the end the last.

        Raises
        ------
        RecipeError
            There is no face between two keys, see `facelab.recipe.between.between`.
        """
        place, way, around = self.place(seconds), self.one_way, self.repeat == "loop"
        face = self.of_keys(place)
        for track in self.tracks:
            face = track.on(face, place, way if around else None)
        for walk in self.walks:
            face = walk.on(face, place, way, around)
        return face

    def of_keys(self, place: float) -> Recipe:
        """The face at a place on the one way, before tracks and walks. Raises as `at` does."""
        rest = place
        for k, key in enumerate(self.keys):
            rest -= key.hold
            is_last = k == len(self.keys) - 1
            if rest <= 0.0 or (is_last and self.repeat != "loop"):
                return key.face
            if rest < key.seconds:
                following = self.keys[(k + 1) % len(self.keys)].face
                share = eased(key.ease, rest / key.seconds)
                return _on_the_way(key.face, following, share, self.via)
            rest -= key.seconds
        return self.keys[0].face

    # -- pictures -----------------------------------------------------------------------------

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
        parts = count - 1 if self.repeat in ("once", "again") else count
        for k in range(count):
            yield self.seconds * k / parts


def _on_the_way(first: Recipe, second: Recipe, t: float, via: Via) -> Recipe:
    if t > 1.0:
        return beyond(first, second, t, via)
    if t < 0.0:
        return beyond(second, first, 1.0 - t, via)
    return between(first, second, t, via)
