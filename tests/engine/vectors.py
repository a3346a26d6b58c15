"""A network in which it is known how faces lie, and vectors in its space."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from facelab.engine import ModelInfo
from facelab.engine.directions.spread import Spread
from facelab.networks.family import groups_by_size

W_DIM, NUM_WS, ROWS = 64, 6, 5  # of w, of the network's styles, of StyleGAN2's
_random = np.random.RandomState(3)
AVERAGE = _random.randn(W_DIM).astype(np.float32)
AVERAGE *= np.float32(4 / np.linalg.norm(AVERAGE))
SPREAD = np.eye(W_DIM, dtype=np.float32) * np.float32(0.4)  # faces are 3.2 from the average
SMILE = np.linalg.qr(np.stack([AVERAGE, _random.randn(W_DIM)]).T)[0][:, 1].astype(np.float32)


def network(known: bool = True) -> ModelInfo:
    """Described only; `known` says whether it tells how its faces lie."""
    return ModelInfo(
        name="n",
        title="N",
        family="f",
        sha256="a" * 64,
        licence="",
        z_dim=W_DIM,
        w_dim=W_DIM,
        num_ws=NUM_WS,
        resolution=64,
        style_resolutions=(4, 8, 8, 16, 16, 0),
        style_groups=groups_by_size((4, 8, 8, 16, 16, 0)),
        preview_size=None,
        device="cpu",
        backend="none",
        spread=Spread(SPREAD) if known else None,
        stylegan2_rows=(0, 1, 2, 3, 4, 1),
        w_avg=AVERAGE if known else None,
    )


def face(seed: int, psi: float = 1.0) -> NDArray[np.float32]:
    """The w [w_dim] of a face."""
    step = np.random.RandomState(seed).randn(W_DIM).astype(np.float32) @ SPREAD
    return (AVERAGE + np.float32(psi) * step).astype(np.float32)


def face_plus(seed: int, rows: int = ROWS) -> NDArray[np.float32]:
    """A w+ [rows, w_dim], as projections make them."""
    own = np.random.RandomState(seed + 1000).randn(rows, W_DIM).astype(np.float32)
    return (face(seed) + np.float32(0.1) * own).astype(np.float32)
