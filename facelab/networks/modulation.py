"""Modulated convolution: a kernel scaled by the style of each sample.

Karras et al., "Analyzing and Improving the Image Quality of StyleGAN", arXiv 1912.04958, section
2.2: the style scales the kernel's inputs, and demodulation scales its outputs back to a variance of
one. Both are scales of channels, so they can as well scale the activations; which is cheaper
depends on the number of samples: kernels are small beside the activations of one sample, but each
sample would need a kernel of its own.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

EPSILON = 1e-8

Convolve = Callable[[Tensor, Tensor], Tensor]
"""x [N, I, H, W] and a kernel [O, I, k, k] to [N, O, H', W']."""


def energy(kernel: Tensor) -> Tensor:
    """Sum of squares of a kernel [O, I, k, k] over its area: [O, I]."""
    return kernel.float().square().sum(dim=(2, 3))


def demodulation(energies: Tensor, style: Tensor) -> Tensor:
    """What demodulates each output: 1 / sqrt(sum of (W s)^2 + eps), [N, O].

    Parameters
    ----------
    energies : Tensor
        [O, I], of `energy`.
    style : Tensor
        [N, I].
    """
    return (style.square() @ energies.t() + EPSILON).rsqrt()


def modulated(
    x: Tensor,
    kernel: Tensor,
    style: Tensor,
    demodulate: Tensor | None,
    convolve: Convolve,
    gain: float | Tensor = 1.0,
) -> Tensor:
    """Convolve x with a kernel of which each sample's style scales the inputs.

    Parameters
    ----------
    x : Tensor
        [N, I, H, W], float32 or float16.
    kernel : Tensor
        [O, I, k, k].
    style : Tensor
        [N, I].
    demodulate : Tensor or None
        The kernel's `energy`; None does not demodulate.
    convolve : callable
        The convolution, which may be any that is linear in x.
    gain : float or Tensor
        A scale of all outputs.
    """
    kernel, style = kernel.float(), style.float()
    scale: Tensor | None = None
    if demodulate is not None:
        if x.dtype == torch.float16:
            # Neither scale changes the result, but both keep numbers in the range of float16.
            top = kernel.abs().amax(dim=(1, 2, 3), keepdim=True)
            shrink = 1 / (top * kernel[0].numel() ** 0.5)
            kernel = kernel * shrink
            demodulate = demodulate.float() * shrink[:, :, 0, 0].square()
            style = style / style.abs().amax(dim=1, keepdim=True)
        scale = demodulation(demodulate, style) * gain
    elif not isinstance(gain, float) or gain != 1.0:
        scale = torch.as_tensor(gain, device=x.device, dtype=torch.float32).reshape(1, 1)
    if x.shape[0] == 1:
        own = kernel * style[0, :, None, None]
        if scale is not None:
            own = own * scale[0, :, None, None, None]
        return convolve(x, own.to(x.dtype))
    x = convolve(x * style[:, :, None, None].to(x.dtype), kernel.to(x.dtype))
    return x if scale is None else x * scale[:, :, None, None].to(x.dtype)
