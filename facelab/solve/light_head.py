"""Makes the light preview head of a MobileStyleGAN: it draws the size of a head that is there, from
smaller features, and so sooner.

It stands in for two blocks more. Of each it keeps a part of the channels: those that what comes
after misses least, and what that makes of them is least squares on faces ("Optimal Brain
Surgeon", Hassibi and Stork, NIPS 1992). The other head's layers go on from there, and all are
trained together.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from facelab.errors import ModelError
from facelab.networks.mobilestylegan import (
    BANDS,
    SLOPE,
    Block,
    MobileStyleGAN,
    SeparableConv,
    inverse_haar,
)
from facelab.networks.mobilestylegan import Linear as Affine
from facelab.networks.preview_head import STYLES, HeadConfig, Layer, PreviewHead
from facelab.progress import Progress, Steps, part
from facelab.solve import preview_head
from facelab.solve.head_faces import Faces, space_of, training_face
from facelab.solve.head_training import trained

_BLOCKS = 2  # that it stands in for beyond those of the other head
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
        There are no smaller layers to begin with.
    """
    old, channels = begin.config, generator.config.channels
    block = _first_block(begin)
    if block < 1:
        raise ModelError(
            f"A light preview head of {old.size} pixels cannot be made.",
            "It would begin before the network's first block.",
            "Make one of a larger size.",
        )
    first = channels[block + 1] // 2
    return HeadConfig(
        resolution=old.resolution >> _BLOCKS,
        channels=channels[block],
        w_dim=old.w_dim,
        num_ws=old.num_ws,
        first_row=STYLES * block + 1,
        widths=(first, first, 3 * channels[block + 2] // 8, old.read, *old.widths),
        grows=_BLOCKS,
    )


def _first_block(begin: PreviewHead) -> int:
    """The first that a light head stands in for."""
    return begin.config.resolution.bit_length() - 3 - _BLOCKS


class _Fit:
    """Gathers what a least-squares fit of outputs from inputs and the constant 1 needs."""

    def __init__(self, inputs: int, outputs: int) -> None:
        self._squares = torch.zeros(inputs + 1, inputs + 1, dtype=torch.float64)
        self._products = torch.zeros(inputs + 1, outputs, dtype=torch.float64)

    def add(self, inputs: Tensor, outputs: Tensor, index: int) -> None:
        """Some of the pixels of a face: [1, H, W, I] and [1, H, W, O]."""
        seen = torch.cat((inputs, torch.ones_like(inputs[..., :1])), dim=3).flatten(0, 2)
        seen, wanted = seen[index % _STRIDE :: _STRIDE], outputs.flatten(0, 2)
        self._squares += (seen.T @ seen).double()
        self._products += (seen.T @ wanted[index % _STRIDE :: _STRIDE]).double()

    def fill(self, layer: Layer, outputs: Tensor, matters: Tensor) -> Tensor:
        """Let a layer make so many of the outputs of so many inputs as it has; returns which."""
        products = self._products[:, outputs]
        chosen, solved = pruned(self._squares, products, matters, layer.weight.shape[1])
        layer.weight.copy_(solved[:-1].T)
        layer.bias.copy_(solved[-1])
        return chosen


@torch.no_grad()
def _start(
    head: PreviewHead, generator: MobileStyleGAN, begin: PreviewHead, faces: int
) -> Steps[None]:
    """Fill the first layers from the network's blocks, the others from the trained head."""
    first = _first_block(begin)
    one, two = (cast(Block, block) for block in generator.synthesis.blocks[first : first + _BLOCKS])
    a, b, c, d, *others = (cast(Layer, layer) for layer in head.layers)
    inputs = [conv.pointwise.shape[1] for conv in (one.conv2, two.conv1, two.conv2)]
    made = [one.conv2.pointwise.shape[0], two.conv1.pointwise.shape[0], begin.low]
    fits = [_Fit(*sizes) for sizes in zip(inputs, made, strict=True)]
    for index in range(faces):
        ws, noise = training_face(generator, index)
        side = head.resolution
        features = [generator.features(ws, side << k, noise) for k in range(_BLOCKS + 1)]
        row = head.config.first_row
        _, _, seen = _layers_of(one, features[0], ws, row)
        fits[0].add(seen, _unbent(features[1]), index)
        seen, bent, after = _layers_of(two, features[1], ws, row + STYLES)
        fits[1].add(seen, bent, index)
        fits[2].add(after, _unbent(features[2])[..., : begin.low], index)
        yield Progress(index + 1, faces, "Choosing channels")
    # from the last to the first: what is read there is what has to be made here
    wanted = torch.arange(begin.low)
    matters = cast(Layer, begin.layers[0]).weight.double().norm(dim=0)
    inner = fits[2].fill(d, wanted, matters)
    read = fits[1].fill(c, inner, torch.ones(len(inner), dtype=torch.float64))
    planes = torch.cat([read + k * inputs[1] for k in range(BANDS)])
    outer = fits[0].fill(b, planes, two.up.bias[planes].double().abs())
    for grow, block, rows in ((head.grow, one, None), (head.grow_again, two, planes)):
        _copy(cast(nn.Linear, grow), block.up, rows)
    a.weight.copy_(one.conv1.pointwise[outer])
    a.bias.copy_(one.conv1.bias[outer])
    kept = (
        (a, one.conv1, None),
        (b, one.conv2, outer),
        (c, two.conv1, read),
        (d, two.conv2, inner),
    )
    for layer, conv, rows in kept:
        depthwise = conv.depthwise if rows is None else conv.depthwise[rows]
        cast(Tensor, layer.depthwise).copy_(depthwise)
        _copy(cast(nn.Linear, layer.gains[0]), conv.affine, rows)
    for layer, old in zip((*others, head.bands), (*begin.layers, begin.bands), strict=True):
        layer.load_state_dict(old.state_dict())
    # what the other head guesses from, the light one does not have
    head.guess.weight.zero_()
    guess = cast(nn.Linear, head.guess.gains[0])
    guess.weight.zero_()
    guess.bias.fill_(1.0)


def _layers_of(
    block: Block, features: Tensor, ws: Tensor, row: int
) -> tuple[Tensor, Tensor, Tensor]:
    """A block of features [1, C, h, w], all [1, 2 h, 2 w, K]: what the first 1 x 1 convolution
    reads, what it makes before the activation, and what the second reads.
    """
    x = inverse_haar(features.permute(0, 2, 3, 1) * (0.5 * block.up(ws[:, row]))[:, None, None, :])
    first = _spread(x, block.conv1, ws[:, row])
    bent = first @ block.conv1.pointwise.T + block.conv1.bias
    return first, bent, _spread(F.leaky_relu(bent, SLOPE), block.conv2, ws[:, row + 1])


def _spread(x: Tensor, conv: SeparableConv, w: Tensor) -> Tensor:
    """The depthwise half of a convolution, and its style."""
    planes = x.permute(0, 3, 1, 2)
    spread = F.conv2d(planes, conv.depthwise, padding=1, groups=planes.shape[1])
    styled: Tensor = spread.permute(0, 2, 3, 1) * conv.affine(w)[:, None, None, :]
    return styled


def _unbent(features: Tensor) -> Tensor:
    """Features [N, C, H, W] as they were before their activation, [N, H, W, C]."""
    x = features.permute(0, 2, 3, 1)
    return torch.where(x > 0, x, x / SLOPE)


def _copy(linear: nn.Linear, affine: Affine, rows: Tensor | None) -> None:
    """All of an affine function, or some of what it makes."""
    linear.weight.copy_(affine.weight if rows is None else affine.weight[rows])
    linear.bias.copy_(affine.bias if rows is None else affine.bias[rows])


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
