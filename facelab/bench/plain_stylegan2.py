"""A peer: StyleGAN2 as the paper's authors write it down, in eager torch.

Kernels of each sample, a grouped convolution of them, and filters that go over zeros that were
inserted before. It shares no code with facelab.networks, so that it is an independent check of the
pictures as well.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import torch.nn.functional as F
from torch import Tensor


class PlainStyleGAN2:
    """StyleGAN2 (arXiv 1912.04958) from converted tensors.

    Parameters
    ----------
    config : mapping
        Of the network; its activation must be the usual one.
    tensors : mapping
        By name, as `facelab.networks.stylegan2` has them.
    """

    def __init__(self, config: Mapping[str, Any], tensors: Mapping[str, Tensor]) -> None:
        self._t = tensors
        self._blocks = len(config["channels"])
        self._architecture = config["architecture"]
        self._clamp = config["clamp"]

    def __call__(self, ws: Tensor) -> Tensor:
        """w+ [N, num_ws, w_dim] to pictures [N, 3, R, R], with the network's own noise."""
        x, picture = ws, None
        for k in range(self._blocks):
            block = f"synthesis.b{4 << k}"
            residual = self._architecture == "resnet" and k > 0
            y = None
            if k == 0:
                x = self._t[f"{block}.const"].repeat(len(ws), 1, 1, 1)
                x = self._convolve(x, f"{block}.conv1", ws[:, 0])
            else:
                if residual:
                    y = self._shortcut(x, f"{block}.skip")
                x = self._convolve(x, f"{block}.conv0", ws[:, 2 * k - 1])
                gain = math.sqrt(0.5) if residual else 1.0
                x = self._convolve(x, f"{block}.conv1", ws[:, 2 * k], gain)
            x = x if y is None else y + x
            if picture is not None:
                picture = _upsample(picture, self._t[f"{block}.up.filter"])
            if f"{block}.torgb.weight" in self._t:
                drawn = self._to_rgb(x, f"{block}.torgb", ws[:, 2 * k + 1])
                picture = drawn if picture is None else picture + drawn
        assert picture is not None
        return picture.expand(-1, 3, -1, -1)

    def _style(self, name: str, w: Tensor) -> Tensor:
        weight = self._t[f"{name}.affine.weight"] / math.sqrt(w.shape[1])
        return F.linear(w, weight, self._t[f"{name}.affine.bias"])

    def _convolve(self, x: Tensor, name: str, w: Tensor, gain: float = 1.0) -> Tensor:
        kernel, style = self._t[f"{name}.weight"], self._style(name, w)
        own = kernel[None] * style[:, None, :, None, None]  # [N, O, I, 3, 3]
        own = own * (own.square().sum(dim=(2, 3, 4), keepdim=True) + 1e-8).rsqrt()
        filter_ = self._t.get(f"{name}.up.filter")
        n, outputs, inputs = own.shape[:3]
        x = x.reshape(1, n * inputs, *x.shape[2:])
        if filter_ is None:
            x = F.conv2d(x, own.flatten(0, 1), padding=1, groups=n)
        else:
            turned = own.transpose(1, 2).flatten(0, 1)
            x = F.conv_transpose2d(x, turned, stride=2, groups=n)
            taps = len(filter_)
            before, after = (taps + 1) // 2 - 1, (taps - 2) // 2
            x = _filtered(F.pad(x, (before, after, before, after)), filter_)
        x = x.reshape(n, outputs, *x.shape[2:])
        if f"{name}.noise_const" in self._t:
            x = x + self._t[f"{name}.noise_const"] * self._t[f"{name}.noise_strength"]
        x = F.leaky_relu(x + self._t[f"{name}.bias"][:, None, None], 0.2) * (math.sqrt(2) * gain)
        return x if self._clamp is None else x.clamp(-self._clamp * gain, self._clamp * gain)

    def _to_rgb(self, x: Tensor, name: str, w: Tensor) -> Tensor:
        kernel = self._t[f"{name}.weight"]
        style = self._style(name, w) / math.sqrt(kernel.shape[1])
        own = kernel[None] * style[:, None, :, None, None]
        n, outputs = own.shape[:2]
        drawn = F.conv2d(x.reshape(1, -1, *x.shape[2:]), own.flatten(0, 1), groups=n)
        drawn = drawn.reshape(n, outputs, *x.shape[2:]) + self._t[f"{name}.bias"][:, None, None]
        return drawn if self._clamp is None else drawn.clamp(-self._clamp, self._clamp)

    def _shortcut(self, x: Tensor, name: str) -> Tensor:
        kernel = self._t[f"{name}.weight"]
        x = F.conv2d(x, kernel / math.sqrt(kernel.shape[1]))
        return _upsample(x, self._t[f"{name}.up.filter"]) * math.sqrt(0.5)


def _upsample(x: Tensor, filter_: Tensor) -> Tensor:
    n, channels, height, width = x.shape
    x = x.reshape(n, channels, height, 1, width, 1)
    x = F.pad(x, (0, 1, 0, 0, 0, 1)).reshape(n, channels, 2 * height, 2 * width)
    taps = len(filter_)
    before, after = (taps + 1) // 2, (taps - 2) // 2
    return _filtered(F.pad(x, (before, after, before, after)), filter_)


def _filtered(x: Tensor, filter_: Tensor) -> Tensor:
    channels = x.shape[1]
    kernel = (4 * filter_.flip((0, 1)))[None, None].repeat(channels, 1, 1, 1)
    return F.conv2d(x, kernel, groups=channels)
