"""A preview from the activations half-way up a network, a MobileStyleGAN (Belousov, arXiv
2104.04767) or another.

Most of the network's time goes into its last blocks, at resolutions that a small picture does
not show. The head is these blocks in small: it stays at the resolution of the features, takes
only their low bands (which are means of what the inverse Haar transform spreads out), and
predicts the wavelet bands of the full picture reduced to twice its own side. A linear guess
from all the features is added to them. It starts from the network's own weights and is then
trained on what they miss (`facelab.solve.preview_head`).

A head for a quarter of the full side stands in for two blocks, one for half of it for one.

Heads of other families (`facelab.solve.fitted_head`) are built alike, but begin with nothing of the
network's, and read all channels. StyleGAN3's activations are larger than what is in the picture
(Karras et al., arXiv 2106.12423, section 3.2): their margins are left out.

A light head (`grows`) reads smaller features, and begins with the network's own next steps: the
inverse Haar transform of these, with its style, and convolutions at that size; if it grows twice,
the same again. So it stands in for one block more, or two.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from facelab.networks.families.mobilestylegan_plan import BANDS
from facelab.networks.mobilestylegan import SLOPE, inverse_haar
from facelab.networks.preview_head_plan import PER_BLOCK, HeadConfig, head_config, refused

OUTPUTS = 3 * BANDS


class Layer(nn.Module):
    """Modulated 1x1 convolution, after a depthwise 3x3 one where `spread` says so.

    The gains of the channels are products of affine functions of one style row: one for the
    convolution, and one more for the inverse Haar transform that came before it.
    """

    def __init__(
        self, w_dim: int, inputs: int, outputs: int, gains: int = 1, spread: bool = False
    ) -> None:
        super().__init__()
        self.gains = nn.ModuleList(nn.Linear(w_dim, inputs) for _ in range(gains))
        self.weight = nn.Parameter(torch.zeros(outputs, inputs))
        self.bias = nn.Parameter(torch.zeros(outputs))
        self.depthwise = nn.Parameter(torch.zeros(inputs, 1, 3, 3)) if spread else None

    def forward(self, x: Tensor, w: Tensor) -> Tensor:  # [N, H, W, in] -> [N, H, W, out]
        n, height, width, channels = x.shape
        if self.depthwise is not None:
            planes = x.permute(0, 3, 1, 2)
            x = F.conv2d(planes, self.depthwise, padding=1, groups=channels).permute(0, 2, 3, 1)
        gain = math.prod((affine(w) for affine in self.gains), start=torch.ones(()))
        weight = (self.weight * gain[:, None, :]).transpose(1, 2)  # [N, in, out]
        y = torch.baddbmm(self.bias, x.reshape(n, height * width, channels), weight)
        return y.view(n, height, width, -1)


class PreviewHead(nn.Module):
    """Features [N, channels, r, r] and w+ to a preview [N, 3, size, size].

    Attributes
    ----------
    size : int
        Side of the preview in pixels.
    resolution : int
        Side of the features that it reads.
    """

    def __init__(self, config: HeadConfig) -> None:
        super().__init__()
        self.config = config
        self.resolution, self.size = config.resolution, config.size
        self.low = config.read
        self.grow = nn.Linear(config.w_dim, config.channels) if config.grows else None
        self.grow_again = (
            nn.Linear(config.w_dim, config.widths[PER_BLOCK - 1]) if config.grows > 1 else None
        )
        self.layers = nn.ModuleList(
            # as in the blocks: an inverse Haar transform before every other convolution
            Layer(
                config.w_dim,
                *sizes,
                gains=1 if k % PER_BLOCK or k < PER_BLOCK * config.grows else 2,
                spread=config.spreads(k),
            )
            for k, sizes in enumerate(zip(config.inputs, config.widths, strict=True))
        )
        self.bands = Layer(config.w_dim, config.widths[-1], OUTPUTS)
        self.guess = Layer(config.w_dim, config.guessed, OUTPUTS)

    def forward(self, features: Tensor, ws: Tensor) -> Tensor:
        """Draw previews.

        Parameters
        ----------
        features : Tensor
            [N, channels, r, r], from `Generator.features(ws, resolution)`.
        ws : Tensor
            [N, num_ws, w_dim], the same that made the features.

        Returns
        -------
        Tensor
            [N, 3, size, size], RGB, about [-1, 1], not clamped.
        """
        bands = self.predict(self.inside(features).permute(0, 2, 3, 1), ws)
        return inverse_haar(0.5 * bands).permute(0, 3, 1, 2)

    def inside(self, features: Tensor) -> Tensor:
        """What of features [N, C, H, W] is in the picture, float32."""
        margin = self.config.margin
        height, width = features.shape[2:]
        return features[:, :, margin : height - margin, margin : width - margin].float()

    def predict(self, features: Tensor, ws: Tensor) -> Tensor:
        """Features [N, r, r, channels] to wavelet bands [N, R, R, 12] in four planes of RGB; R is
        r, or twice that as often as the head grows.
        """
        drawn, guessed = self.activations(features, ws)
        rows = self.config.rows
        guess = self.guess(guessed, ws[:, self.config.guess_row])
        return cast(Tensor, guess + self.bands(drawn, ws[:, rows[-1]]))

    def activations(self, features: Tensor, ws: Tensor) -> tuple[Tensor, Tensor]:
        """What the last layer hands to the picture, [N, R, R, widths[-1]], and what the guess is
        made of, [N, R, R, config.guessed].
        """
        x = guessed = features
        for k, (layer, row) in enumerate(zip(self.layers, self.config.rows[:-1], strict=True)):
            if k < PER_BLOCK * self.config.grows and not k % PER_BLOCK:
                grow = self.grow_again if k else self.grow
                assert grow is not None
                x = guessed = inverse_haar(x * (0.5 * grow(ws[:, row]))[:, None, None, :])
            if k == 0:
                x = x[..., : self.low]
            x = F.leaky_relu(layer(x, ws[:, row]), SLOPE)
        return x, guessed


def build_preview_head(values: Mapping[str, Any], tensors: Mapping[str, Tensor]) -> PreviewHead:
    """A head for inference from its file's configuration and tensors.

    Raises
    ------
    ModelError
        The configuration is impossible, or the tensors do not fit it.
    """
    head = PreviewHead(head_config(values))
    wanted = {name: tensor.shape for name, tensor in head.state_dict().items()}
    if wanted != {name: tensor.shape for name, tensor in tensors.items()}:
        raise refused("Its tensors do not fit its configuration.")
    head.load_state_dict({name: tensor.float() for name, tensor in tensors.items()})
    return head.eval().requires_grad_(False)
