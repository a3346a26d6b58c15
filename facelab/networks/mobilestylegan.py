"""MobileStyleGAN: Belousov, "MobileStyleGAN: A Lightweight Convolutional Neural Network for
High-Fidelity Image Synthesis", arXiv 2104.04767.

A student of StyleGAN2 (Karras et al., arXiv 1912.04958) that keeps its mapping network, and
predicts wavelet bands instead of pixels: upsampling is an inverse Haar transform, convolutions
are depthwise separable, and demodulation is a constant that is part of the weights.

Activations are [N, H, W, C] here: with the channels last, the scalings, sums and matrix
products of a layer run over consecutive memory, and the pictures leave as [N, 3, R, R] views.
Channels that feed an inverse Haar transform lie in four planes, low | lh | hl | hh.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from typing import cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from facelab.errors import ModelError
from facelab.networks.families.mobilestylegan_plan import BANDS, Config, style_resolutions
from facelab.networks.generator import CONST_NOISE, as_rows, check_z, poll
from facelab.networks.noise import NoiseMaps
from facelab.progress import Stop
from facelab.recipe import Noise

SLOPE = 0.2  # of every leaky ReLU
STRIP = 32  # rows of a block's input

NoiseList = Sequence[Tensor | None]
NoisePair = tuple[Tensor | None, Tensor | None]


def _parameter(*shape: int) -> nn.Parameter:
    """A frozen weight, not yet filled: weights come from a checkpoint or `randomise`."""
    return nn.Parameter(torch.empty(shape), requires_grad=False)


class Linear(nn.Module):
    """y = W x + b. Of a mapping layer, or of a style: the scales of the channels from w."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.weight = _parameter(outputs, inputs)
        self.bias = _parameter(outputs)

    def forward(self, x: Tensor) -> Tensor:  # [N, inputs] -> [N, outputs]
        return F.linear(x, self.weight, self.bias)


