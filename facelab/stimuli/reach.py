"""Which targets are out of reach, before anything is drawn, as far as that can be known.

What a face has is predicted from its w, by the linear predictors that the named directions were
solved with; how far faces come from there was measured on some of them (`ends.py`). Both leave
something open. What lies well within is left without a word, what lies well beyond is probably out
of reach, and of what is between nobody knows before it was tried: that is said as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from facelab.checkpoints.directions import directions_path, read_directions
from facelab.engine import ModelInfo
from facelab.plain_text import counted
from facelab.recipe import Recipe
from facelab.stimuli.ends import Ends, Line, Sides, ends_of
from facelab.stimuli.plan import Cell, StimuliPlan
from facelab.stimuli.ruler import Lever

# Standard deviations from where faces end. Nothing is said of what lies so far within, and as far
# as the face that fell short most, up to a limit: one odd face is not all of them. From so far
# beyond it is probable.
SURE, AT_MOST, PROBABLE = 1.5, 2.0, 0.75
# Where other attributes move as well: they take some of the way, or give some.
_TOGETHER = 1.5
UNMEASURED = (
    "How far faces of this network can be moved has not been measured: what is out of reach will "
    "show when the set is made."
)


@dataclass(frozen=True)
class Doubt:
    """A target that may be out of reach.

    Attributes
    ----------
    cell : str
        Id of the picture.
    attribute : str
    level, target : float
        In sd; the target is predicted.
    end : float
        How far faces come this way.
    probable : bool
        Whether it is probably out of reach; else nobody can say.
    nearest, farthest : float
        Some such faces come only to the one, others to the other.
    """

    cell: str
    attribute: str
    level: float
    target: float
    end: float
    probable: bool = True
    nearest: float = 0.0
    farthest: float = 0.0


class Forecast:
    """Predicts labels of faces of one network from their w+, and how far they come.

    Attributes
    ----------
    measured : bool
        Whether anybody has measured how far faces of this network come.

    Raises
    ------
    ModelError, WeightsError
        No named directions were made for it, or their file is damaged.
    """

    def __init__(self, model: ModelInfo, levers: Sequence[Lever], ends: Ends | None = None) -> None:
        file = read_directions(directions_path(model.name), model.sha256)
        self._levers = {lever.id: lever for lever in levers}
        self._names = file.metadata.labels
        self._bands = [list(rows) for rows in file.metadata.bands]
        self._gradients, self._whitener = file.gradients, file.whitener
        self._w_avg = model.w_avg
        self._ends = ends_of(model) if ends is None else ends
        self.measured = bool(self._ends)

    def labels(self, ws: NDArray[np.float32]) -> dict[str, float]:
        """Predicted labels by name, in sd, of a w+ [num_ws, w_dim]."""
        average = 0.0 if self._w_avg is None else self._w_avg
        w = np.stack([ws[rows].mean(axis=0) for rows in self._bands])  # [B, w_dim]
        values = np.einsum("kbd,bd->k", self._gradients, (w - average) @ self._whitener)
        return dict(zip(self._names, map(float, values), strict=True))

    def doubts(self, plan: StimuliPlan, ws: Sequence[NDArray[np.float32]]) -> list[Doubt]:
        """Targets that may be out of reach.

        Parameters
        ----------
        plan : StimuliPlan
        ws : sequence of float32 [num_ws, w_dim]
            Of its faces, in their order.
        """
        ids = plan.face_ids()
        labels = dict(zip(ids, map(self.labels, ws), strict=True))
        faces = dict(zip(ids, plan.faces, strict=True))
        found = []
        for cell in plan.cells():
            for name, level in cell.levels.items():
                doubt = self._doubt(cell, name, level, faces[cell.face], labels[cell.face], plan)
                if doubt is not None:
                    found.append(doubt)
        return found

    def _doubt(
        self,
        cell: Cell,
        name: str,
        level: float,
        face: Recipe,
        labels: Mapping[str, float],
        plan: StimuliPlan,
    ) -> Doubt | None:
        lever = self._levers[name]
        own, amount = labels[lever.label], face.amount(name)
        sides, relative = self._ends.get(name), plan.origin == "face"
        if sides is None:
            return self._unmeasured(cell, lever, level, own, amount, plan)
        if relative and level == 0.0:
            return None  # it is there
        without = own - lever.gain * amount
        here = without + _moved(sides, without, amount / lever.breaks_at)
        with_others = any(level for other, level in cell.levels.items() if other != name)
        wide = _TOGETHER if with_others else 1.0
        found: Doubt | None = None
        for side in (-1, 1):
            if relative and side * level < 0:
                continue
            if relative:
                way, line = _left(sides, side, without, amount / lever.breaks_at)
                end = here + side * way
            else:
                line = (sides.high if side > 0 else sides.low).place
                end = line.over(without)
            target = level + (here if relative else 0.0)
            beyond = side * (target - end)
            short = min(line.short, AT_MOST * line.spread)
            open_to = wide * max(SURE * line.spread, short)
            if beyond <= plan.tolerance - open_to:
                continue
            found = Doubt(
                cell.id, name, level, target, float(end),
                beyond > plan.tolerance + PROBABLE * wide * line.spread,
                float(end - side * open_to), float(end + side * open_to),
            )  # fmt: skip
            if found.probable:
                return found
        return found

    @staticmethod
    def _unmeasured(
        cell: Cell, lever: Lever, level: float, own: float, amount: float, plan: StimuliPlan
    ) -> Doubt | None:
        """What no slider does, whatever faces do."""
        target = level + (own if plan.origin == "face" else 0.0)
        low, high = (own + lever.gain * (k * lever.breaks_at - amount) for k in (-1, 1))
        if low - plan.tolerance <= target <= high + plan.tolerance:
            return None
        return Doubt(cell.id, lever.id, level, target, float(low if target < low else high))


def _moved(sides: Sides, own: float, share: float) -> float:
    """How far the direction has brought a face already; see `_left`. Not as far as it would by the
    predictors, which are lines and know no end.
    """
    ahead = sides.high if share >= 0 else sides.low
    far = max(0.0, ahead.way.over(own)) * ahead.gone(min(abs(share), 1.0))
    return far if share >= 0 else -far


def _left(sides: Sides, side: int, own: float, share: float) -> tuple[float, Line]:
    """How far a face still comes to a side, and the line that says how far faces are from that.

    Parameters
    ----------
    sides : Sides
    side : int
    own : float
        What it has without the direction.
    share : float
        Of the amount at which faces break, -1 to 1: what it has of the direction already.
    """
    ahead, back = (sides.high, sides.low) if side > 0 else (sides.low, sides.high)
    way = max(0.0, ahead.way.over(own))
    if side * share >= 0:
        return way * (1.0 - ahead.gone(min(side * share, 1.0))), ahead.way
    wider = max(ahead.way, back.way, key=lambda line: max(line.spread, line.short))
    return way + abs(_moved(sides, own, share)), wider


def doubts_told(doubts: Sequence[Doubt]) -> list[str]:
    """In lines, one for each attribute and side, what is probable first."""
    lines = []
    kinds: dict[tuple[bool, str, bool], list[Doubt]] = {}
    for each in doubts:
        kinds.setdefault((not each.probable, each.attribute, _is_low(each)), []).append(each)
    for (unsure, name, below), found in sorted(kinds.items(), key=lambda item: item[0][0]):
        wanted = _span(each.target for each in found)
        count = len({each.cell for each in found})
        whose = "the face's own value" if count == 1 else "the faces' own values"
        added = any(each.target != each.level for each in found)
        way = "down" if below else "up"
        if unsure:
            near, far = (max, min) if below else (min, max)
            first = _span([near(each.nearest for each in found)])
            last = _span([far(each.farthest for each in found)])
            come = f"some faces like these get {way} to about {first}, others to {last}."
        else:
            come = f"these faces get {way} to about {_span(each.end for each in found)}."
        lines.append(
            f"{'Perhaps' if unsure else 'Probably'} out of reach: {name} in "
            f"{counted(count, 'picture')}. "
            f"{'The target is' if count == 1 else 'Targets are'} about {wanted} sd"
            f"{f' (the level and {whose})' if added else ''}; {come}"
        )
    return lines


def _is_low(doubt: Doubt) -> bool:
    """Whether it is the lower end that is in question."""
    if doubt.probable:
        return doubt.target < doubt.end
    return doubt.farthest < doubt.nearest


def _span(values: Iterable[float]) -> str:
    ends = sorted({f"{each:.1f}" for each in values}, key=float)
    return ends[0] if len(ends) == 1 else f"{ends[0]} to {ends[-1]}"
