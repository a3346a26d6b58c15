"""Makes the preview head of a StyleGAN2 (Karras et al., arXiv 1912.04958) or StyleGAN3 (arXiv
2106.12423).

The head is that of `facelab.networks.preview_head`, built small: a linear guess from all features,
by least squares, and one block of two layers that learns what it misses. Nothing is copied from the
network's last blocks, as it is for MobileStyleGAN, whose layers are of the head's own kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from facelab.errors import ModelError
from facelab.networks.families.stylegan3_plan import layer_plan
from facelab.networks.preview_head import PreviewHead
from facelab.networks.preview_head_plan import HeadConfig
from facelab.networks.stylegan2.generator import StyleGAN2
from facelab.networks.stylegan3.generator import StyleGAN3
from facelab.progress import Steps
from facelab.solve.head_faces import space_of
from facelab.solve.head_maker import HeadMaker
from facelab.solve.preview_head import FACES, STEPS, fit_head, how_made

WIDTH = 64  # channels of its layers, at most those of the features
SMALLEST = 8
_ROWS = 3  # style rows that a head reads: one a layer, and one for the picture
_SEED = 100_000

StyleGAN = StyleGAN2 | StyleGAN3


def fit_fitted_head(
    generator: StyleGAN, folder: Path, size: int, faces: int = FACES, steps: int = STEPS
) -> Steps[PreviewHead]:
    """Make the preview head of a network; as `facelab.solve.preview_head.fit_preview_head`.

    Raises
    ------
    ModelError
        This network can have no head of this size.
    """
    head = PreviewHead(_config(generator, size))
    return (yield from fit_head(generator, head, lambda: _start(head), folder, faces, steps))


def sizes(generator: StyleGAN) -> tuple[int, ...]:
    """Sides of the previews that heads can be made for, ascending: an eighth of the full side, a
    quarter, a half, where the network has such features.
    """
    return tuple(sorted(_configs(generator)))


def disk_space(generator: StyleGAN, size: int, faces: int) -> int:
    """Bytes that the faces of a fit take."""
    return space_of(_config(generator, size), faces)


def _made(faces: int = FACES, steps: int = STEPS) -> dict[str, Any]:
    return how_made(faces, steps) | {"by": "facelab.solve.fitted_head"}


def _config(generator: StyleGAN, size: int) -> HeadConfig:
    configs = _configs(generator)
    if size not in configs:
        allowed = " or ".join(map(str, sorted(configs))) or "none"
        raise ModelError(
            f"This network cannot have a preview of {size} pixels.",
            f"Its pictures have {generator.resolution} pixels, so the choices are {allowed}.",
            "Choose another size.",
        )
    return configs[size]


def _configs(generator: StyleGAN) -> Mapping[int, HeadConfig]:
    """What heads there can be, by the size of their previews."""
    found = {}
    for side, channels, margin, row in _layers(generator):
        config = HeadConfig(
            resolution=side,
            channels=channels,
            w_dim=generator.w_dim,
            num_ws=generator.num_ws,
            first_row=row,
            widths=(min(WIDTH, channels),) * 2,
            low=channels,
            margin=margin,
        )
        wanted = (generator.resolution // part for part in (8, 4, 2))
        fits = config.size in wanted and config.size >= SMALLEST
        if fits and generator.resolution % config.size == 0 and row + _ROWS <= generator.num_ws:
            found[config.size] = config
    return found


def _layers(generator: StyleGAN) -> list[tuple[int, int, int, int]]:
    """Side, channels, margin of the features that there are, and the style row that comes next."""
    if isinstance(generator, StyleGAN2):
        channels = generator.config.channels
        return [(4 << k, width, 0, 2 * k + 1) for k, width in enumerate(channels)]
    found = {}
    for number, layer in enumerate(layer_plan(generator.config)):
        if not layer.picture:  # the last of a size is what `Generator.features` hands out
            margin, odd = divmod(layer.out_size - layer.out_rate, 2)
            found[layer.out_size] = (layer.out_size, layer.out_channels, margin, number + 2, odd)
    return [each[:4] for each in found.values() if not each[4]]


@torch.no_grad()
def _start(head: PreviewHead) -> None:
    """Layers that say nothing of the face yet, and let the features through in many mixtures."""
    draw = torch.Generator().manual_seed(_SEED)
    for name, each in head.named_parameters():
        if "gains" in name:
            each.fill_(1.0 if name.endswith("bias") else 0.0)
        elif name.endswith("weight"):
            each.copy_(torch.randn(each.shape, generator=draw) * each.shape[1] ** -0.5)
        elif name.endswith("depthwise"):
            each.zero_()
            each[:, 0, 1, 1] = 1.0
        else:
            each.zero_()


MAKER = HeadMaker(fit_fitted_head, disk_space, _made)
