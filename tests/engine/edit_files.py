"""A directions file in miniature, made as `facelab directions fit` makes one."""

from __future__ import annotations

import numpy as np

from facelab.checkpoints.directions import (
    Attribute,
    DirectionsFile,
    DirectionsMetadata,
    NamedDirection,
)
from facelab.solve.edit_model import EditModel

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
    spread = random.randn(B, W_DIM, W_DIM) * 0.3
    first = spread @ spread.transpose(0, 2, 1) + np.eye(W_DIM)
    models = [EditModel.of(gradients, each) for each in (first, np.stack([np.eye(W_DIM)] * B))]
    plans = (
        ("smile", ("age", "light"), (0, 1), 0),
        ("age", ("smile", "mouth", "light"), (0, 2), 1),
        ("light", ("smile", "mouth", "age"), (2, 2), 0),
    )
    vectors, named = [], []
    for name, locks, span, metric in plans:
        locked = [LABELS.index(each) for each in locks]
        step = models[metric].locked_step(LABELS.index(name), locked, SOFTNESS, span)
        vectors.append(step.reshape(B, W_DIM) @ root / 2.0)  # its gain is 2
        named.append(
            NamedDirection(
                id=name,
                title=name.capitalize(),
                group="Expression",
                about=f"More {name}.",
                label=name,
                bands=span,
                metric=metric,
                locks=locks,
                softness=SOFTNESS,
                held_out=0.9,
                breaks_at=4.0,
                source="nowhere",
            )
        )
    by_band = gradients.reshape(B, W_DIM, K)
    ways = [each.carried.reshape(B, W_DIM, K) for each in models]
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
        np.einsum("mbdk,de->mkbe", ways, root).astype(np.float32),
        by_band.transpose(2, 0, 1).astype(np.float32),
        np.einsum("bdk,mbdl->mbkl", by_band, ways).astype(np.float32),
        np.full(K, 2.0, np.float32),
        np.linalg.inv(root).astype(np.float32),
        {},
    )


def does(file: DirectionsFile, rows: np.ndarray) -> dict[str, float]:
    """What a step [num_ws, w_dim] does to each label by its predictor, in sigma."""
    gradients = file.gradients @ file.whitener
    means = np.stack([rows[list(band)].mean(axis=0) for band in BANDS])
    found = np.einsum("kbd,bd->k", gradients, means) * file.gains
    return dict(zip(LABELS, found.tolist(), strict=True))
