"""What the user is told of a set for research, when it is made or was stopped."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from facelab.errors import RecipeError
from facelab.export.orders import Refused
from facelab.plain_text import counted
from facelab.session.exporting.words import told_of_end
from facelab.session.messages import Message
from facelab.stimuli.making import Result
from facelab.stimuli.rows import Row
from facelab.stimuli.tables import STIMULI

NOT_MADE, LOOK = "not made:", "made, but look at it:"


def to_look_at(rows: Sequence[Row]) -> tuple[Refused, ...]:
    """Pictures that were not made, and then those that are to be looked at."""
    missing = [
        Refused(row.cell.id, RecipeError(NOT_MADE, row.reason)) for row in rows if row.reason
    ]
    strained = [
        Refused(row.cell.id, RecipeError(LOOK, _why(row)))
        for row in rows
        if row.there and (row.beyond or row.held_off)
    ]
    return (*missing, *strained)


def _why(row: Row) -> str:
    said = [f"{name} is off by {row.left[name]:+.1f} sd" for name in row.held_off]
    if row.beyond:
        said.append("its sliders together go beyond what the network draws well")
    return f"{'; '.join(said)}."


def heading(refused: Sequence[Refused]) -> str:
    """Over the list of them."""
    missing = sum(each.error.what == NOT_MADE for each in refused)
    look = len(refused) - missing
    said = []
    if missing:
        said.append(f"{counted(missing, 'picture')} {'was' if missing == 1 else 'were'} not made")
    if look:
        said.append(f"look at {counted(look, 'picture')} before you use the set")
    text = "; ".join(said)
    return f"{text[:1].upper()}{text[1:]}"


def told_made(result: Result, note: str) -> Message:
    """All of it is done, whatever came of it."""
    found = result.summary
    table = result.folder / STIMULI
    what = f"Made {found.made:,} of {counted(found.wanted, 'picture')}"
    if found.made == found.wanted:
        what = f"Made a set of {counted(found.made, 'picture')}"
    said = [f"in {result.folder}."]
    errors = [each.error_largest for each in found.attributes.values() if each.made]
    if errors:
        said.append(
            f"Largest error of a step {max(errors):.2f} sd; left over of held labels "
            f"{found.left_mean:.2f} sd in the mean."
        )
    if found.made < found.wanted:
        said.append("The other targets could not be reached.")
    listed = to_look_at(result.rows)
    return Message(
        "warning" if note or listed else "info", what, " ".join(said), note,
        offers="set failures" if listed else "", file=table,
    )  # fmt: skip


def told_ended(folder: Path, done: int, count: int, error: Exception | None) -> Message:
    """It was stopped, or could not go on."""
    if not done:
        return told_of_end(error, "" if error is not None else "Nothing was made.")
    left = f"{done:,} of {counted(count, 'picture')} are done; the same export goes on from there."
    return told_of_end(error, left, folder / STIMULI)
