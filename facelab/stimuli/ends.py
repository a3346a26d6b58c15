"""How far each direction brings faces before they break: measured on some faces, fitted, kept in a
file beside the directions.

Faces differ. A head that is turned already comes farther that way in all, and from where it is not
as far as another; corners of a mouth end at about the same place in every face. So both is fitted
by a line, over what the face has by prediction: where it comes to, and how far that is from where
it is; with each goes how far faces are from the line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from facelab.checkpoints.directions import directions_path
from facelab.damage import cause
from facelab.engine import ModelInfo
from facelab.errors import RecipeError, WeightsError
from facelab.files import read_regular
from facelab.progress import Progress, Steps, Stop, go_on
from facelab.recipe import Recipe, Seed
from facelab.recipe.envelope import Envelope, reason
from facelab.stimuli.ruler import Ruler

FIRST_SEED, FACES, LEAST = 60_000, 16, 4
ENVELOPE = Envelope("facelab-reach", 2, 2**20, "file of reach")
SHARES = (0.35, 0.7, 1.0)  # of the amount at which faces break: where they are measured
_LEAST_SPREAD = 0.15  # sd: a few faces that agree by chance are no proof
Values = NDArray[np.float64]


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A value over what a face has.

    Attributes
    ----------
    at, slope : float
        In sd.
    spread : float
        How far faces are from it, as a standard deviation.
    short : float
        How far the one came that came least, in sd before the line.
    """

    at: float
    slope: float
    spread: float
    short: float

    def over(self, own: float) -> float:
        """Its value for a face that has so much."""
        return self.at + self.slope * own


class End(msgspec.Struct, frozen=True, kw_only=True):
    """One side of a direction.

    Attributes
    ----------
    place : Line
        Where the label of faces ends, in sd, over what they have without the direction.
    way : Line
        How far that is from where they are, at least 0.
    used : (float, float)
        How much of that way they have gone at the first two of `SHARES`.
    """

    place: Line
    way: Line
    used: tuple[float, float]

    def gone(self, share: float) -> float:
        """How much of the way a face has gone at a share, 0 to 1, of the farthest amount."""
        return float(np.interp(share, (0.0, *SHARES), (0.0, *self.used, 1.0)))


class Sides(msgspec.Struct, frozen=True, kw_only=True):
    """Both sides of a direction."""

    low: End
    high: End


Ends = Mapping[str, Sides]


class _Said(msgspec.Struct, frozen=True, kw_only=True):
    format: str
    version: int
    model_sha256: str
    faces: int
    ends: dict[str, Sides]


def ends_path(name: str) -> Path:
    """Where the ends of a network's directions are."""
    return directions_path(name).with_suffix(".reach.json")


def ends_of(model: ModelInfo) -> Ends:
    """Ends of the directions of a network by id; empty if nobody has measured them for it.

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
    """Those of a file; of one of before none: it said too little.

    Raises
    ------
    RecipeError
        It makes no sense.
    """
    return _read(content, None)


def _read(content: bytes, sha256: str | None) -> Ends:
    body, version = ENVELOPE.open(content)
    if version < ENVELOPE.version:
        return {}
    try:
        said = msgspec.convert(body, _Said)
    except msgspec.ValidationError as error:
        raise RecipeError(ENVELOPE.what, reason(error), "Check the file.") from error
    return said.ends if sha256 in (None, said.model_sha256) else {}


def ends_to_json(model: ModelInfo, faces: int, ends: Ends) -> bytes:
    """A file of ends."""
    said = _Said(
        format=ENVELOPE.format, version=ENVELOPE.version, model_sha256=model.sha256, faces=faces,
        ends=dict(ends),
    )  # fmt: skip
    return msgspec.json.format(msgspec.json.encode(said), indent=1) + b"\n"


def measure_ends(
    ruler: Ruler,
    model: ModelInfo,
    predicted: Callable[[Recipe], Mapping[str, float]],
    faces: int = FACES,
    stop: Stop = go_on,
) -> Steps[Ends]:
    """Move faces to where they break, measure on the way, and fit.

    Parameters
    ----------
    ruler : Ruler
    model : ModelInfo
    predicted : callable
        What a face has of each label, by prediction.
    faces : int
        Seeds from 60000, at psi 0.7; `LEAST` at least.
    """
    bases = [
        model.sealed(Recipe(model.ref, Seed(FIRST_SEED + k)).with_truncation(psi=0.7))
        for k in range(max(LEAST, faces))
    ]
    total = len(bases) * (1 + 2 * len(SHARES) * len(ruler.levers))
    done = 0
    plain, owns = [], []
    for base in bases:
        yield Progress(done, total, "Faces as they are")
        plain.append(ruler.see(base, False, stop).values)
        owns.append(predicted(base))
        done += 1
    found = {}
    for lever in ruler.levers:
        row, ways = ruler.names.index(lever.label), []
        for side in (-1.0, 1.0):
            seen = [[float(values[row]) for values in plain]]
            for share in SHARES:
                seen.append([])
                for base in bases:
                    yield Progress(done, total, f"{lever.title}: {done:,} of {total:,}")
                    moved = base.with_amount(lever.id, side * share * lever.breaks_at)
                    seen[-1].append(float(ruler.see(moved, False, stop).values[row]))
                    done += 1
            ways.append(np.array(seen))
        own = [each[lever.label] for each in owns]
        found[lever.id] = Sides(low=fitted(own, ways[0], -1), high=fitted(own, ways[1], +1))
    return found


def fitted(own: Sequence[float] | Values, seen: Values, side: int) -> End:
    """The end of one side.

    Parameters
    ----------
    own : sequence of float, N
        What faces have without the direction, by prediction.
    seen : float64 [1 + len(SHARES), N]
        What was measured without it, and at each of `SHARES`.
    side : int
        -1 or 1: the label becomes less, or more.
    """
    has, up = np.asarray(own), side * seen
    end = up.max(axis=0)  # measured beyond where a head is seen well, it may come back
    far = end - up[0]
    gone = (up[1:-1] - up[0]) / np.maximum(far, 0.3)
    first, second = np.clip(np.median(gone, axis=1), 0.0, 1.0)
    used = (float(first), float(max(first, second)))
    at, slope = _line(has, far)
    left = [(end - up[k]) - (1 - part) * (at + slope * has) for k, part in enumerate((0.0, *used))]
    place = _line(has, side * end)
    return End(
        place=_made(*place, [end - side * (place[0] + place[1] * has)]),
        way=_made(at, slope, left),
        used=(round(used[0], 3), round(used[1], 3)),
    )


def _line(x: Values, y: Values) -> tuple[float, float]:
    slope, at = np.polyfit(x, y, 1) if np.ptp(x) > 0.1 else (0.0, y.mean())
    return float(at), float(slope)


def _made(at: float, slope: float, farther: Sequence[Values]) -> Line:
    """A line, and how much farther faces came than it says, each time that they were measured."""
    spread, short = _LEAST_SPREAD, 0.0
    for each in farther:
        spread = max(spread, float(np.sqrt((each**2).sum() / max(1, len(each) - 2))))
        short = max(short, float(-each.min()))
    return Line(
        at=round(at, 3), slope=round(slope, 3), spread=round(spread, 3), short=round(short, 3)
    )
