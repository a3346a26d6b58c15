"""What came of a set, in figures: for its report, for the command and for the window."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from facelab.labels.identity import LIMIT
from facelab.stimuli.rows import Row


@dataclass(frozen=True)
class Steps:
    """Of an attribute: pictures that were made, of those wanted; errors in sd, NaN without any."""

    made: int
    wanted: int
    error_mean: float
    error_largest: float


@dataclass(frozen=True)
class Summary:
    """Figures of a set; those in sd are NaN where nothing was moved.

    Attributes
    ----------
    made, wanted : int
        Pictures.
    moved : int
        Of those made: with an attribute that was moved.
    attributes : mapping of str to Steps
    left_mean, left_95, left_largest : float
        What was left over of labels that were held, in sd, either way.
    drift_median, drift_largest : float
    others : int
        Pictures of another person, by the drift.
    rounds : float
        Pictures that were drawn and measured for one, in the mean.
    held_off, strained : tuple of str
        Pictures to be looked at: a held label is far off; sliders go beyond the network.
    """

    made: int
    wanted: int
    moved: int
    attributes: Mapping[str, Steps]
    left_mean: float
    left_95: float
    left_largest: float
    drift_median: float
    drift_largest: float
    others: int
    rounds: float
    held_off: tuple[str, ...]
    strained: tuple[str, ...]


def summary_of(rows: Sequence[Row], labels: Mapping[str, str]) -> Summary:
    """Count.

    Parameters
    ----------
    rows : sequence of Row
    labels : mapping of str to str
        Label of each attribute.
    """
    there = [row for row in rows if row.there]
    moved = [row for row in there if row.targets]
    left = sorted(abs(value) for row in moved for value in row.left.values())
    drifts = [row.drift for row in moved if row.drift == row.drift]
    nan = float("nan")
    return Summary(
        len(there),
        len(rows),
        len(moved),
        {name: _steps(rows, name, label) for name, label in labels.items()},
        statistics.mean(left) if left else nan,
        left[int(0.95 * (len(left) - 1))] if left else nan,
        left[-1] if left else nan,
        statistics.median(drifts) if drifts else nan,
        max(drifts, default=nan),
        sum(each > LIMIT for each in drifts),
        statistics.mean(row.rounds for row in moved) if moved else nan,
        tuple(row.cell.id for row in there if row.held_off),
        tuple(row.cell.id for row in there if row.beyond),
    )


def _steps(rows: Sequence[Row], name: str, label: str) -> Steps:
    wanted = [row for row in rows if name in row.targets]
    off = [abs(row.measured[label] - row.targets[name]) for row in wanted if row.there]
    nan = float("nan")
    mean = statistics.mean(off) if off else nan
    return Steps(len(off), len(wanted), mean, max(off, default=nan))


def told(summary: Summary, seconds: float, new: int) -> list[str]:
    """In lines, for people.

    Parameters
    ----------
    summary : Summary
    seconds : float
        That this run took.
    new : int
        Pictures that it made or tried.
    """
    lines = [
        f"{name}: {each.made} of {each.wanted} steps"
        + (
            f", error mean {each.error_mean:.3f} sd, largest {each.error_largest:.3f}"
            if each.made
            else ""
        )
        for name, each in summary.attributes.items()
    ]
    if summary.moved:
        lines += [
            f"Left over of held labels: mean {summary.left_mean:.2f} sd, 95 % below "
            f"{summary.left_95:.2f}, largest {summary.left_largest:.2f}",
            f"Drift of the person: median {summary.drift_median:.2f}, largest "
            f"{summary.drift_largest:.2f}, above {LIMIT:g} in {summary.others}",
            f"Pictures drawn and measured for one: {summary.rounds:.1f}",
        ]
    if summary.held_off:
        lines.append(
            f"Look at these, a held label is far off: {', '.join(summary.held_off)} "
            "(held_off in stimuli.csv)"
        )
    if new:
        lines.append(f"{seconds:.0f} s, {seconds / new:.1f} s a picture")
    return lines


def to_json(summary: Summary, seconds: float, new: int) -> str:
    """The same for programs; what is not a number is null."""
    body = msgspec.to_builtins(summary)
    body |= {"new": new, "seconds": seconds, "seconds_a_picture": seconds / new if new else None}
    return msgspec.json.format(msgspec.json.encode(body), indent=1).decode()
