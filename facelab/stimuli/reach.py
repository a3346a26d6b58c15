"""Which targets are probably out of reach, before anything is drawn.

What a face has is predicted from its w, by the linear predictors that the named directions were
solved with. How far a direction brings faces before they break was measured once on some faces
(`measure_ends`, `facelab bench --reach`) and lies beside the directions: corners of a mouth come
no lower than about 2 sd under the mean, whatever is asked for.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from facelab.checkpoints.directions import directions_path, read_directions
from facelab.damage import cause
from facelab.engine import ModelInfo
from facelab.errors import RecipeError, WeightsError
from facelab.files import read_regular
from facelab.plain_text import counted
from facelab.progress import Progress, Steps, Stop, go_on
from facelab.recipe import Recipe, Seed
from facelab.recipe.envelope import Envelope, reason
from facelab.stimuli.plan import StimuliPlan
from facelab.stimuli.ruler import Lever, Ruler

FIRST_SEED, FACES = 60_000, 12
ENVELOPE = Envelope("facelab-reach", 1, 2**20, "file of reach")
Ends = Mapping[str, tuple[float, float]]


class _Said(msgspec.Struct, frozen=True, kw_only=True):
    format: str
    version: int
    model_sha256: str
    faces: int
    ends: dict[str, tuple[float, float]]


@dataclass(frozen=True)
class Doubt:
    """A target that is probably out of reach.

    Attributes
    ----------
    cell : str
        Id of the picture.
    attribute : str
    level, target : float
        In sd; the target is predicted.
    end : float
        How far faces come this way.
    """

    cell: str
    attribute: str
    level: float
    target: float
    end: float


def ends_path(name: str) -> Path:
    """Where the ends of a network's directions are."""
    return directions_path(name).with_suffix(".reach.json")


def ends_of(model: ModelInfo) -> Ends:
    """Lowest and highest value of its own label that each direction brings faces to, in sd;
    empty if nobody has measured it for this network.

    Raises
    ------
    WeightsError
        The file is damaged.
    """
    path = ends_path(model.name)
    if not path.is_file():
        return {}
    try:
        return _read(read_regular(path, ENVELOPE.max_bytes), model.sha256)
    except (OSError, RecipeError) as error:
        why = error.why if isinstance(error, RecipeError) else cause(error)
        raise WeightsError(
            "How far faces can be moved is not known.", f"{path.name}: {why}", "Reinstall facelab."
        ) from error


def read_ends(content: bytes) -> Ends:
    """Those of a file.

    Raises
    ------
    RecipeError
        It makes no sense.
    """
    return _read(content, None)


def _read(content: bytes, sha256: str | None) -> Ends:
    body, _ = ENVELOPE.open(content)
    try:
        said = msgspec.convert(body, _Said)
    except msgspec.ValidationError as error:
        raise RecipeError(ENVELOPE.what, reason(error), "Check the file.") from error
    return said.ends if sha256 in (None, said.model_sha256) else {}


def ends_to_json(model: ModelInfo, faces: int, ends: Ends) -> bytes:
    """A file of ends."""
    said = _Said(
        format=ENVELOPE.format, version=ENVELOPE.version, model_sha256=model.sha256, faces=faces,
        ends={name: (round(low, 2), round(high, 2)) for name, (low, high) in ends.items()},
    )  # fmt: skip
    return msgspec.json.format(msgspec.json.encode(said), indent=1) + b"\n"


def measure_ends(
    ruler: Ruler, model: ModelInfo, faces: int = FACES, stop: Stop = go_on
) -> Steps[Ends]:
    """Move faces to where they break, and measure: the median of what they come to.

    Parameters
    ----------
    ruler : Ruler
    model : ModelInfo
    faces : int
        Seeds from 60000, at psi 0.7.
    """
    found = {}
    total = 2 * faces * len(ruler.levers)
    done = 0
    bases = [
        model.sealed(Recipe(model.ref, Seed(FIRST_SEED + k)).with_truncation(psi=0.7))
        for k in range(faces)
    ]
    for lever in ruler.levers:
        ends = []
        for side in (-1.0, 1.0):
            values = []
            for base in bases:
                yield Progress(done, total, f"{lever.title}: {done:,} of {total:,}")
                seen = ruler.see(base.with_amount(lever.id, side * lever.breaks_at), False, stop)
                values.append(float(seen.values[ruler.names.index(lever.label)]))
                done += 1
            ends.append(statistics.median(values))
        found[lever.id] = (min(ends), max(ends))
    return found


