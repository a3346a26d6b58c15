"""A layer of StyleGAN3: modulated convolution, and an activation at a finer sampling rate."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from facelab.networks.activations import SLOPE
from facelab.networks.equalised import FullyConnected, weight
from facelab.networks.families.stylegan3_plan import LayerPlan
from facelab.networks.modulation import energy, modulated
from facelab.networks.resampling import Padding, inserted, thinned, upfirdn2d
from facelab.networks.stylegan3.filters import low_pass


def filtered_lrelu(
    x: Tensor,
    up_taps: Tensor | None,
    down_taps: Tensor | None,
    bias: Tensor | None = None,
    up: int = 1,
    down: int = 1,
    padding: int | Padding = 0,
    gain: float = math.sqrt(2),
    slope: float = SLOPE,
    clamp: float | None = None,
    flip: bool = False,
) -> Tensor:
    """Upsample, activate, downsample: section 3.1 and figure 4b of arXiv 2106.12423.

    Parameters
    ----------
    x : Tensor
        [N, C, H, W].
    up_taps, down_taps : Tensor or None
        Of the filters; see `facelab.networks.resampling.upfirdn2d`.
    bias : Tensor or None
        [C], added first.
    up, down : int
    padding : int or (int, int, int, int)
        In samples of the upsampled signal.
    gain, slope, clamp : float
        Of the activation; the gain is positive.
    flip : bool
        Correlate with the filters.
    """
    if bias is not None:
        x = x + bias.to(x.dtype)[:, None, None]
    # What is positive commutes with a leaky ReLU, so the gain goes into the filter.
    if up_taps is None:
        x = upfirdn2d(x, None, up, padding=padding, gain=up * up * gain)
    else:
        x = inserted(x, up_taps, up, padding, up * up * gain, flip)
    if slope != 1.0:
        x = F.leaky_relu(x, slope)
    if clamp is not None:
        x = x.clamp(-clamp, clamp)
    return x if down_taps is None else thinned(x, down_taps, down, flip)


def normalised_conv(
    x: Tensor,
    kernel: Tensor,
    style: Tensor,
    energies: Tensor | None,
    padding: int,
    gain: Tensor | float = 1.0,
) -> Tensor:
    """Modulated convolution with kernel and style brought to a mean square of 1 before.

    Parameters
    ----------
    x : Tensor
        [N, I, H, W].
    kernel : Tensor
        [O, I, k, k].
    style : Tensor
        [N, I].
    energies : Tensor or None
        The kernel's `facelab.networks.modulation.energy`; None does not demodulate, and does not
        normalise either.
    padding : int
    gain : Tensor or float
        Of all inputs, or [I] of each.
    """
    if isinstance(gain, Tensor) and gain.ndim:
        x, gain = x * gain[:, None, None].to(x.dtype), 1.0
    if energies is not None:
        # Demodulation cancels both, but they keep its epsilon small beside the rest.
        shrink = (energies.sum(dim=1, keepdim=True) / kernel[0].numel()).rsqrt()  # [O, 1]
        kernel = kernel * shrink[:, :, None, None]
        energies = energies * shrink.square()
        style = style * style.square().mean().rsqrt()
    return modulated(
        x, kernel, style, energies, lambda x, kernel: F.conv2d(x, kernel, padding=padding), gain
    )


class Layer(nn.Module):
    """One layer; the picture head has neither filters nor activation.

    Parameters
    ----------
    plan : LayerPlan
    w_dim : int
    radial : bool
        Whether its filters that downsample are round.
    clamp : float or None
    """

    def __init__(self, plan: LayerPlan, w_dim: int, radial: bool, clamp: float | None) -> None:
        super().__init__()
        self.plan = plan
        self.affine = FullyConnected(w_dim, plan.in_channels)
        self.weight = weight(plan.out_channels, plan.in_channels, plan.kernel, plan.kernel)
        self.bias = weight(plan.out_channels)
        self.magnitude_ema = weight()
        self._radial = radial and not plan.critical
        self._clamp = clamp
        self.up_filter = self.down_filter = None
        if plan.up_taps > 1:
            self.up_filter = weight(plan.up_taps)
        if plan.down_taps > 1:
            self.down_filter = weight(*([plan.down_taps] * (2 if self._radial else 1)))
        self.register_buffer("_energy", torch.empty(0), persistent=False)

    _energy: Tensor

    def prepare(self) -> None:
        """Compute what follows from the weights, once they are there."""
        self._energy = energy(self.weight)

    def design(self) -> None:
        """Fill the filters as their plan has them."""
        plan = self.plan
        if self.up_filter is not None:
            taps = low_pass(plan.up_taps, plan.in_cutoff, plan.in_half_width, plan.inner_rate)
            self.up_filter.data.copy_(torch.from_numpy(taps))
        if self.down_filter is not None:
            taps = low_pass(
                plan.down_taps, plan.out_cutoff, plan.out_half_width, plan.inner_rate, self._radial
            )
            self.down_filter.data.copy_(torch.from_numpy(taps))

    def style(self, w: Tensor) -> Tensor:
        """Style [N, inputs] of w [N, w_dim]."""
        scales: Tensor = self.affine(w)
        return scales / math.sqrt(self.weight.shape[1]) if self.plan.picture else scales

    def forward(self, x: Tensor, style: Tensor) -> Tensor:
        """[N, inputs, in_size, in_size] -> [N, outputs, out_size, out_size]."""
        plan = self.plan
        energies = None if plan.picture else self._energy
        gain = self.magnitude_ema.float().rsqrt()
        x = normalised_conv(x, self.weight, style, energies, plan.kernel - 1, gain)
        return filtered_lrelu(
            x, self.up_filter, self.down_filter, self.bias, plan.up, plan.down,
            (*plan.padding, *plan.padding), 1.0 if plan.picture else math.sqrt(2),
            1.0 if plan.picture else SLOPE, self._clamp,
        )  # fmt: skip
