"""How labels change with w on many faces: gradients through the network and the label student.

A predictor fitted to faces (`facelab.solve.direction_fit`) says how a label changes on average.
What spoils an edit is that every face answers differently, and most where w moves pictures most.
Gradients at single faces tell that: their mean is how a label changes, and the mean of their
squares is the metric that labels pull back to w, in which a step that disturbs little is short
(see `facelab.solve.edit_model`; the metric: Chen et al., arXiv 1711.01204; that what disturbs least
need not be what is likeliest: Wu et al., arXiv 2011.12799, who look at single channels).

A gradient costs as much for one label as for a sum of labels, so sums with random signs are
taken: the products of signs average to nothing (Hutchinson's estimator).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from facelab.checkpoints.kept_arrays import read_arrays
from facelab.files import replacing
from facelab.processors import processors
from facelab.progress import Progress, Steps
from facelab.solve.direction_measure import PSI, usual_face
from facelab.solve.face_sample import LatentSpace, to_rows
from facelab.solve.label_student import LabelStudent

Array = NDArray[np.float64]
Draw = Callable[[Tensor], Tensor]

SEEDS = range(40_000, 40_400)  # neither those that edits are tried on, nor those that judge
PROBES = 8  # sums of labels a face
_WORKERS = 4  # at most: each holds the whole way through the network in memory


@dataclass(frozen=True, eq=False)
class LabelGradients:
    """Gradients of sums of labels, S of them.

    Attributes
    ----------
    signs : [S, K]
        -1 or 1: the sum of labels.
    gradients : [S, B, w_dim]
        Of the sum, for the w of each band of layers.
    faces : int
        On how many faces.
    """

    signs: Array
    gradients: Array
    faces: int

    def mean(self) -> Array:
        """Mean gradient of each label, [K, B, w_dim], by least squares."""
        flat = self.gradients.reshape(len(self.gradients), -1)
        found: Array = np.linalg.lstsq(self.signs, flat, rcond=None)[0].astype(np.float64)
        return found.reshape(-1, *self.gradients.shape[1:])


def sample_gradients(
    space: LatentSpace,
    draw: Draw,
    student: LabelStudent,
    folder: Path,
    seeds: range = SEEDS,
) -> Steps[LabelGradients]:
    """Take gradients on faces at the usual truncation; what the folder has is used again.

    Parameters
    ----------
    draw : callable
        w+ [1, num_ws, w_dim] to a picture [1, 3, 256, 256], -1 to 1, with torch.
    student : LabelStudent

    Yields
    ------
    Progress

    Raises
    ------
    OSError
        The folder cannot be written.
    """
    place = folder / f"gradients-{_digest(space, draw, student)}"

    def face(seed: int) -> tuple[Array, Array]:
        found = _read(place / f"{seed}.npz", space)
        if found is None:
            found = _take(space, draw, student, seed)
            with replacing(place / f"{seed}.npz") as file:
                np.savez(file, signs=found[0].astype(np.int8), gradients=found[1])
        return found

    rows = []
    workers = min(processors(), _WORKERS)
    threads = torch.get_num_threads()
    try:
        with ThreadPoolExecutor(workers, initializer=_one_thread) as pool:
            for row in pool.map(face, seeds):
                rows.append(row)
                taken = f"Taking gradients: {len(rows)} of {len(seeds)} faces"
                yield Progress(len(rows), len(seeds), taken)
    finally:
        torch.set_num_threads(threads)  # the pool's threads set it for all
    return LabelGradients(
        np.concatenate([signs for signs, _ in rows]).astype(np.float64),
        np.concatenate([gradients for _, gradients in rows]).astype(np.float64),
        len(rows),
    )


def _take(space: LatentSpace, draw: Draw, student: LabelStudent, seed: int) -> tuple[Array, Array]:
    """Signs [PROBES, K] and gradients [PROBES, B, w_dim] of one face."""
    random = np.random.RandomState(seed)
    rows = to_rows(space, usual_face(space, random.randn(1, space.z_dim)))
    ws = torch.from_numpy(rows)[None].requires_grad_(True)
    labels = student(draw(ws))[0]
    signs = random.choice((-1.0, 1.0), (PROBES, len(labels)))
    found = []
    for each in torch.from_numpy(signs.astype(np.float32)):
        gradient = torch.autograd.grad(labels @ each, ws, retain_graph=True)[0][0].numpy()
        found.append(np.stack([gradient[list(band)].sum(axis=0) for band in space.bands]))
    return signs, np.stack(found).astype(np.float32)


def _one_thread() -> None:
    """Several faces at once are faster than several threads for one."""
    torch.set_num_threads(1)


def _read(path: Path, space: LatentSpace) -> tuple[Array, Array] | None:
    found = read_arrays(path, ("signs", "gradients"))
    if found is None:
        return None
    signs, gradients = found["signs"], found["gradients"]
    shape = (PROBES, len(space.bands), len(space.w_avg))
    if len(signs) != PROBES or gradients.shape != shape or not np.isfinite(gradients).all():
        return None
    return signs, gradients


def _digest(space: LatentSpace, draw: Draw, student: LabelStudent) -> str:
    """Another for other gradients: by the student, the layers, and a picture."""
    digest = hashlib.sha256(repr((PROBES, PSI, space.bands)).encode())
    for name, each in student.state_dict().items():
        digest.update(name.encode() + each.numpy().tobytes())
    with torch.inference_mode():
        average = to_rows(space, np.repeat(space.w_avg[None], len(space.bands), axis=0))
        picture = draw(torch.from_numpy(average)[None])
    # in coarse steps: machines round otherwise
    digest.update((picture * 8).round().to(torch.int16).numpy().tobytes())
    return digest.hexdigest()[:12]
