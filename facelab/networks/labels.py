"""Labels of conditional networks."""

from __future__ import annotations

from torch import Tensor

from facelab.errors import ModelError


def check_label(label: Tensor | None, count: int, classes: int) -> None:
    """Raise ModelError unless labels are [N, classes] for N samples, or there are none."""
    if label is None or (classes and tuple(label.shape) == (count, classes)):
        return
    why = (
        f"It has the shape {list(label.shape)}, but the network takes [{count}, {classes}]."
        if classes
        else "The network knows no classes."
    )
    raise ModelError("This class label does not fit the network.", why, "Choose another label.")
