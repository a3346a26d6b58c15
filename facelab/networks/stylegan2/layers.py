"""The layers of StyleGAN2: styled convolution, picture head, and the shortcut of a residual block.

Tensors are named as NVIDIA's snapshots name them. What is multiplied together beforehand: style,
demodulation and the activation's gain go into the kernel of a single sample, since kernels are
small beside activations; the gain goes before the leaky ReLU, which does not mind.
"""

from __future__ import annotations

import math
from functools import partial

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from facelab.networks.activations import ACTIVATIONS, SLOPE, bias_act
from facelab.networks.equalised import FullyConnected, weight
from facelab.networks.modulation import energy, modulated
from facelab.networks.stylegan2.upsampling import Upsampler, upsample_convolved


class StyledConv(nn.Module):
    """Modulated 3x3 convolution, noise, bias, activation, clamp; may double the resolution.

    Parameters
    ----------
    w_dim, inputs, outputs, resolution : int
        The resolution is that of the output.
    taps : int or None
        Of the filter that upsamples; None keeps the resolution.
    activation : str
    clamp : float or None
    gain : float
        Beside the activation's own, of output and clamp.
    noise : bool
    """

    def __init__(
        self,
        w_dim: int,
        inputs: int,
        outputs: int,
        resolution: int,
        taps: int | None,
        activation: str,
        clamp: float | None,
        gain: float,
        noise: bool,
    ) -> None:
        super().__init__()
        self.affine = FullyConnected(w_dim, inputs)
        self.weight = weight(outputs, inputs, 3, 3)
        self.bias = weight(outputs)
        if noise:
            self.noise_strength = weight()
            self.noise_const = weight(resolution, resolution)
        self.up = Upsampler(taps) if taps else None
        self._activation = activation
        self._clamp = None if clamp is None else clamp * gain
        self._gain = ACTIVATIONS[activation][1] * gain
        self.register_buffer("_energy", torch.empty(0), persistent=False)

    _energy: Tensor

    def prepare(self) -> None:
        """Compute what follows from the weights, once they are there."""
        self._energy = energy(self.weight)

    def style(self, w: Tensor) -> Tensor:
        """Style [N, inputs] of w [N, w_dim]."""
        scales: Tensor = self.affine(w)
        return scales

    def forward(self, x: Tensor, style: Tensor, noise: Tensor | None) -> Tensor:
        """[N, inputs, H, W] -> [N, outputs, r, r] with r = H or 2 H; noise is [r, r]."""
        early = self._activation == "lrelu"  # gain before the activation
        gain = self._gain if early else 1.0
        bias = self.bias * gain
        if self.up is None:
            alone = x.shape[0] == 1
            convolve = partial(_convolve, bias=bias if alone else None)
            x = modulated(x, self.weight, style, self._energy, convolve, gain)
            if not alone:
                x = x + bias[:, None, None]
        else:
            x = modulated(x, self.weight, style, self._energy, upsample_convolved, gain)
            x = self.up.smooth(x, bias)
        if noise is not None:
            x = x.add_(noise * gain if early else noise)
        if early and not x.requires_grad:
            x = F.leaky_relu_(x, SLOPE)
            return x if self._clamp is None else x.clamp_(-self._clamp, self._clamp)
        if early:  # a gradient needs what goes into each step
            x = F.leaky_relu(x, SLOPE)
            return x if self._clamp is None else x.clamp(-self._clamp, self._clamp)
        return bias_act(x, None, self._activation, gain=self._gain, clamp=self._clamp)


def _convolve(x: Tensor, kernel: Tensor, bias: Tensor | None) -> Tensor:
    return F.conv2d(x, kernel, bias, padding=kernel.shape[-1] // 2)


class ToRGB(nn.Module):
    """Modulated 1x1 convolution to a picture; its style is not demodulated.

    Parameters
    ----------
    w_dim, inputs, outputs : int
    clamp : float or None
    """

    def __init__(self, w_dim: int, inputs: int, outputs: int, clamp: float | None) -> None:
        super().__init__()
        self.affine = FullyConnected(w_dim, inputs)
        self.weight = weight(outputs, inputs, 1, 1)
        self.bias = weight(outputs)
        self._clamp = clamp

    def style(self, w: Tensor) -> Tensor:
        """Style [N, inputs] of w [N, w_dim], with the equalised learning rate's scale."""
        scales: Tensor = self.affine(w) / math.sqrt(self.weight.shape[1])
        return scales

    def forward(self, x: Tensor, style: Tensor) -> Tensor:
        """[N, inputs, H, W] -> float32 [N, outputs, H, W]."""
        x = modulated(x, self.weight, style, None, F.conv2d)
        x = (x + self.bias[:, None, None]).float()
        return x if self._clamp is None else x.clamp_(-self._clamp, self._clamp)


class Shortcut(nn.Module):
    """1x1 convolution without a bias, then twice the resolution; of a residual block."""

    def __init__(self, inputs: int, outputs: int, taps: int) -> None:
        super().__init__()
        self.weight = weight(outputs, inputs, 1, 1)
        self.up = Upsampler(taps)

    def forward(self, x: Tensor) -> Tensor:
        """[N, inputs, H, W] -> [N, outputs, 2 H, 2 W], times sqrt(1 / 2)."""
        kernel = self.weight * math.sqrt(0.5 / self.weight.shape[1])
        x = F.conv2d(x, kernel.to(x.dtype))
        return self.up.upsample(x)
