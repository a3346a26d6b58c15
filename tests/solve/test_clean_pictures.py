from __future__ import annotations

import numpy as np
import torch
from torch import nn

from facelab.engine.lattice import CELL, Lattice
from facelab.solve.clean_pictures import cleaned, draw_clean

SIDE = 256


def pattern() -> np.ndarray:
    """A unit pattern of a cell, [1, 256], with nothing smooth in it."""
    cell = np.zeros((CELL, CELL), np.float32)
    cell[::4, ::4], cell[2::4, 2::4] = 1, -1
    return (cell / np.linalg.norm(cell)).reshape(1, -1)


def woven() -> tuple[torch.Tensor, torch.Tensor]:
    """A smooth picture, and the same with a lattice of 8 steps of 255."""
    ramp = torch.linspace(-0.5, 0.5, SIDE)[None, None, :, None].repeat(1, 3, 1, SIDE)
    cell = torch.from_numpy(pattern().reshape(CELL, CELL))
    cell = cell / cell.max() * 8 / 127.5
    return ramp, ramp + cell.repeat(SIDE // CELL, SIDE // CELL)


def test_pictures_are_freed_of_the_lattice() -> None:
    smooth, raw = woven()
    before = (raw - smooth).abs().mean()
    clean = cleaned(raw, Lattice(pattern()))
    assert clean.shape == raw.shape
    assert (clean - smooth).abs().mean() < 0.3 * before


def test_a_network_draws_clean_from_then_on() -> None:
    _, raw = woven()

    class Network(nn.Module):
        def synthesize(self, ws: torch.Tensor, noise: object = None) -> torch.Tensor:
            return raw.repeat(len(ws), 1, 1, 1)

    network = Network()
    lattice = Lattice(pattern())
    draw_clean(network, lattice)  # type: ignore[arg-type]
    drawn = network.synthesize(torch.zeros(2, 4, 8), noise=None)
    assert torch.equal(drawn[1:], cleaned(raw, lattice))
    assert not torch.equal(drawn[1:], raw)