class Mapping(nn.Module):
    """z to w: normalise, then fully connected layers with leaky ReLU and gain sqrt(2)."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        sizes = [config.z_dim] + [config.w_dim] * config.mapping_layers
        self.layers = nn.ModuleList(map(Linear, sizes[:-1], sizes[1:]))

    def forward(self, z: Tensor) -> Tensor:  # [N, z_dim] -> [N, w_dim]
        x = z * torch.rsqrt(z.square().mean(dim=1, keepdim=True) + 1e-8)
        for layer in self.layers:
            x = F.leaky_relu(layer(x), SLOPE) * math.sqrt(2)
        return x


def inverse_haar(x: Tensor) -> Tensor:
    """Inverse Haar transform without its factor 1/2: [N, H, W, 4 C] -> [N, 2 H, 2 W, C].

    Callers halve a small tensor (styles or weights) instead of this large one.
    """
    n, height, width, channels = x.shape
    low, lh, hl, hh = x.chunk(BANDS, dim=3)
    a, b, c, d = low + lh, hl + hh, low - lh, hl - hh
    upper = torch.stack((a + b, a - b), dim=3)  # [N, H, W, 2, C]: a pair of columns
    lower = torch.stack((c + d, c - d), dim=3)
    rows = torch.stack((upper, lower), dim=2)  # [N, H, 2, W, 2, C]
    return rows.view(n, 2 * height, 2 * width, channels // BANDS)


def _finish(x: Tensor, noise: Tensor | None) -> Tensor:
    """Noise and activation, in place: at high resolution memory traffic is what costs."""
    if noise is not None:
        x = x.add_(noise)
    return F.leaky_relu_(x, SLOPE)


def _pointwise(x: Tensor, weight: Tensor, style: Tensor, bias: Tensor) -> Tensor:
    """1x1 convolution of x times its style.

    The style scales the weight [out, in] of each sample rather than x [N, H, W, in].
    """
    n, height, width, channels = x.shape
    scaled = (weight * style[:, None, :]).transpose(1, 2)  # [N, in, out]
    y = torch.baddbmm(bias, x.reshape(n, height * width, channels), scaled)
    return y.view(n, height, width, -1)


class FirstConv(nn.Module):
    """The learned constant at 4x4, and a modulated 3x3 convolution of it."""

    def __init__(self, w_dim: int, channels: int) -> None:
        super().__init__()
        self.input = _parameter(1, channels, 4, 4)
        self.affine = Linear(w_dim, channels)
        self.weight = _parameter(channels, channels, 3, 3)
        self.noise = _parameter(1, 4, 4, 1)
        self.bias = _parameter(channels)

    def forward(self, w: Tensor, noise: Tensor | None) -> Tensor:  # [N, w_dim] -> [N, 4, 4, C]
        x = self.input * self.affine(w)[:, :, None, None]
        x = F.conv2d(x, self.weight, self.bias, padding=1)
        return _finish(x.permute(0, 2, 3, 1), noise)


class SeparableConv(nn.Module):
    """Modulated depthwise 3x3 and 1x1 convolution, noise, bias, leaky ReLU.

    The depthwise part mixes no channels, so the style can as well scale its output, which is
    where the 1x1 weight takes it.
    """

    def __init__(self, w_dim: int, inputs: int, outputs: int, resolution: int) -> None:
        super().__init__()
        self.affine = Linear(w_dim, inputs)
        self.depthwise = _parameter(inputs, 1, 3, 3)
        self.pointwise = _parameter(outputs, inputs)
        self.noise = _parameter(1, resolution, resolution, 1)
        self.bias = _parameter(outputs)

    def forward(self, x: Tensor, w: Tensor, noise: Tensor | None) -> Tensor:
        # [N, H, W, inputs] -> [N, H, W, outputs]
        channels = x.shape[3]
        x = F.conv2d(x.permute(0, 3, 1, 2), self.depthwise, padding=1, groups=channels)
        x = _pointwise(x.permute(0, 2, 3, 1), self.pointwise, self.affine(w), self.bias)
        return _finish(x, noise)


class Block(nn.Module):
    """Doubles the resolution: modulated inverse Haar transform, then two convolutions."""

    def __init__(self, w_dim: int, inputs: int, outputs: int, resolution: int) -> None:
        super().__init__()
        self.up = Linear(w_dim, inputs)
        self.conv1 = SeparableConv(w_dim, inputs // BANDS, outputs, resolution)
        self.conv2 = SeparableConv(w_dim, outputs, outputs, resolution)

    def forward(
        self, x: Tensor, w1: Tensor, w2: Tensor, noise: NoisePair, stop: Stop | None
    ) -> Tensor:
        # [N, H, W, inputs] -> [N, 2 H, 2 W, outputs]
        poll(stop)
        x = inverse_haar(x * (0.5 * self.up(w1))[:, None, None, :])
        poll(stop)
        x = self.conv1(x, w1, noise[0])
        poll(stop)
        return cast(Tensor, self.conv2(x, w2, noise[1]))


def in_strips(layer: Callable[[Tensor, NoisePair], Tensor], x: Tensor, noise: NoisePair) -> Tensor:
    """Run a block over strips of rows, and put the results together.

    Same numbers, but what lies between the layers stays small: on a CPU large arrays cost more
    in fetching fresh pages from the system, and in leaving the cache, than their arithmetic.

    Parameters
    ----------
    layer : callable
        Takes rows of x and of the noise maps at twice the resolution; returns pictures or
        activations at a multiple of the rows' resolution. Each output row may depend on one
        row of x above and below.
    x : Tensor
        [N, H, W, C].
    noise : pair of Tensor or None
        [1, 2 H, 2 W, 1] each.
    """
    height = x.shape[1]
    if x.device.type != "cpu" or height < 2 * STRIP:
        return layer(x, noise)
    parts = []
    for top in range(0, height, STRIP):
        bottom = min(top + STRIP, height)
        low, high = max(top - 1, 0), min(bottom + 1, height)
        rows = tuple(None if map_ is None else map_[:, 2 * low : 2 * high] for map_ in noise)
        part = layer(x[:, low:high], (rows[0], rows[1]))
        # the padding of the convolutions spoilt the outer rows, except at the picture's edge
        scale = part.shape[1] // (high - low)
        parts.append(part[:, scale * (top - low) : scale * (bottom - low)])
    return torch.cat(parts, dim=1)


class ToImage(nn.Module):
    """Modulated 1x1 convolution to the wavelet bands of RGB, and their inverse transform."""

    def __init__(self, w_dim: int, channels: int) -> None:
        super().__init__()
        self.affine = Linear(w_dim, channels)
        self.weight = _parameter(3 * BANDS, channels)
        self.bias = _parameter(3 * BANDS)

    def forward(self, x: Tensor, w: Tensor) -> Tensor:  # [N, H, W, C] -> [N, 2 H, 2 W, 3]
        return inverse_haar(_pointwise(x, 0.5 * self.weight, self.affine(w), 0.5 * self.bias))


class Synthesis(nn.Module):
    """w+ to features at growing resolutions, and to a picture.

    Style rows: 0 feeds the first convolution; of block i, 3 i + 1 feeds the upsampling and the
    first convolution, 3 i + 2 the second, 3 i + 3 its picture head. Only the last block has
    one. The last row of all was for a picture head at 4x4 that the published network never had.
    """

    def __init__(self, config: Config) -> None:
        super().__init__()
        w_dim, channels = config.w_dim, config.channels
        self.first = FirstConv(w_dim, channels[0])
        self.blocks = nn.ModuleList(
            Block(w_dim, channels[i], channels[i + 1], 2 ** (i + 3))
            for i in range(len(channels) - 1)
        )
        self.to_image = ToImage(w_dim, channels[-1])

    def noise_maps(self) -> list[Tensor]:
        """The network's own noise, [1, H, W, 1] each, lowest resolution first."""
        maps: list[Tensor] = [self.first.noise]
        for block in self.blocks:
            assert isinstance(block, Block)
            maps += [block.conv1.noise, block.conv2.noise]
        return maps

    def grow(self, ws: Tensor, noise: NoiseList, stop: Stop | None) -> Iterator[tuple[int, Tensor]]:
        """Yield (resolution, activations [N, r, r, C]) after each resolution's last layer."""
        poll(stop)
        x = self.first(ws[:, 0], noise[0])
        yield 4, x
        for i in range(len(self.blocks)):
            x = in_strips(self._block(i, ws, stop), x, (noise[2 * i + 1], noise[2 * i + 2]))
            yield 2 ** (i + 3), x

    def forward(self, ws: Tensor, noise: NoiseList, stop: Stop | None) -> Tensor:
        # [N, num_ws, w_dim] -> [N, R, R, 3]
        last = len(self.blocks) - 1
        for _, x in itertools.islice(self.grow(ws, noise, stop), last + 1):
            before_last = x
        block = self._block(last, ws, stop)

        def draw(rows: Tensor, noise: NoisePair) -> Tensor:
            features = block(rows, noise)
            poll(stop)
            return cast(Tensor, self.to_image(features, ws[:, 3 * last + 3]))

        return in_strips(draw, before_last, (noise[-2], noise[-1]))

    def _block(
        self, i: int, ws: Tensor, stop: Stop | None
    ) -> Callable[[Tensor, NoisePair], Tensor]:
        w1, w2 = ws[:, 3 * i + 1], ws[:, 3 * i + 2]
        return lambda x, noise: cast(Tensor, self.blocks[i](x, w1, w2, noise, stop))


