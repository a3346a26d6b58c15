"""Which edit is solved for which direction: what moves, what is held, in which layers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from facelab.labels.named import NAMED, Named
from facelab.solve.edit_model import EditModel

Array = NDArray[np.float64]

SOFTNESS = 0.5
SOFTNESSES = (0.1, 0.5, 2.0)  # of the locks: which is best is found by measuring
SHORT_ENOUGH = (1.12, 1.25)  # ranges of layers are tried whose steps cost at most that much more


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
    model: EditModel,
    span: tuple[int, int],
    softness: float = SOFTNESS,
) -> Array:
    """The edit of a plan in bands first to last, as a step in u, [D] with zeros elsewhere."""
    return plan.named.sign * model.locked_step(plan.target, plan.locked, softness, span)


def short_spans(plan: Plan, model: EditModel) -> tuple[tuple[int, int], ...]:
    """Ranges of bands to try: all, and the narrowest that carry an edit nearly as well."""
    everything = (0, model.bands - 1)
    costs = {}
    for first in range(model.bands):
        for last in range(first, model.bands):
            step = solve_edit(plan, model, (first, last))
            if abs(float(step @ model.gradients[:, plan.target])) > 0.5:
                costs[first, last] = model.cost(step)
    if everything not in costs:
        return (everything,)  # nothing carries it
    found = [everything]
    for ratio in SHORT_ENOUGH:
        good = [span for span, cost in costs.items() if cost <= ratio * costs[everything]]
        found.append(min(good, key=lambda span: (span[1] - span[0], costs[span])))
    return tuple(dict.fromkeys(found))
