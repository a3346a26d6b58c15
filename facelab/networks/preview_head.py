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
from dataclasses import asdict, dataclass
from typing import Any, cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from facelab.errors import ModelError
from facelab.networks.mobilestylegan import BANDS, SLOPE, inverse_haar

OUTPUTS = 3 * BANDS
PER_BLOCK = 2  # convolutions
STYLES = 3  # rows of w+ a block: one for each convolution, and one for its picture
_MOST = 4096  # of any size in a file
_NEW = ("low", "margin", "grows")  # what files of MobileStyleGAN do not say
_GROWS = 2  # times, at most


@dataclass(frozen=True)
class HeadConfig:
    """The shape of a head.

    Attributes
    ----------
    resolution : int
        Side of the features it reads; the preview is twice as large, and twice that as often as
        it `grows`.
    channels : int
        Of these features.
    w_dim, num_ws : int
        Of the network's w+.
    first_row : int
        Style row of the first convolution that it stands in for.
    widths : tuple of int
        Channels of its layers, two for each block that it stands in for.
    low : int
        How many of the channels its layers read; 0 for the low bands, a quarter of them.
    margin : int
        Pixels at each edge of the features that are outside of the picture.
    grows : int
        How often the features are transformed to twice their side, once before each of the first
        blocks that it stands in for: 0, 1 or 2.
    """

    resolution: int
    channels: int
    w_dim: int
    num_ws: int
    first_row: int
    widths: tuple[int, ...]
    low: int = 0
    margin: int = 0
    grows: int = 0

    def as_dict(self) -> dict[str, Any]:
        """For the metadata of a file, what says nothing left out."""
        said = asdict(self)
        return {name: value for name, value in said.items() if name not in _NEW or value}

    @property
    def size(self) -> int:
        """Side of the preview in pixels."""
        return preview_size(self.resolution, self.margin, self.grows)

    @property
    def inside(self) -> int:
        """Side of what it reads of the features, in pixels."""
        return self.resolution - 2 * self.margin

    @property
    def taken(self) -> int:
        """Channels that its first layer chooses from, after the transform if there is one."""
        return self.channels // BANDS if self.grows else self.channels

    @property
    def guessed(self) -> int:
        """Channels that its guess is made of: those at the side of its bands."""
        return self.inputs[PER_BLOCK] if self.grows > 1 else self.taken

    @property
    def inputs(self) -> tuple[int, ...]:
        """Channels that come into each layer."""
        sizes = [self.read, *self.widths[:-1]]
        for k in range(PER_BLOCK, PER_BLOCK * self.grows, PER_BLOCK):
            sizes[k] //= BANDS
        return tuple(sizes)

    def spreads(self, k: int) -> bool:
        """Whether a layer sees neighbours: the second of each block, and both where the block is
        at its own side.
        """
        return k % PER_BLOCK == 1 or k < PER_BLOCK * self.grows

    @property
    def sees(self) -> int:
        """How far it sees to each side, in pixels of its bands."""
        seen = 0
        for k in range(len(self.widths)):
            after = max(0, self.grows - 1 - k // PER_BLOCK)  # transforms that follow
            seen += self.spreads(k) << after
        return seen

    @property
    def read(self) -> int:
        """How many of these its layers read."""
        return self.low or self.channels // BANDS

    @property
    def rows(self) -> tuple[int, ...]:
        """Style row of each layer, and of the picture."""
        return head_rows(self.first_row, len(self.widths))


def preview_size(resolution: int, margin: int = 0, grows: int = 0) -> int:
    """Side of the preview of features: of what is in the picture, twice, four or eight times."""
    return (2 << grows) * (resolution - 2 * margin)


def head_rows(first_row: int, layers: int) -> tuple[int, ...]:
    """Style row of each of a head's layers, and of its picture."""
    steps = [STYLES * (k // PER_BLOCK) + k % PER_BLOCK for k in range(layers)]
    return tuple(first_row + step for step in (*steps, steps[-1] + 1))


def head_config(values: Mapping[str, Any]) -> HeadConfig:
    """The shape that a file's metadata says.

    Raises
    ------
    ModelError
        Something is missing, unknown or out of range.
    """
    sizes, widths = dict(values), values.get("widths")
    sizes.pop("widths", None)
    new = {name: sizes.pop(name, 0) for name in _NEW}
    if (
        {*values, *_NEW} != HeadConfig.__dataclass_fields__.keys()
        or not isinstance(widths, list | tuple)
        or not widths
        or len(widths) % PER_BLOCK
        or not all(type(size) is int and 1 <= size <= _MOST for size in (*sizes.values(), *widths))
        or not all(type(size) is int and 0 <= size <= _MOST for size in new.values())
        or new["grows"] > min(_GROWS, len(widths) // PER_BLOCK)
        or (new["grows"] > 1 and widths[PER_BLOCK - 1] % BANDS)
        or (sizes["channels"] % BANDS and (new["grows"] or not new["low"]))
        or new["low"] > sizes["channels"] // (BANDS if new["grows"] else 1)
        or preview_size(sizes["resolution"], new["margin"], new["grows"]) < 2
        or head_rows(sizes["first_row"], len(widths))[-1] >= sizes["num_ws"]
    ):
        raise _refused(f"Its configuration is {dict(values)}.")
    return HeadConfig(**sizes, **new, widths=tuple(widths))


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
        guess = self.guess(guessed, ws[:, self.guess_row])
        return cast(Tensor, guess + self.bands(drawn, ws[:, rows[-1]]))

    @property
    def guess_row(self) -> int:
        """Style row of the guess: that of the first layer at the side of the bands."""
        return self.config.rows[PER_BLOCK * max(0, self.config.grows - 1)]

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
        raise _refused("Its tensors do not fit its configuration.")
    head.load_state_dict({name: tensor.float() for name, tensor in tensors.items()})
    return head.eval().requires_grad_(False)


def _refused(why: str) -> ModelError:
    return ModelError(
        "This network's preview head cannot be used.", why, "Make it again, or reinstall facelab."
    )
