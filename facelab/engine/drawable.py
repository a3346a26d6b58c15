"""Which w+ a network takes, and which sizes of picture it draws."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from facelab.engine.model_info import ModelInfo
from facelab.errors import ModelError


def check_rows(ws: NDArray[np.float32], info: ModelInfo) -> None:
    """Refuse w+ that are no [N, num_ws, w_dim].

    Raises
    ------
    ModelError
    """
    fits = (info.num_ws, info.w_dim)
    if ws.ndim != 3 or ws.shape[1:] != fits:
        raise ModelError(
            "These latents do not fit the network.",
            f"They have the shape {list(ws.shape)}, the network takes [N, {fits[0]}, {fits[1]}].",
            "Use latents that were made for this network.",
        )


def check_drawable(
    ws: NDArray[np.float32], size: int, info: ModelInfo, sizes: tuple[int, ...]
) -> None:
    """Refuse w+ that do not fit, and sizes that are none of `sizes`.

    Raises
    ------
    ModelError
    """
    check_rows(ws, info)
    if size not in sizes:
        raise ModelError(
            f"This network draws no pictures of {size} pixels.",
            f"It draws {', '.join(map(str, sizes))} pixels.",
            "Choose one of these.",
        )
