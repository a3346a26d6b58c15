"""MobileStyleGAN's mapping network in numpy: a few thousand numbers a face need nothing more."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
MapZ = Callable[[NDArray[np.float64]], Array]  # [N, z_dim] to w [N, w_dim]
_GAIN = np.float32(np.sqrt(2))
_SLOPE = np.float32(0.2)


def plain_mapping(layers: Sequence[tuple[Array, Array]]) -> MapZ:
    """The mapping network of these layers: weight [outputs, inputs] and bias [outputs] of each."""

    def map_z(z: NDArray[np.float64]) -> Array:
        x = z.astype(np.float32)
        x /= np.sqrt(np.mean(x * x, axis=1, keepdims=True) + np.float32(1e-8))
        for weight, bias in layers:
            x = x @ weight.T + bias
            x = np.where(x > 0, x, _SLOPE * x) * _GAIN
        return x

    return map_z
