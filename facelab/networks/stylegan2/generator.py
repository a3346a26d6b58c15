"""StyleGAN2's generator: blocks of growing resolution, each a step towards the picture."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import torch
from torch import Tensor, nn

from facelab.errors import ModelError
from facelab.networks.equalised import Mapping, fill_randomly, weight
from facelab.networks.families.stylegan2_plan import StyleGAN2Config, style_resolutions
from facelab.networks.generator import CONST_NOISE, as_rows, check_z, poll
from facelab.networks.labels import check_label
from facelab.networks.noise import NoiseMaps
from facelab.networks.stylegan2.layers import Shortcut, StyledConv, ToRGB
from facelab.networks.stylegan2.upsampling import Upsampler
from facelab.progress import Stop
from facelab.recipe import Noise

NoiseList = Sequence[Tensor | None]


class Block(nn.Module):
    """All layers of one resolution.

    Parameters
    ----------
    config : StyleGAN2Config
    k : int
        Its number: it is at 4 x 2^k pixels.
    """

    def __init__(self, config: StyleGAN2Config, k: int) -> None:
        super().__init__()
        w_dim, channels, size = config.mapping.w_dim, config.channels[k], 4 << k
        residual = config.architecture == "resnet" and k > 0
        taps = config.taps

        def conv(inputs: int, up: int | None, gain: float) -> StyledConv:
            return StyledConv(
                w_dim, inputs, channels, size, up, config.activation, config.clamp, gain,
                config.noise,
            )  # fmt: skip

        if k == 0:
            self.const = weight(channels, 4, 4)
        else:
            self.conv0 = conv(config.channels[k - 1], taps, 1.0)
        self.conv1 = conv(channels, None, math.sqrt(0.5) if residual else 1.0)
        self.skip = Shortcut(config.channels[k - 1], channels, taps) if residual else None
        self.torgb = None
        if config.architecture == "skip" or k == len(config.channels) - 1:
            self.torgb = ToRGB(w_dim, channels, config.image_channels, config.clamp)
        draws_on = config.architecture == "skip" and k > 0
        self.up = Upsampler(taps) if draws_on else None
        self._k = k

    def features(self, x: Tensor, ws: Tensor, noise: NoiseList, stop: Stop | None) -> Tensor:
        """Activations [N, C, r, r] of those of the block before, [N, C', r / 2, r / 2].

        `ws` [N, num_ws, w_dim] and `noise` are those of the whole network.
        """
        k = self._k
        if k == 0:
            # Channels last from here on: a third less time on a CPU, and what float16 wants.
            x = self.const.expand(ws.shape[0], -1, -1, -1)
            x = x.contiguous(memory_format=torch.channels_last)
            return self._conv(self.conv1, x, ws[:, 0], noise, 0, stop)
        shortcut = None if self.skip is None else self.skip(x)
        x = self._conv(self.conv0, x, ws[:, 2 * k - 1], noise, 2 * k - 1, stop)
        x = self._conv(self.conv1, x, ws[:, 2 * k], noise, 2 * k, stop)
        return x if shortcut is None else x + shortcut.to(x.dtype)

    def draw(self, x: Tensor, ws: Tensor, picture: Tensor | None) -> Tensor | None:
        """The picture so far, float32 [N, 3 or 1, r, r]."""
        if picture is not None and self.up is not None:
            picture = self.up.upsample(picture)
        if self.torgb is None:
            return picture
        drawn: Tensor = self.torgb(x, self.torgb.style(ws[:, 2 * self._k + 1]))
        return drawn if picture is None else picture.add_(drawn)

    @staticmethod
    def _conv(
        layer: StyledConv, x: Tensor, w: Tensor, noise: NoiseList, at: int, stop: Stop | None
    ) -> Tensor:
        poll(stop)
        x = layer(x, layer.style(w), noise[at] if noise else None)
        return x


class Synthesis(nn.Module):
    """w+ to activations of growing resolution, and to a picture."""

    def __init__(self, config: StyleGAN2Config) -> None:
        super().__init__()
        self._sizes = [4 << k for k in range(len(config.channels))]
        for k, size in enumerate(self._sizes):
            setattr(self, f"b{size}", Block(config, k))

    @property
    def blocks(self) -> list[Block]:
        """Lowest resolution first."""
        return [getattr(self, f"b{size}") for size in self._sizes]

    @property
    def convolutions(self) -> list[StyledConv]:
        """Lowest resolution first; each has its noise."""
        found = []
        for block in self.blocks:
            found += [block.conv0, block.conv1] if hasattr(block, "conv0") else [block.conv1]
        return found

    def grow(
        self, ws: Tensor, noise: NoiseList, stop: Stop | None, drawing: bool = True
    ) -> Iterator[tuple[int, Tensor, Tensor | None]]:
        """Yield (resolution, activations, picture so far) after each block."""
        x, picture = ws, None
        for size, block in zip(self._sizes, self.blocks, strict=True):
            x = block.features(x, ws, noise, stop)
            if drawing:
                picture = block.draw(x, ws, picture)
            yield size, x, picture


class StyleGAN2(nn.Module):
    """The generator; satisfies `facelab.networks.generator.Generator`.

    Parameters
    ----------
    config : StyleGAN2Config
        Shape of the network. Fill the weights with `load_state_dict` or `randomise`.
    """

    w_avg: Tensor

    def __init__(self, config: StyleGAN2Config) -> None:
        super().__init__()
        known = config.mapping
        self.config = config
        self.z_dim, self.w_dim, self.labels = known.z_dim, known.w_dim, known.c_dim
        self.num_ws, self.resolution = config.num_ws, config.resolution
        self.style_resolutions = style_resolutions(len(config.channels))
        # Those that it was trained with in half precision.
        first = max(1, len(config.channels) - config.half_blocks)
        self.half_layers: tuple[str, ...] = tuple(
            f"synthesis.b{4 << k}.{conv}"
            for k in range(first, len(config.channels))
            for conv in ("conv0", "conv1")
        )
        self.mapping = Mapping(known.z_dim, known.c_dim, known.embed, known.widths, known.rate)
        self.synthesis = Synthesis(config)
        self.register_buffer("w_avg", torch.zeros(known.w_dim))
        self._noise = NoiseMaps()
        self.register_load_state_dict_post_hook(_prepare)  # type: ignore[no-untyped-call]

    def prepare(self) -> None:
        """Compute what follows from the weights, once they are there."""
        for module in self.synthesis.modules():
            if isinstance(module, StyledConv):
                module.prepare()

    def map(self, z: Tensor, label: Tensor | None = None) -> Tensor:
        """Map z [N, z_dim] to w [N, w_dim]; a conditional network takes labels [N, classes]."""
        check_z(z, self.z_dim)
        check_label(label, z.shape[0], self.labels)
        w: Tensor = self.mapping(z, label)
        return w

    def synthesize(
        self, ws: Tensor, noise: Noise = CONST_NOISE, stop: Stop | None = None
    ) -> Tensor:
        """Draw the pictures [N, 3, R, R] of w or w+; see `Generator.synthesize`."""
        return self._drawn(ws, self.resolution, noise, stop)

    def draw_small(
        self, ws: Tensor, resolution: int, noise: Noise = CONST_NOISE, stop: Stop | None = None
    ) -> Tensor:
        """The picture [N, 3, r, r] on the way, where the architecture has some.

        Raises
        ------
        ModelError
            It has none of this resolution.
        """
        if resolution not in self.small_sizes:
            raise ModelError(
                "This network draws no such picture.",
                f"{resolution} pixels were requested, but it draws {self.small_sizes}.",
                "Choose one of these.",
            )
        return self._drawn(ws, resolution, noise, stop)

    @property
    def small_sizes(self) -> tuple[int, ...]:
        """Sides of the pictures on the way to the full one."""
        if self.config.architecture != "skip":
            return ()
        return tuple(4 << k for k in range(len(self.config.channels) - 1))

    def features(
        self, ws: Tensor, resolution: int, noise: Noise = CONST_NOISE, stop: Stop | None = None
    ) -> Tensor:
        """Return the activations [N, C, r, r] at a resolution; see `Generator.features`."""
        rows = as_rows(ws, self.num_ws, self.w_dim)
        for size, x, _ in self.synthesis.grow(rows, self._maps(noise), stop, drawing=False):
            if size == resolution:
                return x
        raise ModelError(
            "This network has no such layer.",
            f"{resolution} pixels were requested, but its layers are 4, 8, ... {size} pixels.",
            "Choose one of these.",
        )

    def randomise(self, seed: int) -> StyleGAN2:
        """Fill the weights with random numbers that keep activations in range; for tests."""
        fill_randomly(self, seed)
        for module in self.modules():
            if isinstance(module, Upsampler):
                line = torch.tensor([1.0, 3.0, 3.0, 1.0]) / 8
                module.filter.copy_(line[:, None] * line)
        self.prepare()
        return self

    def _drawn(self, ws: Tensor, resolution: int, noise: Noise, stop: Stop | None) -> Tensor:
        rows = as_rows(ws, self.num_ws, self.w_dim)
        steps = self.synthesis.grow(rows, self._maps(noise), stop)
        picture = next(picture for size, _, picture in steps if size == resolution)
        assert picture is not None
        return picture.expand(-1, 3, -1, -1)

    def _maps(self, noise: Noise) -> list[Tensor | None]:
        layers = self.synthesis.convolutions
        if not self.config.noise:
            return [None] * len(layers)
        const = [layer.noise_const * layer.noise_strength for layer in layers]
        scales = None
        if noise.mode == "random":
            scales = [abs(float(layer.noise_strength)) for layer in layers]
        return self._noise.select(const, noise, scales)


def _prepare(network: StyleGAN2, _keys: object) -> None:
    network.prepare()
