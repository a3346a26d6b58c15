"""What a clip takes in time and on the disk: as measured in this run, and until then as clips of
the default network took it.
"""

from __future__ import annotations

from dataclasses import dataclass

from facelab.errors import FacelabError
from facelab.export.clips.kinds import Sequence, kind_of
from facelab.export.provenance.watermark import SMALLEST as SMALLESTMARKED
from facelab.preparing.clips.frames import cut_side
from facelab.preparing.clips.making import ClipMade
from facelab.preparing.clips.order import ClipOrder, as_repeated
from facelab.preparing.costs import CUT_OUT, MARK, WRITE, Costs
from facelab.recipe.timeline import Timeline
from facelab.session.choices.clip import ClipChoice

# Bytes of a pixel in a picture of a clip: faces of the default network at 512 px, 24 a second.
_BYTES = {
    "mp4": 0.023, "h265": 0.017, "av1": 0.016, "prores": 1.7, "webm": 0.03, "gif": 0.53,
    "apng": 1.6, "webp": 0.18, "png": 1.6, "exr": 4.0,
}  # fmt: skip


@dataclass(frozen=True)
class ClipCost:
    """Of a whole clip.

    Attributes
    ----------
    count : int
        Of its pictures.
    clip_seconds : float
        How long it plays.
    seconds : float or None
        To make it; None if nobody knows yet.
    bytes : float
    """

    count: int
    clip_seconds: float
    seconds: float | None
    bytes: float


def cost_of(
    costs: Costs, timeline: Timeline, choice: ClipChoice, side: int, marked: bool = True
) -> ClipCost:
    """What a clip takes.

    Parameters
    ----------
    costs : Costs
    timeline : Timeline
    choice : ClipChoice
    side : int
        Of the pictures that the network draws.
    marked : bool
        Whether each gets the invisible watermark.

    Raises
    ------
    RecipeError
        It would be too long.
    """
    try:
        whole = as_repeated(timeline, choice.repeat or None)
        count = whole.frame_count(choice.rate)
    except ValueError as error:
        raise FacelabError(f"{error}") from error
    final = choice.size or side
    way = _way(choice.kind, bool(choice.background))
    one, held = costs.seconds(way, final), costs.of_bytes(f"{way} {final}")
    if one is None:
        drawn = costs.seconds("draw", side)
        cut = CUT_OUT * cut_side(side, choice.size) ** 2 / 1e6 if choice.background else 0.0
        mark = MARK if marked and final >= SMALLESTMARKED else 0.0
        one = None if drawn is None else drawn + cut + mark + WRITE * final**2 / 1e6
    size = _BYTES.get(choice.kind, 1.0) * final**2 if held is None else held
    seconds = None if one is None else one * count
    return ClipCost(count, count / choice.rate, seconds, size * count)


def note_made(costs: Costs, order: ClipOrder, made: ClipMade, side: int, seconds: float) -> None:
    """A clip was made in so many seconds."""
    if not made.new:
        return
    way = _way(order.kind.name, order.background is not None)
    final = order.longest or side
    costs.note(way, seconds / made.new, final)
    if isinstance(order.kind, Sequence):
        first = next(iter(sorted(made.path.glob(f"*.{order.kind.format}"))), None)
        size = 0 if first is None else first.stat().st_size
    else:
        size = made.path.stat().st_size // made.count
    costs.note_bytes(f"{way} {final}", size)


def _way(kind: str, cut: bool) -> str:
    return f"clip {kind_of(kind).name}{' cut out' if cut else ''}"
