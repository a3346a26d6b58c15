"""The input of StyleGAN3: waves on a plane that w, and the user, turn and move."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from facelab.networks.equalised import FullyConnected, weight
from facelab.networks.families.stylegan3_plan import StyleGAN3Config, layer_plan


class FourierInput(nn.Module):
    """Sines of fixed frequencies, mixed by a matrix.

    Parameters
    ----------
    config : StyleGAN3Config

    Attributes
    ----------
    freqs : Parameter
        [C, 2], in cycles a picture, x first.
    phases : Parameter
        [C], in cycles.
    transform : Parameter
        [3, 3], from the picture's plane to that of the waves, where the picture is 1 wide and its
        centre is 0.
    """

    def __init__(self, config: StyleGAN3Config) -> None:
        super().__init__()
        first = layer_plan(config)[0]
        channels = first.in_channels
        self.affine = FullyConnected(config.mapping.w_dim, 4)
        self.weight = weight(channels, channels)
        self.freqs = weight(channels, 2)
        self.phases = weight(channels)
        self.transform = weight(3, 3)
        self._size = first.in_size
        self._rate = first.in_rate
        self._cutoff = first.in_cutoff

    def forward(self, w: Tensor, transform: Tensor | None = None) -> Tensor:
        """w [N, w_dim] to [N, C, size, size]; `transform` [3, 3] takes the place of the own."""
        turn = self.affine(w)  # rc, rs, tx, ty
        turn = turn / turn[:, :2].norm(dim=1, keepdim=True)
        own = _turned(turn) @ _moved(turn) @ (self.transform if transform is None else transform)
        phases = self.phases + (self.freqs @ own[:, :2, 2:])[:, :, 0]  # [N, C]
        freqs = self.freqs @ own[:, :2, :2]  # [N, C, 2]
        # What would be finer than the samples can hold fades out.
        fade = (freqs.norm(dim=2) - self._cutoff) / (self._rate / 2 - self._cutoff)
        waves = self._waves(freqs, phases) * (1 - fade).clamp(0, 1)[:, :, None, None]
        n, channels = waves.shape[:2]
        mixed = (self.weight / math.sqrt(channels)) @ waves.reshape(n, channels, -1)
        mixed = mixed.reshape(n, channels, self._size, self._size)
        # Channels last from here on: half the time on a CPU.
        placed: Tensor = mixed.contiguous(memory_format=torch.channels_last)
        return placed

    def _waves(self, freqs: Tensor, phases: Tensor) -> Tensor:
        """sin(2 pi (f p + phase)) at the centre p of each pixel, [N, C, size, size]."""
        at = torch.arange(self._size, device=freqs.device, dtype=torch.float32)
        at = (at + 0.5 - self._size / 2) / self._rate
        # at most a few thousand columns and rows, then one sum for each pixel
        across = freqs[:, :, :1] * at + phases[:, :, None]  # [N, C, width]
        along = freqs[:, :, 1:] * at  # [N, C, height]
        return torch.sin((along[:, :, :, None] + across[:, :, None, :]) * (2 * math.pi))


def _turned(turn: Tensor) -> Tensor:
    c, s = turn[:, 0], turn[:, 1]
    zero, one = torch.zeros_like(c), torch.ones_like(c)
    rows = ((c, -s, zero), (s, c, zero), (zero, zero, one))
    return torch.stack([torch.stack(row, dim=1) for row in rows], dim=1)  # [N, 3, 3]


def _moved(turn: Tensor) -> Tensor:
    x, y = turn[:, 2], turn[:, 3]
    zero, one = torch.zeros_like(x), torch.ones_like(x)
    rows = ((one, zero, -x), (zero, one, -y), (zero, zero, one))
    return torch.stack([torch.stack(row, dim=1) for row in rows], dim=1)


def user_transform(x: float, y: float, degrees: float, zoom: float = 1.0) -> Tensor:
    """The matrix that moves and turns the picture, as `FourierInput.transform` has it.

    Parameters
    ----------
    x, y : float
        To the right and down, in widths of the picture.
    degrees : float
        Counter-clockwise.
    zoom : float
        How many times as much of the plane is seen.

    Returns
    -------
    Tensor
        float32 [3, 3].
    """
    angle = math.radians(degrees)
    c, s = math.cos(angle), math.sin(angle)
    forward = torch.tensor([[c, s, x], [-s, c, y], [0, 0, 1]], dtype=torch.float64)
    inverse = torch.linalg.inv(forward)
    inverse[:2] *= zoom
    matrix: Tensor = inverse.float()
    return matrix
