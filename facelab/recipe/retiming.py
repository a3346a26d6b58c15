"""What is done to timelines: keys added, moved, taken out, times changed. Each makes a new one.

A timeline has a key at least: what takes the last one out returns None. Where other times would
make it longer than a clip may be, it stays as it is.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Collection, Iterable, Sequence

import msgspec

from facelab.recipe.easing import AnyEase, halves
from facelab.recipe.timeline import SECONDS_RANGE, SHORTEST, Key, Repeat, Timeline
from facelab.recipe.tracks import Point, Track
from facelab.recipe.values import Recipe
from facelab.recipe.walks import STEP_RANGE, FaceWalk, NoiseWalk, Walk

replace = msgspec.structs.replace


def with_keys(timeline: Timeline | None, at: int, keys: Iterable[Key]) -> Timeline:
    """With more keys, the first of which is then the one at this index."""
    old = () if timeline is None else timeline.keys
    new = (*old[:at], *keys, *old[at:])
    return Timeline(new) if timeline is None else replace(timeline, keys=new)


def without_keys(timeline: Timeline, gone: Collection[int]) -> Timeline | None:
    """Without some keys; None if none is left. Their time goes with them."""
    rest = tuple(key for k, key in enumerate(timeline.keys) if k not in gone)
    return _long_enough(timeline, rest) if rest else None


def reordered(timeline: Timeline, index: int, to: int) -> Timeline:
    """With a key at another place of the order: it takes its times along."""
    keys = list(timeline.keys)
    key = keys.pop(index)
    keys.insert(to, key)
    return _long_enough(timeline, keys)


def with_key(timeline: Timeline, index: int, key: Key) -> Timeline:
    """With another key in place of one."""
    keys = list(timeline.keys)
    keys[index] = key
    return _long_enough(timeline, keys)


def with_face(timeline: Timeline, index: int, face: Recipe) -> Timeline:
    """With another face at a key, in the same time."""
    return with_key(timeline, index, replace(timeline.keys[index], face=face))


def timed(
    timeline: Timeline,
    chosen: Iterable[int],
    seconds: float | None = None,
    hold: float | None = None,
    ease: AnyEase | None = None,
) -> Timeline:
    """With other times or another easing of some keys; what is behind them moves along."""
    keys = list(timeline.keys)
    for k in chosen:
        key = keys[k]
        keys[k] = replace(
            key,
            seconds=key.seconds if seconds is None else _seconds(seconds),
            hold=key.hold if hold is None else _seconds(hold),
            ease=key.ease if ease is None else ease,
        )
    return _long_enough(timeline, keys)


def arriving(timeline: Timeline, index: int, time: float) -> tuple[Timeline, int]:
    """With a key that comes at another time; past its neighbours it takes another place in the
    order. The others stay where they are, unless a hold or a new beginning moves them.

    Returns
    -------
    Timeline, int
        And the index of the key in it.
    """
    starts, last = timeline.starts, len(timeline.keys) - 1
    others = [(start, k) for k, start in enumerate(starts) if k != index]
    to = sum(start < time for start, _ in others)
    if last == 0 or (index == to == 0):
        return timeline, index  # the first comes at 0
    order = [*others[:to], (time, index), *others[to:]]
    keys = []
    for (start, k), (following, _) in itertools.pairwise(order):
        key = timeline.keys[k]
        keys.append(replace(key, seconds=_seconds(following - start - key.hold)))
    keys.append(replace(timeline.keys[order[-1][1]], seconds=timeline.keys[last].seconds))
    return _long_enough(timeline, keys), to


def pushed(timeline: Timeline, index: int, time: float) -> Timeline:
    """With a key that comes at another time, after the one before it, and all behind it too."""
    if index <= 0:
        return timeline
    before = timeline.keys[index - 1]
    earliest = timeline.starts[index - 1] + before.hold
    return timed(timeline, [index - 1], seconds=max(0.0, time - earliest))


def split(timeline: Timeline, place: float, face: Recipe | None = None) -> tuple[Timeline, int]:
    """With a key at a place on the way, for the face there or another one; the keys before and
    behind it stay where they are. Returns the index of it too; that of the key which is there
    already, if one is.

    The face of the way moves as before: its easing is parted. Tracks and walks go on beside it,
    so that it has none of what they do to it.

    Raises
    ------
    ValueError
        There is no room for a key.
    RecipeError
        There is no face, see `Timeline.at`.
    """
    starts = timeline.starts
    k = max(i for i, start in enumerate(starts) if start <= place + 1e-9)
    key, gone = timeline.keys[k], place - starts[k]
    if gone <= key.hold:
        return timeline, k
    gone -= key.hold
    eases = (key.ease, key.ease)
    if face is None:
        face = timeline.of_keys(place)
        eases = halves(key.ease, min(gone / key.seconds, 1.0))
    first = replace(key, seconds=_seconds(gone), ease=eases[0])
    second = Key(face, _seconds(key.seconds - gone), 0.0, eases[1])
    return replace(
        timeline, keys=(*timeline.keys[:k], first, second, *timeline.keys[k + 1 :])
    ), k + 1


def faster(timeline: Timeline, factor: float) -> Timeline:
    """All times divided by a factor; tracks and walks follow.

    Raises
    ------
    ValueError
        It would be too short, or too long.
    """
    keys = tuple(
        replace(key, seconds=key.seconds / factor, hold=key.hold / factor) for key in timeline.keys
    )
    tracks = tuple(
        replace(
            track,
            points=tuple(replace(p, seconds=p.seconds / factor) for p in track.points),
        )
        for track in timeline.tracks
    )
    low, high = STEP_RANGE
    walks = tuple(
        replace(walk, seconds=min(max(walk.seconds / factor, low), high)) for walk in timeline.walks
    )
    return replace(timeline, keys=keys, tracks=tracks, walks=walks)


def lasting(timeline: Timeline, seconds: float) -> Timeline:
    """The whole made so long, see `faster`."""
    return faster(timeline, timeline.seconds / seconds)


def with_sliders_of(timeline: Timeline, source: int, chosen: Iterable[int]) -> Timeline:
    """With the sliders of one key on others, which keep their own faces."""
    given, keys = timeline.keys[source].face, list(timeline.keys)
    for k in chosen:
        face = keys[k].face
        if k != source and face.model == given.model:
            own = {each.id: each for each in (*face.own, *given.own)}
            needed = {move.direction for move in given.directions}
            keys[k] = replace(
                keys[k],
                face=replace(
                    face,
                    directions=given.directions,
                    fit=given.fit or face.fit,
                    own=tuple(each for name, each in own.items() if name in needed),
                ),
            )
    return replace(timeline, keys=tuple(keys))


def repeating(timeline: Timeline, repeat: Repeat) -> Timeline:
    """Repeating in another way; in a loop the last key's time counts, else it may not."""
    try:
        return replace(timeline, repeat=repeat)
    except ValueError:
        lengthened = replace(timeline.keys[0], seconds=SHORTEST)
        return replace(timeline, repeat=repeat, keys=(lengthened, *timeline.keys[1:]))


