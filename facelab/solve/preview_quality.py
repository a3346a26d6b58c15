"""How close previews are to the full frames that follow them."""

from __future__ import annotations

import math
from collections import abc
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from facelab.networks.generator import Generator
from facelab.networks.preview_head import PreviewHead


@dataclass(frozen=True, eq=False)
class HeadQuality:
    """How close previews are to full frames reduced to their size.

    Attributes
    ----------
    psnr : float64 array [N]
        Of each face, in decibels, with respect to 255.
    colour_shift : float64 array [N, 3]
        Mean of preview minus full frame in red, green, blue, of 255.
    """

    psnr: NDArray[np.float64]
    colour_shift: NDArray[np.float64]

    def figures(self) -> dict[str, float]:
        """The figures that a head's file states."""
        shift = np.abs(self.colour_shift)
        return {
            "psnr_median": round(float(np.median(self.psnr)), 2),
            "psnr_lowest": round(float(self.psnr.min()), 2),
            "colour_shift_mean": round(float(shift.mean()), 2),
            "colour_shift_of_mean": round(float(np.abs(self.colour_shift.mean(axis=0)).max()), 2),
            "colour_shift_largest": round(float(shift.max()), 2),
        }


def judge(
    generator: Generator, head: PreviewHead, seeds: Iterable[int], psi: float = 0.7
) -> abc.Generator[float, None, HeadQuality]:
    """Compare previews with full frames that are reduced to their size.

    Yields
    ------
    float
        PSNR of the face just judged.
    """
    psnr, shift = [], []
    for seed in seeds:
        z = np.random.RandomState(seed).randn(1, generator.z_dim).astype(np.float32)
        with torch.inference_mode():
            w = generator.map(torch.from_numpy(z).to(generator.w_avg.device))
            w = generator.w_avg + psi * (w - generator.w_avg)
            ws = w[:, None].repeat(1, generator.num_ws, 1)
            full = reduced(generator.synthesize(ws), head.size)
            preview = head(generator.features(ws, head.resolution), ws).clamp(-1, 1)
        error = 127.5 * (preview - full)[0].double()
        psnr.append(20 * math.log10(255 / error.square().mean().sqrt().item()))
        shift.append(error.mean((1, 2)).cpu().numpy())
        yield psnr[-1]
    return HeadQuality(np.array(psnr), np.array(shift))


def reduced(pictures: Tensor, size: int) -> Tensor:
    """What a screen shows of pictures [N, 3, R, R] at `size` pixels: means of areas."""
    return F.avg_pool2d(pictures.clamp(-1, 1), pictures.shape[-1] // size)


def haar(pictures: Tensor) -> Tensor:
    """Wavelet bands [N, H, W, 12] of pictures [N, 2 H, 2 W, 3], in planes low | lh | hl | hh."""
    a, b = pictures[:, ::2, ::2], pictures[:, ::2, 1::2]
    c, d = pictures[:, 1::2, ::2], pictures[:, 1::2, 1::2]
    bands = (a + b + c + d, a + b - c - d, a - b + c - d, a - b - c + d)
    return torch.cat(bands, dim=3) / 2
