"""A directions file in miniature, made as `facelab directions fit` makes one."""

from __future__ import annotations

import numpy as np

from facelab.checkpoints.directions import (
    Attribute,
    DirectionsFile,
    DirectionsMetadata,
    NamedDirection,
)
from facelab.solve.direction_fit import locked_step

BANDS = ((0, 1), (2, 3, 4), (5,))  # row 6 is used by none
NUM_WS, W_DIM = 7, 12
LABELS = ("smile", "mouth", "age", "light")
SOFTNESS = 0.01


def make_file(seed: int = 0) -> DirectionsFile:
    """Three named directions, "smile", "age" and "light", and the attribute "person"."""
    random = np.random.RandomState(seed)
    B, K = len(BANDS), len(LABELS)
    root = random.randn(W_DIM, W_DIM) * 0.1 + np.diag(random.uniform(0.5, 1.5, W_DIM))
    root = (root + root.T) / 2
    gradients = random.randn(B * W_DIM, K)
    plans = (
        ("smile", ("age", "light"), (0, 1)),
        ("age", ("smile", "mouth", "light"), (0, 2)),
        ("light", ("smile", "mouth", "age"), (2, 2)),
    )
    vectors, named = [], []
    for name, locks, span in plans:
        rows = np.zeros(B * W_DIM)
        rows[span[0] * W_DIM : (span[1] + 1) * W_DIM] = 1.0
        step = locked_step(
            gradients, LABELS.index(name), [LABELS.index(each) for each in locks], SOFTNESS, rows
        )
        vectors.append(step.reshape(B, W_DIM) @ root / 2.0)  # its gain is 2
        named.append(
            NamedDirection(
                id=name,
                title=name.capitalize(),
                group="Expression",
                about=f"More {name}.",
                label=name,
                bands=span,
                locks=locks,
                softness=SOFTNESS,
                held_out=0.9,
                breaks_at=4.0,
                source="nowhere",
            )
        )
    by_band = gradients.reshape(B, W_DIM, K)
    return DirectionsFile(
        DirectionsMetadata(
            model="tiny",
            model_sha256="0" * 64,
            bands=BANDS,
            labels=LABELS,
            directions=tuple(named),
            attributes=(
                Attribute(id="person", title="Person", about="Who.", labels=("age", "mouth")),
            ),
            farthest=1.3,
            made={},
        ),
        np.stack(vectors).astype(np.float32),
        np.einsum("bdk,de->kbe", by_band, root).astype(np.float32),
        np.einsum("bdk,bdl->bkl", by_band, by_band).astype(np.float32),
        np.full(K, 2.0, np.float32),
        np.linalg.inv(root).astype(np.float32),
        {},
    )


def does(file: DirectionsFile, rows: np.ndarray) -> dict[str, float]:
    """What a step [num_ws, w_dim] does to each label by its predictor, in sigma."""
    gradients = np.einsum("kbe,ef,fg->kbg", file.steps, file.whitener, file.whitener)
    means = np.stack([rows[list(band)].mean(axis=0) for band in BANDS])
    found = np.einsum("kbd,bd->k", gradients, means) * file.gains
    return dict(zip(LABELS, found.tolist(), strict=True))