class Forecast:
    """Predicts labels of faces of one network from their w+.

    Raises
    ------
    ModelError, WeightsError
        No named directions were made for it, or their file is damaged.
    """

    def __init__(self, model: ModelInfo, levers: Sequence[Lever]) -> None:
        file = read_directions(directions_path(model.name), model.sha256)
        self._levers = {lever.id: lever for lever in levers}
        self._names = file.metadata.labels
        self._bands = [list(rows) for rows in file.metadata.bands]
        self._gradients, self._whitener = file.gradients, file.whitener
        self._w_avg = model.w_avg
        self._ends = ends_of(model)

    def labels(self, ws: NDArray[np.float32]) -> dict[str, float]:
        """Predicted labels by name, in sd, of a w+ [num_ws, w_dim]."""
        average = 0.0 if self._w_avg is None else self._w_avg
        w = np.stack([ws[rows].mean(axis=0) for rows in self._bands])  # [B, w_dim]
        values = np.einsum("kbd,bd->k", self._gradients, (w - average) @ self._whitener)
        return dict(zip(self._names, map(float, values), strict=True))

    def doubts(self, plan: StimuliPlan, ws: Sequence[NDArray[np.float32]]) -> list[Doubt]:
        """Targets that are probably out of reach.

        Parameters
        ----------
        plan : StimuliPlan
        ws : sequence of float32 [num_ws, w_dim]
            Of its faces, in their order.
        """
        labels = dict(zip(plan.face_ids(), map(self.labels, ws), strict=True))
        found = []
        for cell in plan.cells():
            for name, level in cell.levels.items():
                doubt = self._doubt(cell.id, name, level, labels[cell.face], plan)
                if doubt is not None:
                    found.append(doubt)
        return found

    def _doubt(
        self, cell: str, name: str, level: float, labels: Mapping[str, float], plan: StimuliPlan
    ) -> Doubt | None:
        lever = self._levers[name]
        own = labels[lever.label]
        target = level + (own if plan.origin == "face" else 0.0)
        way = lever.gain * lever.breaks_at
        low, high = self._ends.get(name, (-np.inf, np.inf))
        low, high = max(low, own - way), min(high, own + way)
        if low - plan.tolerance <= target <= high + plan.tolerance:
            return None
        return Doubt(cell, name, level, target, float(low if target < low else high))


def doubts_told(doubts: Sequence[Doubt]) -> list[str]:
    """In lines, one for each attribute and side."""
    lines = []
    sides: dict[tuple[str, bool], list[Doubt]] = {}
    for each in doubts:
        sides.setdefault((each.attribute, each.target < each.end), []).append(each)
    for (name, below), found in sides.items():
        wanted, far = _span(each.target for each in found), _span(each.end for each in found)
        count = len({each.cell for each in found})
        whose = "the face's own value" if count == 1 else "the faces' own values"
        added = any(each.target != each.level for each in found)
        lines.append(
            f"Probably out of reach: {name} in {counted(count, 'picture')}. "
            f"{'The target is' if count == 1 else 'Targets are'} about {wanted} sd"
            f"{f' (the level and {whose})' if added else ''}; these faces come "
            f"{'down' if below else 'up'} to about {far}."
        )
    return lines


def _span(values: Iterable[float]) -> str:
    ends = sorted({f"{each:.1f}" for each in values}, key=float)
    return ends[0] if len(ends) == 1 else f"{ends[0]} to {ends[-1]}"