# -- tracks, walks ----------------------------------------------------------------------------


def with_track(timeline: Timeline, track: Track) -> Timeline:
    """With a track, which replaces the one of the same slider."""
    others = [each.direction for each in timeline.tracks]
    if track.direction not in others:
        return replace(timeline, tracks=(*timeline.tracks, track))
    at = others.index(track.direction)
    return replace(timeline, tracks=(*timeline.tracks[:at], track, *timeline.tracks[at + 1 :]))


def without_track(timeline: Timeline, direction: str) -> Timeline:
    """Without the track of a slider: the keys say again what it does."""
    return replace(timeline, tracks=tuple(t for t in timeline.tracks if t.direction != direction))


def with_point(track: Track, point: Point) -> Track:
    """With a point, which replaces the one at the same time."""
    others = [each for each in track.points if each.seconds != point.seconds]
    return with_points(track, [*others, point])


def with_points(track: Track, points: Sequence[Point]) -> Track:
    """With other points, in any order."""
    return replace(track, points=tuple(sorted(points, key=lambda point: point.seconds)))


def with_walk(timeline: Timeline, walk: Walk) -> Timeline:
    """With a walk, which replaces the one of the same kind."""
    return replace(timeline, walks=(*without_walk(timeline, type(walk)).walks, walk))


def without_walk(timeline: Timeline, kind: type[FaceWalk | NoiseWalk]) -> Timeline:
    """Without the walk of a kind."""
    return replace(timeline, walks=tuple(w for w in timeline.walks if not isinstance(w, kind)))


def _seconds(value: float) -> float:
    low, high = SECONDS_RANGE
    return min(max(round(value, 6), low), high)


def _long_enough(timeline: Timeline, keys: Sequence[Key]) -> Timeline:
    """Other keys; where they would take no time, the first takes the least that a clip has, and
    where they would take more than a clip may, all stays as it is.
    """
    first = keys[0]
    lengthened = replace(first, seconds=max(first.seconds, SHORTEST))
    for some in (tuple(keys), (lengthened, *keys[1:])):
        with contextlib.suppress(ValueError):
            return replace(timeline, keys=some)
    return timeline
