"""Sliders that move by themselves: an amount for each of some times, whatever the keys say."""

from __future__ import annotations

import bisect

import msgspec

from facelab.recipe.easing import AnyEase, eased
from facelab.recipe.own_steps import OwnStep, check_carried
from facelab.recipe.sources import Value, check_range, check_sha256
from facelab.recipe.values import AMOUNT_RANGE, Recipe

MAX_POINTS = 1_000
MAX_TRACKS = 64
LATEST = 7200.0  # seconds


class Point(Value, frozen=True):
    """An amount at a time, and how it becomes the next one.

    Attributes
    ----------
    seconds : float
        From the beginning.
    amount : float
        In sigma, as of a slider.
    ease : str or Curve
    """

    seconds: float
    amount: float
    ease: AnyEase = "ease"

    def __post_init__(self) -> None:
        check_range("the time of a point", self.seconds, 0.0, LATEST)
        check_range("the amount of a point", self.amount, *AMOUNT_RANGE)


class Track(Value, frozen=True):
    """The amounts of one slider over time; before the first point and after the last it stays.

    Attributes
    ----------
    direction : str
    points : tuple of Point
        In the order of their times, which differ.
    fit : str or None
        Of a named direction: the fit of these that it is of, see `Recipe.fit`.
    own : tuple of OwnStep
        The direction, if it is one of the user's own.
    """

    direction: str
    points: tuple[Point, ...]
    fit: str | None = None
    own: tuple[OwnStep, ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= len(self.direction) <= 200:
            raise ValueError("a direction's name has 1 to 200 characters")
        if not 1 <= len(self.points) <= MAX_POINTS:
            raise ValueError(f"a track has 1 to {MAX_POINTS:,} points, found {len(self.points)}")
        times = [point.seconds for point in self.points]
        if times != sorted(set(times)):
            raise ValueError("the points of a track must be in the order of their times")
        if self.fit is not None:
            check_sha256("the hash of the directions", self.fit)
        check_carried(self.own)

    def amount(self, place: float, around: float | None = None) -> float:
        """The slider at a time.

        Parameters
        ----------
        place : float
            Seconds from the beginning.
        around : float or None
            Length of a timeline that goes on from its end to its beginning: so does the slider,
            from the last point to the first.
        """
        after = bisect.bisect_right(self.points, place, key=lambda point: point.seconds)
        before = after - 1
        first, last = self.points[0], self.points[-1]
        if around is not None and (before < 0 or after == len(self.points)):
            gap = first.seconds + around - last.seconds
            gone = place - last.seconds + (around if before < 0 else 0.0)
            return _between(last, first, gone / gap) if gap > 0.0 else last.amount
        if before < 0 or after == len(self.points):
            return first.amount if before < 0 else last.amount
        one, other = self.points[before], self.points[after]
        return _between(one, other, (place - one.seconds) / (other.seconds - one.seconds))

    def on(self, face: Recipe, place: float, around: float | None = None) -> Recipe:
        """A face with its slider where it is at a time; whatever the face says of it."""
        moved = face.with_amount(self.direction, self.amount(place, around))
        carried = {each.id for each in face.own}
        missing = tuple(each for each in self.own if each.id not in carried)
        if missing or (self.fit is not None and face.fit is None):
            return msgspec.structs.replace(moved, own=face.own + missing, fit=face.fit or self.fit)
        return moved


def _between(one: Point, other: Point, t: float) -> float:
    share = eased(one.ease, t)
    amount = (1.0 - share) * one.amount + share * other.amount
    return min(max(amount, AMOUNT_RANGE[0]), AMOUNT_RANGE[1])
