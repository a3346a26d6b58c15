"""Makes the light preview head of a MobileStyleGAN: it draws the size of a head that is there, from
smaller features, and so sooner.

It stands in for one block more. Of that it keeps half the channels of the first convolution, and
of the second what the other head reads: which channels, and what the second makes of them, is
least squares on faces ("Optimal Brain Surgeon", Hassibi and Stork, NIPS 1992). The other head's
layers go on from there, and all are trained together.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from facelab.errors import ModelError
from facelab.networks.mobilestylegan import SLOPE, Block, MobileStyleGAN, inverse_haar
from facelab.networks.preview_head import STYLES, HeadConfig, Layer, PreviewHead
from facelab.progress import Progress, Steps, part
from facelab.solve import preview_head
from facelab.solve.head_faces import Faces, space_of, training_face
from facelab.solve.head_training import trained

_PRUNED_BY = 24  # faces
_STRIDE = 5  # of their pixels
_RIDGE = 1e-5


def fit_light_head(
    generator: MobileStyleGAN, begin: PreviewHead, folder: Path, faces: int, steps: int
) -> Steps[PreviewHead]:
    """Make the light head beside another one.

    Parameters
    ----------
    generator : MobileStyleGAN
    begin : PreviewHead
        A trained one of the same size, not light itself.
    folder, faces, steps
        See `facelab.solve.preview_head.fit_preview_head`.

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
        There is no smaller layer to begin with.
    """
    head = PreviewHead(light_config(generator, begin))
    data = Faces(folder, faces, generator, head)
    yield from data.collected(generator, 0.6)
    yield from part(_start(head, generator, begin, min(faces, _PRUNED_BY)), 0.6, 0.65)
    return (yield from trained(head, data, steps, 0.65))


def disk_space(generator: MobileStyleGAN, begin: PreviewHead, faces: int) -> int:
    """Bytes that the faces of a fit take."""
    return space_of(light_config(generator, begin), faces)


def how_made(faces: int, steps: int) -> dict[str, Any]:
    """What the file says of how it was made."""
    return preview_head.how_made(faces, steps) | {"by": "facelab.solve.light_head"}


def light_config(generator: MobileStyleGAN, begin: PreviewHead) -> HeadConfig:
    """The shape of a light head beside another one.

    Raises
    ------
    ModelError
        There is no smaller layer to begin with.
    """
    old, channels = begin.config, generator.config.channels
    block = old.resolution.bit_length() - 4  # the one more
    if block < 1:
        raise ModelError(
            f"A light preview head of {old.size} pixels cannot be made.",
            "It would begin before the network's first block.",
            "Make one of a larger size.",
        )
    return HeadConfig(
        resolution=old.resolution // 2,
        channels=channels[block],
        w_dim=old.w_dim,
        num_ws=old.num_ws,
        first_row=STYLES * block + 1,
        widths=(channels[block + 1] // 2, old.read, *old.widths),
        grows=1,
    )


@torch.no_grad()
def _start(
    head: PreviewHead, generator: MobileStyleGAN, begin: PreviewHead, faces: int
) -> Steps[None]:
    """Fill the first two layers from the network's block, the others from the trained head."""
    block = cast(Block, generator.synthesis.blocks[begin.config.resolution.bit_length() - 4])
    first, second, *others = (cast(Layer, layer) for layer in head.layers)
    kept, low = first.weight.shape[0], second.weight.shape[0]
    rows = head.config.rows
    inputs = block.conv2.pointwise.shape[1]
    squares = torch.zeros(inputs + 1, inputs + 1, dtype=torch.float64)
    products = torch.zeros(inputs + 1, low, dtype=torch.float64)
    for index in range(faces):
        ws, noise = training_face(generator, index)
        features = generator.features(ws, head.resolution, noise).permute(0, 2, 3, 1)
        x = inverse_haar(features * (0.5 * block.up(ws[:, rows[0]]))[:, None, None, :])
        x = block.conv1(x, ws[:, rows[0]], None)
        x = F.conv2d(
            x.permute(0, 3, 1, 2), block.conv2.depthwise, padding=1, groups=inputs
        ).permute(0, 2, 3, 1) * block.conv2.affine(ws[:, rows[1]])
        seen = torch.cat((x, torch.ones_like(x[..., :1])), dim=3).flatten(0, 2)
        wanted = generator.features(ws, begin.resolution, noise)[:, :low].permute(0, 2, 3, 1)
        before = torch.where(wanted > 0, wanted, wanted / SLOPE).flatten(0, 2)
        seen, before = seen[index % _STRIDE :: _STRIDE], before[index % _STRIDE :: _STRIDE]
        squares += (seen.T @ seen).double()
        products += (seen.T @ before).double()
        yield Progress(index + 1, faces, "Choosing channels")
    matters = cast(Layer, begin.layers[0]).weight.double().norm(dim=0)
    chosen, solved = pruned(squares, products, matters, kept)
    cast(nn.Linear, head.grow).load_state_dict(block.up.state_dict())
    first.weight.copy_(block.conv1.pointwise[chosen])
    first.bias.copy_(block.conv1.bias[chosen])
    cast(Tensor, first.depthwise).copy_(block.conv1.depthwise)
    first.gains[0].load_state_dict(block.conv1.affine.state_dict())
    second.weight.copy_(solved[:-1].T)
    second.bias.copy_(solved[-1])
    cast(Tensor, second.depthwise).copy_(block.conv2.depthwise[chosen])
    gains = cast(nn.Linear, second.gains[0])
    gains.weight.copy_(block.conv2.affine.weight[chosen])
    gains.bias.copy_(block.conv2.affine.bias[chosen])
    for layer, old in zip((*others, head.bands), (*begin.layers, begin.bands), strict=True):
        layer.load_state_dict(old.state_dict())
    # what the other head guesses from, the light one does not have
    head.guess.weight.zero_()
    guess = cast(nn.Linear, head.guess.gains[0])
    guess.weight.zero_()
    guess.bias.fill_(1.0)


def pruned(squares: Tensor, products: Tensor, matters: Tensor, kept: int) -> tuple[Tensor, Tensor]:
    """Take inputs away from a least-squares fit, one by one, each time that which is missed least.

    Parameters
    ----------
    squares, products : Tensor
        float64, X' X [I + 1, I + 1] and X' Y [I + 1, O]; the last input is the constant 1, and
        stays.
    matters : Tensor
        [O], how much each output counts.
    kept : int
        Inputs that stay beside the constant.

    Returns
    -------
    chosen : Tensor
        int64 [kept], ascending.
    solved : Tensor
        float32 [kept + 1, O], the fit by these and the constant.
    """
    count = len(squares)
    ridged = squares + _RIDGE * squares.trace() / count * torch.eye(count, dtype=squares.dtype)
    inverse = torch.linalg.inv(ridged)
    weights = inverse @ products
    alive = torch.ones(count, dtype=torch.bool)
    for _ in range(count - 1 - kept):
        cost = (weights * matters).square().sum(1) / inverse.diagonal()
        cost[~alive] = float("inf")
        cost[-1] = float("inf")
        gone = int(cost.argmin())
        alive[gone] = False
        column = inverse[:, gone].clone()
        weights = weights - torch.outer(column, weights[gone] / column[gone])
        inverse = inverse - torch.outer(column, column) / column[gone]
        inverse[gone, gone] = 1.0  # of what is gone nothing is read any more
        weights[gone] = 0.0
    stay = alive.nonzero()[:, 0]
    solved = torch.linalg.solve(ridged[stay][:, stay], products[stay])
    return stay[:-1], solved.float()
