"""Makes the preview head of a MobileStyleGAN.

The head (`facelab.networks.preview_head`) starts as the network's own last blocks at a part of
their resolution, with a linear guess from all features fitted by least squares to
what they miss; or as a head that was trained before. Then both are trained
(`facelab.solve.head_training`) on faces (`facelab.solve.head_faces`).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import torch
from torch import nn

from facelab.errors import ModelError
from facelab.networks.families.mobilestylegan_plan import BANDS
from facelab.networks.generator import Generator as FaceNetwork
from facelab.networks.mobilestylegan import Linear as Affine
from facelab.networks.mobilestylegan import MobileStyleGAN, SeparableConv
from facelab.networks.preview_head import Layer, PreviewHead
from facelab.networks.preview_head_plan import PER_BLOCK, STYLES, HeadConfig
from facelab.progress import Progress, Steps
from facelab.solve.head_faces import FIRST_SEED, Faces, space_of
from facelab.solve.head_maker import HeadMaker
from facelab.solve.head_training import fit_linear, trained

FACES = 400
STEPS = 4_000
SPARE = 16  # channels between two blocks beyond the low bands, for what these do not say


def fit_preview_head(
    generator: MobileStyleGAN,
    folder: Path,
    size: int,
    faces: int = FACES,
    steps: int = STEPS,
) -> Steps[PreviewHead]:
    """Make the preview head of a network.

    Parameters
    ----------
    generator : MobileStyleGAN
    folder : Path
        For the faces that it learns from, see `disk_space`. Faces that are there already are
        used again: a folder is for one network and one size.
    size : int
        Side of the previews in pixels, one of `sizes`.
    faces, steps : int
        How many faces to learn from, and steps of training.

    Yields
    ------
    Progress

    Returns
    -------
    PreviewHead
        For inference.

    Raises
    ------
    ModelError
        This network can have no head of this size.
    """
    head = PreviewHead(_shape(generator, size))
    return (
        yield from fit_head(generator, head, lambda: _start(head, generator), folder, faces, steps)
    )


def fit_head(
    generator: FaceNetwork,
    head: PreviewHead,
    start: Callable[[], None],
    folder: Path,
    faces: int,
    steps: int,
) -> Steps[PreviewHead]:
    """Fit a head of any network to its faces; `start` gives it the weights to begin with."""
    data = Faces(folder, faces, generator, head)
    yield from data.collected(generator, 0.6)
    start()
    fit_linear(head, data)
    yield Progress(0.62, 1, "Training")
    return (yield from trained(head, data, steps, 0.62))


def sizes(generator: MobileStyleGAN) -> tuple[int, ...]:
    """Sides of the previews that heads can be made for: a quarter of the full side, a half."""
    most = len(generator.config.channels) - 2  # blocks that can be left out
    return tuple(generator.resolution >> left_out for left_out in (2, 1) if left_out <= most)


def disk_space(generator: MobileStyleGAN, size: int, faces: int) -> int:
    """Bytes that the faces of a fit take."""
    config = _shape(generator, size)
    return space_of(config, faces)


def how_made(faces: int = FACES, steps: int = STEPS) -> dict[str, Any]:
    """What the file says of how it was made."""
    return {
        "by": "facelab.solve.preview_head",
        "seeds": f"{FIRST_SEED} to {FIRST_SEED + faces - 1}",
        "steps": steps,
    }


def _shape(generator: MobileStyleGAN, size: int) -> HeadConfig:
    if size not in sizes(generator):
        allowed = " or ".join(map(str, sizes(generator))) or "none"
        raise ModelError(
            f"This network cannot have a preview of {size} pixels.",
            f"Its pictures have {generator.resolution} pixels, so the choices are {allowed}.",
            "Choose another size.",
        )
    left_out = (generator.resolution // size).bit_length() - 1  # blocks
    channels = generator.config.channels
    widths: list[int] = []
    for wide in channels[-left_out:]:
        if widths:  # a block follows: it takes the low bands, and something of the others
            widths[-1] = min(widths[-1] // BANDS + SPARE, widths[-1])
        widths += [wide, wide]
    return HeadConfig(
        resolution=size // 2,
        channels=channels[-1 - left_out],
        w_dim=generator.w_dim,
        num_ws=generator.num_ws,
        first_row=STYLES * (len(channels) - 1 - left_out) + 1,
        widths=tuple(widths),
    )


@torch.no_grad()
def _start(head: PreviewHead, generator: MobileStyleGAN) -> None:
    """Copy the last blocks: of transforms the low bands, of depthwise weights the sums."""
    torch.manual_seed(FIRST_SEED)
    synthesis = generator.synthesis
    left_out = len(head.layers) // PER_BLOCK
    for k in range(len(head.layers)):
        block = synthesis.blocks[k // PER_BLOCK - left_out]
        layer = cast(Layer, head.layers[k])
        conv = cast(SeparableConv, block.conv2 if k % PER_BLOCK else block.conv1)
        inputs = min(layer.weight.shape[1], conv.pointwise.shape[1])
        outputs = min(layer.weight.shape[0], conv.pointwise.shape[0])
        sums = conv.depthwise.sum((1, 2, 3))[:inputs]
        layer.weight.normal_(std=0.02)
        layer.weight[:outputs, :inputs] = conv.pointwise[:outputs, :inputs]
        layer.bias[:outputs] = conv.bias[:outputs]
        if layer.depthwise is None:
            layer.weight[:outputs, :inputs] *= sums
        else:
            layer.depthwise[:inputs, 0, 1, 1] = sums
        _copy_gains(layer.gains[0], conv.affine, inputs)
        if not k % PER_BLOCK:  # after a transform, whose mean is half of the low band
            up = cast(Affine, block.up)
            _copy_gains(layer.gains[1], up, up.weight.shape[0] // BANDS, 0.5)
    _copy_gains(head.bands.gains[0], synthesis.to_image.affine, head.bands.weight.shape[1])
    guess = cast(nn.Linear, head.guess.gains[0])
    guess.weight.zero_()
    guess.bias.fill_(1.0)


def _copy_gains(gains: nn.Module, affine: Affine, channels: int, scale: float = 1.0) -> None:
    """Gains of the first channels from the network; 1 for those that it does not have."""
    linear = cast(nn.Linear, gains)
    channels = min(channels, linear.weight.shape[0])
    linear.weight.zero_()
    linear.bias.fill_(1.0)
    linear.weight[:channels] = scale * affine.weight[:channels]
    linear.bias[:channels] = scale * affine.bias[:channels]


MAKER = HeadMaker(fit_preview_head, disk_space, how_made)
