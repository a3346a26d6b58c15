"""What came of a search, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from facelab.casting.faces import Nearest, Outcome
from facelab.casting.wishes import Range, Share, Wish, Wishes
from facelab.casting.words import range_text, unit_text
from facelab.recipe import describe_source

ALIKE = "too like a face that is in the cast"
ALIKE_IN_W = "too close in w to a face that is in the cast"
NO_FACE = "no face is found in it"
_SLACK = 1e-9


def enough(shares: Sequence[Share], holds: Sequence[bool]) -> str:
    """Why a face that meets all wishes has no place: its share is full."""
    said = [
        each.wish.words if so else f"not “{each.wish.words}”"
        for each, so in zip(shares, holds, strict=True)
    ]
    return f"enough faces are {' and '.join(said)}"


def told(outcome: Outcome) -> list[str]:
    """What to say of a search, line by line."""
    found, wanted = len(outcome.faces), outcome.wishes.count
    lines = [
        f"{outcome.predicted:,} faces predicted, {outcome.likely:,} of them likely to fit; "
        f"{outcome.drawn:,} drawn and measured, {found:,} taken ({100 * outcome.passed:.0f} %)."
    ]
    if outcome.why_not:
        reasons = "; ".join(f"{why} ({count:,})" for why, count in outcome.why_not.items())
        lines.append(f"The others: {_of_wishes(outcome.wishes, reasons)}.")
    if found == wanted:
        return lines
    if outcome.stopped:
        return [*lines, told_stopped(found, wanted)]
    lines.append(f"Only {found:,} of {wanted:,} faces could be found.")
    lines += [_nearest(each) for each in outcome.nearest]
    lines += [
        f"Enough were drawn for “{to}” in place of “{of}”." for of, to in outcome.wider.items()
    ]
    if outcome.why_not.get(ALIKE, 0) > found:
        lines.append("Many were too like each other: a smaller least difference would take them.")
    return lines


def told_stopped(found: int, wanted: int) -> str:
    """What to say of a search that ended before its end."""
    return f"Stopped with {found:,} of {wanted:,} faces found."


def told_found_before(found: int, wanted: int) -> str:
    """What to say of faces that a search found before facelab was closed."""
    return f"{found:,} of {wanted:,} faces, found before facelab was closed."


def _of_wishes(wishes: Wishes, reasons: str) -> str:
    return f"not as wished: {reasons}" if wishes.wishes else reasons


def _nearest(nearest: Nearest) -> str:
    said = ", ".join(
        f"{label} {unit_text(label, value)}" for label, value in nearest.values.items()
    )
    face = describe_source(nearest.recipe.source)
    return f"Nobody who was drawn is “{nearest.wish.words}”; the nearest is {face} with {said}."


def other_wishes_wider(wishes: Wishes, drawn: Sequence[Mapping[str, float]]) -> dict[str, str]:
    """Which wish alone kept a cast from being full, and how much wider it would have to be.

    Parameters
    ----------
    wishes : Wishes
    drawn : sequence of mapping
        Labels of every face that was drawn, in their units.

    Returns
    -------
    dict of str to str
        The wider wish in words, by the wish's.
    """
    found = {}
    for wish in wishes.wishes:
        if len(wish.ranges) != 1:
            continue
        others = [each for each in wishes.wishes if each is not wish]
        (wanted,) = wish.ranges
        values = [
            each[wanted.label] for each in drawn if all(other.holds(each) for other in others)
        ]
        wider = _wider(wish, values, wishes.count)
        if wider is not None:
            found[wish.words] = range_text(wider)
    return found


def _wider(wish: Wish, values: list[float], count: int) -> Range | None:
    """The range that has room for so many of these values; None if it has already, or none has."""
    (wanted,) = wish.ranges
    if len(values) < count:
        return None
    nearest = sorted(values, key=wanted.beyond)[:count]
    beyond = wanted.beyond(nearest[-1])
    if beyond <= _SLACK:
        return None
    low, high = wanted.low, wanted.high
    lowest, highest = min(nearest), max(nearest)
    return Range(
        wanted.label,
        None if low is None else min(low, _rounded(lowest, down=True)),
        None if high is None else max(high, _rounded(highest, down=False)),
    )


def _rounded(value: float, down: bool) -> float:
    """To one place behind the point, outwards."""
    tenths = value * 10
    whole = int(tenths // 1)
    return (whole if down or tenths == whole else whole + 1) / 10
