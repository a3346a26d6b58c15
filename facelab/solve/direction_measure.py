"""What an edit does to faces: labels of pictures before and after, and figures of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from facelab.checkpoints.kept_arrays import read_arrays
from facelab.files import replacing
from facelab.solve.face_sample import LatentSpace, to_rows

Array = NDArray[np.float64]
Pixels = NDArray[np.uint8]

PSI = 0.7
STEADY_CHANGE = 0.02  # sigma: a smaller step back is the labelling networks' noise


def usual_face(space: LatentSpace, z: Array) -> NDArray[np.float32]:
    """w by band [B, w_dim] of z [1, z_dim] at the usual truncation."""
    w = space.w_avg + np.float32(PSI) * (space.map_z(z) - space.w_avg)
    return np.repeat(w, len(space.bands), axis=0)


@dataclass(frozen=True, eq=False)
class Bench:
    """What edits are measured with.

    Attributes
    ----------
    space : LatentSpace
    draw : callable
        w+ [num_ws, w_dim] to a picture [H, W, 3], red, green, blue.
    label : callable
        Pictures to labels [N, K], in sigma.
    folder : Path
        For what was measured, so that it need not be measured again.
    ruler : str
        Changes whenever the labels' meaning does.
    """

    space: LatentSpace
    draw: Callable[[NDArray[np.float32]], Pixels]
    label: Callable[[Sequence[Pixels]], Array]
    folder: Path
    ruler: str

    def face(self, seed: int) -> NDArray[np.float32]:
        """w by band [B, w_dim] of a seed at the usual truncation."""
        return usual_face(self.space, np.random.RandomState(seed).randn(1, self.space.z_dim))


def measure_edit(
    bench: Bench, vector: Array, seeds: Sequence[int], amounts: Sequence[float]
) -> Generator[int, None, Array]:
    """Labels of edited faces, [seeds, amounts, K].

    Parameters
    ----------
    vector : [B, w_dim]
        The edit for an amount of 1.

    Yields
    ------
    int
        Pictures labelled since the last time.
    """
    found = []
    for seed in seeds:
        row = _read(bench, vector, seed, amounts)
        if row is None:
            start = bench.face(seed)
            pictures = [
                bench.draw(to_rows(bench.space, start + np.float32(a) * vector.astype(np.float32)))
                for a in amounts
            ]
            row = bench.label(pictures)
            _write(bench, vector, seed, amounts, row)
        found.append(row)
        yield len(amounts)
    return np.stack(found)


def measured(bench: Bench, vector: Array, seeds: Sequence[int], amounts: Sequence[float]) -> Array:
    """Labels of edited faces, as `measure_edit` returns them when it is done."""
    job = measure_edit(bench, vector, seeds, amounts)
    while True:
        try:
            next(job)
        except StopIteration as end:
            found: Array = end.value
            return found


def slopes(labels: Array, amounts: Sequence[float]) -> Array:
    """Mean change of each label for an amount of 1, [K], from the outermost amounts."""
    span = amounts[-1] - amounts[0]
    mean: Array = (labels[:, -1] - labels[:, 0]).mean(axis=0) / span
    return mean


def selectivity(labels: Array, target: int, others: Sequence[int]) -> float:
    """Change of the target, divided by the mean absolute change of others.

    Parameters
    ----------
    labels : [seeds, amounts, K]
        The first and the last amount are compared.
    """
    change = labels[:, -1] - labels[:, 0]
    harm = np.abs(change[:, list(others)]).mean() if len(others) else 0.0
    return float(change[:, target].mean() / max(harm, 1e-6))


def monotone_share(labels: Array, target: int) -> float:
    """Share of faces on which more was more at every step."""
    rises = np.diff(labels[:, :, target], axis=1) > -STEADY_CHANGE
    ends = labels[:, -1, target] > labels[:, 0, target]
    return float((rises.all(axis=1) & ends).mean())


def person_change(labels: Array, person: Sequence[int], apart: float) -> float:
    """How far the ends of an edit are apart in the labels that make a person.

    It judges directions, whose figures were made with it. What users are told of a person's
    change is another measure, by a network that tells faces apart: `facelab.labels.identity.drift`.

    Parameters
    ----------
    apart : float
        How far two people are apart, see `people_apart`.

    Returns
    -------
    float
        1 is as different as two people are; 0 if there is no such label.
    """
    if not person:
        return 0.0
    change = (labels[:, -1] - labels[:, 0])[:, list(person)]
    return float(np.sqrt((change**2).mean(axis=1)).mean() / max(apart, 1e-9))


def people_apart(labels: Array, person: Sequence[int]) -> float:
    """How far different people are apart in these labels: the mean over neighbours in a list."""
    if not person:
        return 0.0
    rows = labels[:, list(person)]
    return float(np.sqrt(((rows - np.roll(rows, 1, axis=0)) ** 2).mean(axis=1)).mean())


def _path(bench: Bench, vector: Array, seed: int, amounts: Sequence[float]) -> Path:
    digest = hashlib.sha256(bench.ruler.encode())
    digest.update(np.ascontiguousarray(vector, np.float32).tobytes())
    digest.update(repr((seed, tuple(float(a) for a in amounts))).encode())
    name = digest.hexdigest()[:24]
    return bench.folder / "edits" / name[:2] / f"{name}.npz"


def _read(bench: Bench, vector: Array, seed: int, amounts: Sequence[float]) -> Array | None:
    found = read_arrays(_path(bench, vector, seed, amounts), ("labels",))
    if found is None or len(found["labels"]) != len(amounts):
        return None
    return found["labels"]


def _write(bench: Bench, vector: Array, seed: int, amounts: Sequence[float], labels: Array) -> None:
    with replacing(_path(bench, vector, seed, amounts)) as file:
        np.savez(file, labels=labels)
