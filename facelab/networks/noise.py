"""Per-pixel noise of a synthesis network: its own maps, seeded random ones, or none.

Noise adds what is random in a face (single hairs, pores) after each convolution; Karras et
al., "A Style-Based Generator Architecture for GANs", arXiv 1812.04948, section 3.2.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from facelab.recipe import Noise


class NoiseMaps:
    """Turns a Noise into the maps to add, one for each noisy layer.

    Random maps are drawn by numpy, so that a seed gives the same picture on every device, and
    the last seed's maps are kept: a slider being dragged does not draw them again.
    """

    def __init__(self) -> None:
        self._key: tuple[int, torch.device, torch.dtype] | None = None
        self._maps: list[Tensor] = []

    def select(
        self, const: Sequence[Tensor], noise: Noise, scales: Sequence[float] | None = None
    ) -> list[Tensor | None]:
        """Return the map of each layer, of the shape of `const`, or None where there is none.

        Parameters
        ----------
        const : sequence of Tensor
            The network's own maps, lowest resolution first, learned strength included.
        noise : Noise
            Mode, seed and strength.
        scales : sequence of float or None
            Standard deviations of random maps; None takes those of `const`.
        """
        if noise.mode == "none" or noise.strength == 0.0:
            return [None] * len(const)
        maps = list(const) if noise.mode == "const" else self._random(const, noise.seed, scales)
        if noise.strength != 1.0:
            maps = [each * noise.strength for each in maps]
        return list(maps)

    def _random(
        self, const: Sequence[Tensor], seed: int, scales: Sequence[float] | None
    ) -> list[Tensor]:
        key = (seed, const[0].device, const[0].dtype)
        if key != self._key:
            self._maps = _draw(const, seed, scales or list(map(_spread, const)))
            self._key = key
        return self._maps


def _spread(own: Tensor) -> float:
    # float64 on the CPU: MPS has none, and the scale must not depend on the device
    return float(own.detach().cpu().double().std(correction=0))


def _draw(const: Sequence[Tensor], seed: int, scales: Sequence[float]) -> list[Tensor]:
    random = np.random.RandomState(seed)
    maps = []
    for own, scale in zip(const, scales, strict=True):
        drawn = random.standard_normal(tuple(own.shape)) * scale
        maps.append(torch.from_numpy(drawn).to(torch.float32).to(own.device, own.dtype))
    return maps
