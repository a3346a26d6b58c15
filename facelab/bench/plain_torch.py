"""A peer: the network as one would write it down from the paper, in eager torch.

No fold, no layout, nothing in place. It shares no code with facelab.networks, so that it is an
independent check of the pictures as well.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
import torch.nn.functional as F
from torch import Tensor


class PlainNetwork:
    """MobileStyleGAN (arXiv 2104.04767) from converted tensors, [N, C, H, W] throughout."""

    def __init__(self, tensors: Mapping[str, Tensor], blocks: int) -> None:
        self._t = tensors
        self._blocks = blocks

    def __call__(self, ws: Tensor) -> Tensor:
        """w+ [N, num_ws, w_dim] to pictures [N, 3, R, R], with the network's own noise."""
        t = self._t
        x = t["synthesis.first.input"] * self._style("synthesis.first.affine", ws[:, 0])
        x = F.conv2d(x, t["synthesis.first.weight"], padding=1)
        x = self._finish(x, "synthesis.first")
        for i in range(self._blocks):
            block = f"synthesis.blocks.{i}"
            x = x * self._style(f"{block}.up", ws[:, 3 * i + 1])
            x = _inverse_haar(x)
            x = self._convolve(x, f"{block}.conv1", ws[:, 3 * i + 1])
            x = self._convolve(x, f"{block}.conv2", ws[:, 3 * i + 2])
        x = x * self._style("synthesis.to_image.affine", ws[:, -2])
        x = F.conv2d(x, t["synthesis.to_image.weight"][:, :, None, None])
        return _inverse_haar(x + t["synthesis.to_image.bias"][:, None, None])

    def _convolve(self, x: Tensor, name: str, w: Tensor) -> Tensor:
        x = x * self._style(f"{name}.affine", w)
        x = F.conv2d(x, self._t[f"{name}.depthwise"], padding=1, groups=x.shape[1])
        x = F.conv2d(x, self._t[f"{name}.pointwise"][:, :, None, None])
        return self._finish(x, name)

    def _finish(self, x: Tensor, name: str) -> Tensor:
        x = x + self._t[f"{name}.noise"].permute(0, 3, 1, 2)
        x = x + self._t[f"{name}.bias"][:, None, None]
        return F.leaky_relu(x, 0.2)

    def _style(self, name: str, w: Tensor) -> Tensor:
        scale = F.linear(w, self._t[f"{name}.weight"], self._t[f"{name}.bias"])
        return scale[:, :, None, None]


def _inverse_haar(x: Tensor) -> Tensor:
    low, lh, hl, hh = x.chunk(4, dim=1)
    out = torch.empty(
        x.shape[0], low.shape[1], 2 * x.shape[2], 2 * x.shape[3], dtype=x.dtype, device=x.device
    )
    out[:, :, 0::2, 0::2] = (low + lh + hl + hh) / 2
    out[:, :, 0::2, 1::2] = (low + lh - hl - hh) / 2
    out[:, :, 1::2, 0::2] = (low - lh + hl - hh) / 2
    out[:, :, 1::2, 1::2] = (low - lh - hl + hh) / 2
    return out


def to_uint8(image: Tensor) -> Tensor:
    """As simply as it gets: [N, 3, H, W] about [-1, 1] to uint8 [N, H, W, 3]."""
    return (image * 127.5 + 128).clamp(0, 255).to(torch.uint8).permute(0, 2, 3, 1).contiguous()
