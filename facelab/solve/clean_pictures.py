"""A network whose pictures are clean, to make preview heads that draw no lattice either."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from facelab.engine.lattice import Lattice
from facelab.networks.generator import Generator


def draw_clean(generator: Generator, lattice: Lattice) -> None:
    """Let what `generator.synthesize` draws be freed of its lattice from now on, as full frames
    of clean faces are; features stay as they are.
    """
    raw = generator.synthesize

    def synthesize(*given: Any, **named: Any) -> Tensor:
        return cleaned(raw(*given, **named), lattice)

    generator.synthesize = synthesize  # type: ignore[method-assign]


def cleaned(pictures: Tensor, lattice: Lattice) -> Tensor:
    """Pictures [N, 3, R, R], red, green, blue in -1..1, less their lattice, clamped."""
    clamped = pictures.clamp(-1, 1)
    steps = ((clamped + 1) * 127.5).permute(0, 2, 3, 1).cpu().numpy()
    found = np.empty((*steps.shape[:3], 1), np.float32)
    for k, picture in enumerate(steps):
        pixels = np.full((*picture.shape[:2], 4), 255, np.uint8)
        pixels[..., 2::-1] = np.rint(picture)
        found[k, ..., 0] = lattice.find(pixels)
    off = torch.from_numpy(found / np.float32(127.5)).permute(0, 3, 1, 2).to(clamped)
    return (clamped - off).clamp(-1, 1)
