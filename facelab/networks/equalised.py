"""Fully connected layers with an equalised learning rate, and the mapping network made of them.

Karras et al., "Progressive Growing of GANs", arXiv 1710.10196, section 4.1 (the equalised learning
rate: weights are stored large and scaled when they are used), and "A Style-Based Generator
Architecture for GANs", arXiv 1812.04948 (the mapping network).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from facelab.networks.activations import bias_act


def weight(*shape: int) -> nn.Parameter:
    """A frozen weight, not yet filled: weights come from a checkpoint or `fill_randomly`."""
    return nn.Parameter(torch.empty(shape), requires_grad=False)


def normalised(x: Tensor) -> Tensor:
    """Each row of x [N, C] with a mean square of 1."""
    return x * (x.square().mean(dim=1, keepdim=True) + 1e-8).rsqrt()


class FullyConnected(nn.Module):
    """y = (lr / sqrt(inputs)) W x + lr b, then the activation.

    Parameters
    ----------
    inputs, outputs : int
    activation : str
        A name of `facelab.networks.activations`.
    rate : float
        The learning rate's multiplier, lr: what is stored is 1 / lr times as large.
    """

    def __init__(
        self, inputs: int, outputs: int, activation: str = "linear", rate: float = 1.0
    ) -> None:
        super().__init__()
        self.weight = weight(outputs, inputs)
        self.bias = weight(outputs)
        self._activation = activation
        self._rate = rate

    def forward(self, x: Tensor) -> Tensor:  # [N, inputs] -> [N, outputs]
        # The scale goes to x, which is small; and all is float32 also within a layer of half
        # precision: there are few numbers, and all depends on them.
        x = x.float() * (self._rate / math.sqrt(self.weight.shape[1]))
        y = F.linear(x, self.weight.float(), self.bias.float() * self._rate)
        return y if self._activation == "linear" else bias_act(y, None, self._activation)


class Mapping(nn.Module):
    """z, and the class label of a conditional network, to w.

    Parameters
    ----------
    z_dim : int
    c_dim : int
        Number of classes; 0 for a network that is not conditional.
    embed : int
        Width that a label is embedded to; not used where `c_dim` is 0.
    widths : sequence of int
        Outputs of the layers; the last is w_dim.
    rate : float
        The learning rate's multiplier.
    """

    def __init__(
        self,
        z_dim: int,
        c_dim: int,
        embed: int,
        widths: Sequence[int],
        rate: float,
    ) -> None:
        super().__init__()
        self.c_dim = c_dim
        if c_dim:
            self.embed = FullyConnected(c_dim, embed)
        inputs = z_dim + (embed if c_dim else 0)
        self._layers = len(widths)
        for k, width in enumerate(widths):
            setattr(self, f"fc{k}", FullyConnected(inputs, width, "lrelu", rate))
            inputs = width

    def forward(self, z: Tensor, label: Tensor | None = None) -> Tensor:
        """Map z [N, z_dim] and labels [N, c_dim] to w [N, w_dim].

        Without labels a conditional network gets zeros, as in the field's tools.
        """
        x = normalised(z)
        if self.c_dim:
            if label is None:
                label = z.new_zeros((z.shape[0], self.c_dim))
            x = torch.cat((x, normalised(self.embed(label))), dim=1)
        for k in range(self._layers):
            x = getattr(self, f"fc{k}")(x)
        return x


def fill_randomly(network: nn.Module, seed: int) -> None:
    """Weights that keep activations in range, for tests: what is kept in buffers stays."""
    draw = torch.Generator().manual_seed(seed)
    for name, tensor in network.named_parameters():
        if name.endswith("affine.bias"):
            tensor.fill_(1.0)  # the mean style
        elif name.endswith("bias"):
            tensor.copy_(0.1 * torch.randn(tensor.shape, generator=draw))
        else:
            tensor.copy_(torch.randn(tensor.shape, generator=draw))
        if name.startswith("mapping.fc"):
            rate = getattr(network.get_submodule(name.rpartition(".")[0]), "_rate", 1.0)
            tensor.div_(rate)
