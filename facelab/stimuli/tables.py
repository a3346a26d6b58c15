"""Tables of a set: `stimuli.csv`, all that is known, and `conditions.csv` for PsychoPy.

Columns of both are variables of Python, no cell begins with a bracket (PsychoPy would run it),
paths are relative to the set's folder, where the experiment is to lie.
"""

from __future__ import annotations

import csv
import io
import math
import random
from collections.abc import Mapping, Sequence

from facelab.labels.identity import LIMIT
from facelab.preparing.measures import FACTS
from facelab.stimuli.plan import StimuliPlan, column
from facelab.stimuli.rows import Row

STIMULI, CONDITIONS = "stimuli.csv", "conditions.csv"
_DIGITS = 4


def stimuli_table(plan: StimuliPlan, rows: Sequence[Row], labels: Mapping[str, str]) -> bytes:
    """A row a picture, or a picture that could not be made, with its reason.

    Parameters
    ----------
    plan : StimuliPlan
    rows : sequence of Row
    labels : mapping of str to str
        Label of each attribute.
    """
    order = {row.cell.id: k for k, row in enumerate(shuffled(plan, rows), 1)}
    names = list(rows[0].measured) if rows else []
    return _csv([_whole(plan, row, labels, names, order.get(row.cell.id)) for row in rows])


def conditions_table(plan: StimuliPlan, rows: Sequence[Row], labels: Mapping[str, str]) -> bytes:
    """A row a trial, in their order; only what there is a picture of."""
    found = []
    for row in shuffled(plan, rows):
        cells: dict[str, object] = {
            "image": row.picture,
            "face": row.cell.face,
            "attribute": _attribute(row),
        }
        for name in plan.attributes:
            cells[f"{column(name)}_level"] = _number(row.cell.levels.get(name, 0.0))
            cells[f"{column(name)}_target"] = _number(row.targets.get(name))
            cells[f"{column(name)}_measured"] = _number(row.measured.get(labels[name]))
        cells["drift"] = _number(row.drift)
        cells["recipe"] = row.saved_recipe
        found.append(cells)
    return _csv(found)


def shuffled(plan: StimuliPlan, rows: Sequence[Row]) -> list[Row]:
    """What there is a picture of, in the order of presentation: of the plan's seed."""
    there = sorted((row for row in rows if row.there), key=lambda row: row.cell.id)
    random.Random(plan.order_seed).shuffle(there)
    return there


def _whole(
    plan: StimuliPlan,
    row: Row,
    labels: Mapping[str, str],
    names: Sequence[str],
    order: int | None,
) -> dict[str, object]:
    held = [abs(value) for value in row.left.values()]
    cells: dict[str, object] = {
        "image": row.picture,
        "id": row.cell.id,
        "order": "" if order is None else order,
        "face": row.cell.face,
        "seed": "" if row.recipe.seed is None else row.recipe.seed,
        "attribute": _attribute(row),
        "reached": int(row.there),
        "reason": row.reason,
    }
    for name in plan.attributes:
        target, got = row.targets.get(name), row.measured.get(labels[name])
        cells[f"{column(name)}_level"] = _number(row.cell.levels.get(name, 0.0))
        cells[f"{column(name)}_target"] = _number(target)
        cells[f"{column(name)}_measured"] = _number(got)
        off = None if target is None or got is None else got - target
        cells[f"{column(name)}_error"] = _number(off)
    cells |= {
        "left_mean": _number(sum(held) / len(held) if held else None),
        "held_worst": _number(row.left.get(row.held_worst)),
        "held_worst_label": column(row.held_worst),
        "held_off": " ".join(map(column, row.held_off)),
        "drift": _number(row.drift),
        "another_person": int(row.drift > LIMIT),
        "rounds": row.rounds,
        "beyond_limits": " ".join(map(column, row.beyond)),
    }
    cells |= {fact: _number(row.facts.get(fact)) for fact in FACTS}
    for name in names:
        cells[f"measured_{column(name)}"] = _number(row.measured.get(name))
        cells[f"left_{column(name)}"] = _number(row.left.get(name))
    cells["recipe"] = row.saved_recipe
    return cells


def _attribute(row: Row) -> str:
    return " ".join(map(column, row.cell.levels)) or "none"


def _number(value: float | None) -> object:
    if value is None or math.isnan(value):
        return ""
    return round(float(value), _DIGITS) + 0.0


def _csv(rows: Sequence[Mapping[str, object]]) -> bytes:
    held = io.StringIO(newline="")
    if rows:
        writer = csv.DictWriter(held, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return held.getvalue().encode()
