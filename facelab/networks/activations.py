"""Bias, activation, gain and clamp, as the StyleGAN networks have them one after another."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

SLOPE = 0.2  # of every leaky ReLU

# What each does, and the gain that keeps the variance of its outputs.
ACTIVATIONS: dict[str, tuple[Callable[[Tensor, float], Tensor], float]] = {
    "linear": (lambda x, slope: x, 1.0),
    "relu": (lambda x, slope: F.relu(x), math.sqrt(2)),
    "lrelu": (F.leaky_relu, math.sqrt(2)),
    "tanh": (lambda x, slope: torch.tanh(x), 1.0),
    "sigmoid": (lambda x, slope: torch.sigmoid(x), 1.0),
    "elu": (lambda x, slope: F.elu(x), 1.0),
    "selu": (lambda x, slope: F.selu(x), 1.0),
    "softplus": (lambda x, slope: F.softplus(x), 1.0),
    "swish": (lambda x, slope: torch.sigmoid(x) * x, math.sqrt(2)),
}


def bias_act(
    x: Tensor,
    bias: Tensor | None = None,
    activation: str = "linear",
    slope: float = SLOPE,
    gain: float | None = None,
    clamp: float | None = None,
) -> Tensor:
    """Add a bias to the channels, activate, scale, and clamp.

    Parameters
    ----------
    x : Tensor
        [N, C, ...].
    bias : Tensor or None
        [C].
    activation : str
        A key of `ACTIVATIONS`.
    slope : float
        Of a leaky ReLU.
    gain : float or None
        None takes the activation's own.
    clamp : float or None
        The output is clamped to +-clamp; None does not clamp.
    """
    function, usual = ACTIVATIONS[activation]
    if bias is not None:
        x = x + bias.reshape([-1 if axis == 1 else 1 for axis in range(x.ndim)])
    x = function(x, slope)
    gain = usual if gain is None else gain
    if gain != 1.0:
        x = x * gain
    return x if clamp is None else x.clamp(-clamp, clamp)
