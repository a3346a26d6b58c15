"""StyleGAN3's generator: waves on a plane, then layers of ever more detail."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor, nn

from facelab.errors import ModelError
from facelab.networks.equalised import Mapping, fill_randomly
from facelab.networks.families.stylegan3_plan import StyleGAN3Config, layer_plan
from facelab.networks.generator import CONST_NOISE, as_rows, check_z, poll
from facelab.networks.labels import check_label
from facelab.networks.stylegan3.input import FourierInput
from facelab.networks.stylegan3.layers import Layer
from facelab.progress import Stop
from facelab.recipe import Noise


class Synthesis(nn.Module):
    """w+ to a picture: row 0 feeds the input, row i + 1 the layer i."""

    def __init__(self, config: StyleGAN3Config) -> None:
        super().__init__()
        self.input = FourierInput(config)
        self._names = [plan.name for plan in layer_plan(config)]
        for plan in layer_plan(config):
            layer = Layer(plan, config.mapping.w_dim, config.radial, config.clamp)
            setattr(self, plan.name, layer)
        self._scale = config.output_scale

    @property
    def layers(self) -> list[Layer]:
        """The picture head last."""
        return [getattr(self, name) for name in self._names]

    def grow(
        self, ws: Tensor, stop: Stop | None, transform: Tensor | None
    ) -> Iterator[tuple[Layer | None, Tensor]]:
        """Yield each layer and what it makes, the input first, as None."""
        poll(stop)
        x = self.input(ws[:, 0], transform)
        yield None, x
        for row, layer in enumerate(self.layers, 1):
            poll(stop)
            x = layer(x, layer.style(ws[:, row]))
            yield layer, x

    def forward(self, ws: Tensor, stop: Stop | None, transform: Tensor | None) -> Tensor:
        """[N, num_ws, w_dim] -> float32 [N, 3 or 1, R, R]."""
        for _, x in self.grow(ws, stop, transform):
            last = x
        return last.float() * self._scale


class StyleGAN3(nn.Module):
    """The generator; satisfies `facelab.networks.generator.Generator`. It has no noise.

    Parameters
    ----------
    config : StyleGAN3Config
        Shape of the network. Fill the weights with `load_state_dict` or `randomise`.
    """

    w_avg: Tensor

    def __init__(self, config: StyleGAN3Config) -> None:
        super().__init__()
        known, plan = config.mapping, layer_plan(config)
        self.config = config
        self.z_dim, self.w_dim, self.labels = known.z_dim, known.w_dim, known.c_dim
        self.num_ws, self.resolution = config.num_layers + 2, config.resolution
        self.style_resolutions = (plan[0].in_size, *(each.out_size for each in plan))
        self.half_layers: tuple[str, ...] = tuple(
            f"synthesis.{each.name}" for each in plan if each.half and not each.picture
        )
        self.mapping = Mapping(known.z_dim, known.c_dim, known.embed, known.widths, known.rate)
        self.synthesis = Synthesis(config)
        self.register_buffer("w_avg", torch.zeros(known.w_dim))
        self.register_load_state_dict_post_hook(_prepare)  # type: ignore[no-untyped-call]

    def prepare(self) -> None:
        """Compute what follows from the weights, once they are there."""
        for layer in self.synthesis.layers:
            layer.prepare()

    def map(self, z: Tensor, label: Tensor | None = None) -> Tensor:
        """Map z [N, z_dim] to w [N, w_dim]; a conditional network takes labels [N, classes]."""
        check_z(z, self.z_dim)
        check_label(label, z.shape[0], self.labels)
        w: Tensor = self.mapping(z, label)
        return w

    def synthesize(
        self,
        ws: Tensor,
        noise: Noise = CONST_NOISE,  # noqa: ARG002 - there is none
        stop: Stop | None = None,
        transform: Tensor | None = None,
    ) -> Tensor:
        """Draw the pictures [N, 3, R, R] of w or w+; see `Generator.synthesize`.

        `transform` [3, 3] moves and turns them: `facelab.networks.stylegan3.input`.
        """
        rows = as_rows(ws, self.num_ws, self.w_dim)
        picture: Tensor = self.synthesis(rows, stop, transform)
        return picture.expand(-1, 3, -1, -1)

    def features(
        self,
        ws: Tensor,
        resolution: int,
        noise: Noise = CONST_NOISE,  # noqa: ARG002 - there is none
        stop: Stop | None = None,
        transform: Tensor | None = None,
    ) -> Tensor:
        """Return the activations [N, C, r, r] after the last layer of this size, margins included;
        see `Generator.features`.
        """
        rows = as_rows(ws, self.num_ws, self.w_dim)
        sizes = [layer.plan.out_size for layer in self.synthesis.layers[:-1]]
        if resolution not in sizes:
            raise ModelError(
                "This network has no such layer.",
                f"{resolution} pixels were requested, but its layers have "
                f"{', '.join(map(str, dict.fromkeys(sizes)))} pixels.",
                "Choose one of these.",
            )
        last = len(sizes) - sizes[::-1].index(resolution)
        steps = self.synthesis.grow(rows, stop, transform)
        return next(x for place, (_, x) in enumerate(steps) if place == last)

    def randomise(self, seed: int) -> StyleGAN3:
        """Fill the weights with random numbers that keep activations in range; for tests."""
        fill_randomly(self, seed)
        draw = torch.Generator().manual_seed(seed)
        given = self.synthesis.input
        radius = torch.rand(len(given.freqs), generator=draw) * self.config.first_cutoff
        angle = torch.rand(len(given.freqs), generator=draw) * 2 * torch.pi
        given.freqs.copy_(radius[:, None] * torch.stack((angle.cos(), angle.sin()), dim=1))
        given.phases.copy_(torch.rand(len(given.freqs), generator=draw) - 0.5)
        given.transform.copy_(torch.eye(3))
        given.affine.weight.mul_(0.01)
        given.affine.bias.copy_(torch.tensor([1.0, 0.0, 0.0, 0.0]))
        for layer in self.synthesis.layers:
            layer.magnitude_ema.fill_(1.0)
            layer.design()
        self.prepare()
        return self


def _prepare(network: StyleGAN3, _keys: object) -> None:
    network.prepare()
