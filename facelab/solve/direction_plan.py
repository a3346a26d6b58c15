"""Which edit is solved for which direction: what moves, what is held, in which layers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from facelab.labels.named import NAMED, Named
from facelab.solve.direction_fit import locked_step

Array = NDArray[np.float64]

SOFTNESS = 0.02
SOFTNESSES = (0.02, 0.1, 0.5)  # of the locks: which is best is found by measuring
SHORT_ENOUGH = 1.12  # a range of layers will do if its step is at most that much longer


@dataclass(frozen=True)
class Plan:
    """A direction to be made, in terms of label numbers.

    Attributes
    ----------
    named : Named
    target : int
    locked : tuple of int
        What is held still: all but its kin.
    others : tuple of int
        What must not change and is counted: labels of named directions, but its kin and those
        whose kin it is.
    """

    named: Named
    target: int
    locked: tuple[int, ...]
    others: tuple[int, ...]


def make_plans(labels: Sequence[str], wanted: Sequence[Named] = NAMED) -> tuple[Plan, ...]:
    """Plans for the directions whose labels there are."""
    number = {name: k for k, name in enumerate(labels)}
    judged = {number[each.label] for each in wanted if each.label in number}
    plans = []
    for named in wanted:
        if named.label not in number:
            continue
        target = number[named.label]
        kin = {number[name] for name in named.kin if name in number} | {target}
        related = kin | {
            number[each.label]
            for each in wanted
            if named.label in each.kin and each.label in number
        }
        plans.append(
            Plan(
                named,
                target,
                tuple(k for k in range(len(labels)) if k not in kin),
                tuple(sorted(judged - related)),
            )
        )
    return tuple(plans)


def solve_edit(
    plan: Plan,
    gradients: Array,
    bands: int,
    span: tuple[int, int],
    softness: float = SOFTNESS,
    locked: bool = True,
) -> Array:
    """The edit of a plan in bands first to last, as a step in u, [D] with zeros elsewhere."""
    width = len(gradients) // bands
    rows = np.zeros(len(gradients))
    rows[span[0] * width : (span[1] + 1) * width] = 1.0
    sign = plan.named.sign
    locks = plan.locked if locked else ()
    return sign * locked_step(gradients, plan.target, locks, softness, rows)


def short_spans(plan: Plan, gradients: Array, bands: int) -> tuple[tuple[int, int], ...]:
    """Ranges of bands that carry an edit nearly as well as all do, the narrowest first."""
    everything = (0, bands - 1)
    least = float(np.linalg.norm(solve_edit(plan, gradients, bands, everything)))
    found = []
    for first in range(bands):
        for last in range(first, bands):
            step = solve_edit(plan, gradients, bands, (first, last))
            length = float(np.linalg.norm(step))
            carries = abs(float(step @ gradients[:, plan.target])) > 0.5
            if carries and length <= SHORT_ENOUGH * least:
                found.append((last - first, length, (first, last)))
    return tuple(span for _, _, span in sorted(found)) or (everything,)
