"""What this machine could do at best: a matrix product, and a copy of memory."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import torch

SIDE = 1536
COPY_BYTES = 64 * 2**20


@dataclass(frozen=True)
class Floor:
    """The machine's own speed, measured in this run.

    Attributes
    ----------
    gflops : float
        Floating-point operations of a float32 matrix product, 10^9 a second.
    copy_gb_s : float
        Bytes read and written by a copy, 10^9 a second.
    """

    gflops: float
    copy_gb_s: float


def measure_floor(device: str = "cpu", rounds: int = 7) -> Floor:
    """Measure both, the best of some rounds."""
    a = torch.rand(SIDE, SIDE, device=device)
    b = torch.rand(SIDE, SIDE, device=device)
    product = torch.empty(SIDE, SIDE, device=device)
    source = torch.zeros(COPY_BYTES // 4, device=device)
    target = torch.empty_like(source)
    multiply = _best(lambda: torch.mm(a, b, out=product), device, rounds)
    copy = _best(lambda: target.copy_(source), device, rounds)
    return Floor(2 * SIDE**3 / multiply / 1e9, 2 * COPY_BYTES / copy / 1e9)


def _best(work: Callable[[], object], device: str, rounds: int) -> float:
    seconds = []
    for _ in range(rounds + 1):
        start = time.perf_counter()
        work()
        if device == "cuda":
            torch.cuda.synchronize()
        seconds.append(time.perf_counter() - start)
    return min(seconds[1:])