class MobileStyleGAN(nn.Module):
    """The generator; satisfies `facelab.networks.generator.Generator`.

    Parameters
    ----------
    config : Config
        Shape of the network. Fill the weights with `load_state_dict` or `randomise`.
    """

    w_avg: Tensor

    def __init__(self, config: Config) -> None:
        super().__init__()
        blocks = len(config.channels) - 1
        self.config = config
        self.z_dim, self.w_dim = config.z_dim, config.w_dim
        self.resolution = config.resolution
        self.num_ws = 3 * blocks + 2
        self.style_resolutions = style_resolutions(blocks)
        # Memory traffic costs on a GPU, and half of it is in the last block. What comes before it
        # would be seen in half precision: `facelab.engine.on_torch.half_precision` has figures.
        self.half_layers: tuple[str, ...] = (f"synthesis.blocks.{blocks - 1}", "synthesis.to_image")
        self.mapping = Mapping(config)
        self.synthesis = Synthesis(config)
        self.register_buffer("w_avg", torch.zeros(config.w_dim))
        self._noise = NoiseMaps()

    def map(self, z: Tensor) -> Tensor:
        """Map z [N, z_dim] to w [N, w_dim]."""
        check_z(z, self.z_dim)
        w: Tensor = self.mapping(z)
        return w

    def synthesize(
        self, ws: Tensor, noise: Noise = CONST_NOISE, stop: Stop | None = None
    ) -> Tensor:
        """Draw the pictures [N, 3, R, R] of w or w+; see `Generator.synthesize`."""
        rows = as_rows(ws, self.num_ws, self.w_dim)
        picture: Tensor = self.synthesis(rows, self._maps(noise), stop)
        return picture.permute(0, 3, 1, 2)

    def features(
        self, ws: Tensor, resolution: int, noise: Noise = CONST_NOISE, stop: Stop | None = None
    ) -> Tensor:
        """Return the activations [N, C, r, r] at a resolution; see `Generator.features`."""
        rows = as_rows(ws, self.num_ws, self.w_dim)
        for reached, x in self.synthesis.grow(rows, self._maps(noise), stop):
            if reached == resolution:
                return x.permute(0, 3, 1, 2)
        raise ModelError(
            "This network has no such layer.",
            f"{resolution} pixels were requested, but its layers are 4, 8, ... {reached} pixels.",
            "Choose one of these.",
        )

    def randomise(self, seed: int) -> MobileStyleGAN:
        """Fill the weights with random numbers that keep activations in range; for tests."""
        generator = torch.Generator().manual_seed(seed)
        for name, tensor in self.state_dict().items():
            if name.endswith("bias"):
                # the mean style is 1, other biases 0
                tensor.fill_(float("affine" in name or ".up." in name))
            else:
                scale = 0.1 if name.endswith("noise") else tensor[0].numel() ** -0.5
                tensor.copy_(scale * torch.randn(tensor.shape, generator=generator))
        return self

    def _maps(self, noise: Noise) -> list[Tensor | None]:
        return self._noise.select(self.synthesis.noise_maps(), noise)
