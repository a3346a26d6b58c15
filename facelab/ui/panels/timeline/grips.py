"""What a drag on the strip does to the timeline, from where it was taken to where the hand is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import msgspec
from PySide6.QtCore import QPointF

from facelab.recipe import retiming as to
from facelab.recipe.timeline import Timeline
from facelab.recipe.tracks import LATEST, Track
from facelab.recipe.values import AMOUNT_RANGE
from facelab.session import Session
from facelab.ui.panels.timeline.geometry import Geometry

GESTURE = "timeline drag"


class Grip(Protocol):
    """Something that is held."""

    def move(self, session: Session, g: Geometry, by: QPointF, others: bool) -> None:
        """The hand is so far from where it took it; `others` says that Shift is held."""

    def take_back(self, session: Session) -> None:
        """It goes back to where it was taken."""


@dataclass(frozen=True)
class KeyGrip:
    """A key: it comes earlier or later, and changes places with those that it passes. With Shift
    what is behind it moves along.
    """

    timeline: Timeline
    index: int

    def move(self, session: Session, g: Geometry, by: QPointF, others: bool) -> None:
        """Where the hand is."""
        time = g.snapped(self.timeline.starts[self.index] + by.x() / g.scale)
        k = self.index
        if others:
            made = to.pushed(self.timeline, k, time)
        else:
            made, k = to.arriving(self.timeline, k, time)
        session.animating.edit(made, "Move key", (GESTURE, "key", self.index), (k,))
        session.player.put(made.starts[k])

    def take_back(self, session: Session) -> None:
        """The play head was taken along."""
        session.animating.cancel_gesture()
        session.player.put(self.timeline.starts[self.index])


@dataclass(frozen=True)
class HoldGrip:
    """The end of a hold."""

    timeline: Timeline
    index: int

    def move(self, session: Session, g: Geometry, by: QPointF, others: bool) -> None:
        """Longer or shorter; the keys behind it move along."""
        hold = max(0.0, g.snapped(self.timeline.keys[self.index].hold + by.x() / g.scale))
        made = to.timed(self.timeline, [self.index], hold=hold)
        session.animating.edit(made, "Hold", (GESTURE, "hold", self.index), (self.index,))

    def take_back(self, session: Session) -> None:
        """As long as before."""
        session.animating.cancel_gesture()


@dataclass(frozen=True)
class PointGrip:
    """A point of a track: its time and its amount; with Shift its amount only."""

    track: Track
    row: int
    number: int
    reach: float

    def move(self, session: Session, g: Geometry, by: QPointF, others: bool) -> None:
        """Where the hand is, between its neighbours."""
        points = list(self.track.points)
        point = points[self.number]
        low = points[self.number - 1].seconds + 0.01 if self.number else 0.0
        high = points[self.number + 1].seconds - 0.01 if self.number + 1 < len(points) else LATEST
        time = point.seconds if others else g.snapped(point.seconds + by.x() / g.scale)
        of_zero = g.amount(self.row, 0.0, self.reach)
        amount = point.amount + g.amount(self.row, by.y(), self.reach) - of_zero
        amount = min(max(round(amount, 2), AMOUNT_RANGE[0]), AMOUNT_RANGE[1])
        time = min(max(time, low), high) if low <= high else point.seconds
        points[self.number] = msgspec.structs.replace(point, seconds=time, amount=amount)
        track = to.with_points(self.track, points)
        session.animating.set_track(track, "Move point", (GESTURE, "point", self.number))

    def take_back(self, session: Session) -> None:
        """Where it was before."""
        session.animating.cancel_gesture()


@dataclass(frozen=True)
class HeadGrip:
    """The play head, which comes to where the hand took hold.

    Attributes
    ----------
    x : float
        Where that is, in pixels.
    head : float
        Where it was before, in seconds.
    showed : bool
        Whether its face was on show.
    """

    x: float
    head: float
    showed: bool

    def move(self, session: Session, g: Geometry, by: QPointF, others: bool) -> None:
        """Where the hand is; it stops playing."""
        place = min(max(0.0, g.seconds(self.x + by.x())), g.timeline.one_way)
        session.player.pause()
        session.player.seek(place, resting=False)

    def take_back(self, session: Session) -> None:
        """And what was on show before."""
        if not self.showed:
            session.player.back_to_face()
        session.player.put(self.head)
