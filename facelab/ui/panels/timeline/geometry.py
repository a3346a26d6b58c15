"""Where things of a timeline are on its strip, and what is under the pointer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from PySide6.QtCore import QPointF, QRect, QRectF

from facelab.recipe.timeline import Timeline
from facelab.recipe.tracks import Track

RULER = 22
THUMB = 56
KEYS_ROW = THUMB + 24
TRACK_ROW = 44
WALK_ROW = 20
DRIFT_ROW = 52
MARGIN = 36  # beside the first and the last key
POINT = 5.0  # radius
FRINGE = 8  # pixels beside the strip, for what is drawn around a box
NEAR = 7.0  # of the pointer to what is thin
TRACK_LEAST = 3.0  # sigma that a track shows above and below 0
NICE = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 600.0, 1800.0)

What = Literal["nothing", "ruler", "key", "hold", "change", "point", "track", "walk", "drift"]


@dataclass(frozen=True)
class Hit:
    """What is under the pointer: of which key, track or point."""

    what: What
    index: int = -1
    point: int = -1


@dataclass(frozen=True)
class Geometry:
    """A timeline on a strip.

    Attributes
    ----------
    timeline : Timeline
    width : int
        Of the strip, in pixels.
    scale : float
        Pixels a second.
    offset : float
        Seconds that are scrolled out on the left.
    drift : bool
        Whether there is a row for how the person changes.
    """

    timeline: Timeline
    width: int
    scale: float
    offset: float = 0.0
    drift: bool = False

    def x(self, seconds: float) -> float:
        """Of a time."""
        return MARGIN + (seconds - self.offset) * self.scale

    def sees(self, box: QRect | QRectF) -> bool:
        """Whether something of a box is neither left nor right of the strip."""
        return box.right() >= -FRINGE and box.left() <= self.width + FRINGE

    def seconds(self, x: float) -> float:
        """At a place; may be before the beginning or after the end."""
        return (x - MARGIN) / self.scale + self.offset

    @property
    def height(self) -> int:
        """Of all rows."""
        return self.drift_top + (DRIFT_ROW if self.drift else 0)

    @cached_property
    def starts(self) -> tuple[float, ...]:
        """When each key comes."""
        return self.timeline.starts

    # -- rows ---------------------------------------------------------------------------------

    @property
    def tracks_top(self) -> int:
        """Where the tracks begin."""
        return RULER + KEYS_ROW

    @property
    def walks_top(self) -> int:
        """Where the walks begin."""
        return self.tracks_top + TRACK_ROW * len(self.timeline.tracks)

    @property
    def drift_top(self) -> int:
        """Where the row of the person's change begins."""
        return self.walks_top + WALK_ROW * len(self.timeline.walks)

    def track_row(self, index: int) -> QRect:
        """The row of a track."""
        return QRect(0, self.tracks_top + TRACK_ROW * index, self.width, TRACK_ROW)

    def walk_row(self, index: int) -> QRect:
        """The row of a walk."""
        return QRect(0, self.walks_top + WALK_ROW * index, self.width, WALK_ROW)

    @property
    def drift_row(self) -> QRect:
        """The row of the person's change."""
        return QRect(0, self.drift_top, self.width, DRIFT_ROW)

    # -- keys ---------------------------------------------------------------------------------

    def thumb(self, index: int) -> QRect:
        """The picture of a key."""
        x = self.x(self.starts[index])
        return QRect(round(x - THUMB / 2), RULER + 6, THUMB, THUMB)

    def hold_end(self, index: int) -> QPointF:
        """Where the hold of a key ends: it can be dragged there."""
        key = self.timeline.keys[index]
        end = self.x(self.starts[index] + key.hold)
        return QPointF(end, RULER + KEYS_ROW - 8)

    def change(self, index: int) -> QRectF:
        """Between a key and the next one, where its easing is drawn; empty if there is no room."""
        starts, keys = self.starts, self.timeline.keys
        last = index == len(keys) - 1
        if last and self.timeline.repeat != "loop":
            return QRectF()
        begin = self.x(starts[index] + keys[index].hold)
        end = self.x(self.timeline.one_way if last else starts[index + 1])
        left = max(begin, self.thumb(index).right() + 3)
        right = end - THUMB / 2 - 3
        return QRectF(left, RULER + 14, max(0.0, right - left), THUMB - 16)

    # -- tracks -------------------------------------------------------------------------------

    def reach(self, track: Track) -> float:
        """How many sigma the row of a track shows above and below 0."""
        return max(TRACK_LEAST, *(abs(point.amount) for point in track.points))

    @cached_property
    def _reaches(self) -> tuple[float, ...]:
        return tuple(self.reach(track) for track in self.timeline.tracks)

    def track_y(self, index: int, amount: float) -> float:
        """Of an amount in the row of a track."""
        row, reach = self.track_row(index), self._reaches[index]
        half = TRACK_ROW / 2 - POINT - 2
        return row.top() + TRACK_ROW / 2 - half * amount / reach

    def amount(self, index: int, y: float, reach: float) -> float:
        """At a place in the row of a track."""
        row = self.track_row(index)
        half = TRACK_ROW / 2 - POINT - 2
        return (row.top() + TRACK_ROW / 2 - y) / half * reach

    def point(self, index: int, number: int) -> QPointF:
        """Where a point of a track is."""
        point = self.timeline.tracks[index].points[number]
        return QPointF(self.x(point.seconds), self.track_y(index, point.amount))

    # -- the pointer --------------------------------------------------------------------------

    def at(self, place: QPointF, first: int = -1) -> Hit:
        """What is there; of keys that cover each other the selected one (`first`), or the last."""
        if place.y() < RULER:
            return Hit("ruler")
        if place.y() < self.tracks_top:
            return self._in_keys(place, first)
        for k in range(len(self.timeline.tracks)):
            if self.track_row(k).top() <= place.y() <= self.track_row(k).bottom():
                return self._in_track(place, k)
        for k in range(len(self.timeline.walks)):
            if self.walk_row(k).top() <= place.y() <= self.walk_row(k).bottom():
                return Hit("walk", k)
        return Hit("drift" if self.drift and place.y() < self.height else "nothing")

    def _in_keys(self, place: QPointF, first: int) -> Hit:
        count = len(self.timeline.keys)
        order = [k for k in reversed(range(count)) if k != first]
        if 0 <= first < count:
            order.insert(0, first)
        for k in order:
            grip = self.hold_end(k)
            if abs(place.x() - grip.x()) <= NEAR and abs(place.y() - grip.y()) <= NEAR:
                return Hit("hold", k)
        for k in order:
            if self.thumb(k).contains(place.toPoint()):
                return Hit("key", k)
        for k in range(count):
            if self.change(k).contains(place):
                return Hit("change", k)
        return Hit("nothing")

    def _in_track(self, place: QPointF, index: int) -> Hit:
        track = self.timeline.tracks[index]
        for number in reversed(range(len(track.points))):
            at = self.point(index, number) - place
            if abs(at.x()) <= NEAR and abs(at.y()) <= NEAR:
                return Hit("point", index, number)
        return Hit("track", index)

    # -- the ruler ----------------------------------------------------------------------------

    @property
    def step(self) -> float:
        """Seconds between two numbers of the ruler."""
        return next((each for each in NICE if each * self.scale >= 56), NICE[-1])

    @property
    def grain(self) -> float:
        """To which times snap that are dragged, in seconds."""
        return 0.01 if self.scale > 400 else 0.05 if self.scale > 40 else 0.1

    def snapped(self, seconds: float) -> float:
        """The nearest time of the grain."""
        return round(round(seconds / self.grain) * self.grain, 3)


def fitting_scale(timeline: Timeline, width: int) -> float:
    """Pixels a second with which all of it is in sight."""
    return max(0.05, (width - 2 * MARGIN) / max(0.1, timeline.one_way))
