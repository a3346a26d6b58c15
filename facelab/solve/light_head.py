"""Makes the light preview head of a MobileStyleGAN: it draws the size of a head that is there, from
smaller features, and so sooner.

It begins two blocks earlier than the other head, and is made block by block. Of a block it keeps a
part of the channels: those that what comes after misses least, and what that makes of them is
least squares on faces ("Optimal Brain Surgeon", Hassibi and Stork, NIPS 1992). Then all of its
layers are trained together, before the block before is added. (Taken in one step, both blocks cost
3 dB more than one after the other.)
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from facelab.errors import ModelError
from facelab.networks.families.mobilestylegan_plan import BANDS
from facelab.networks.mobilestylegan import SLOPE, Block, MobileStyleGAN, inverse_haar
from facelab.networks.mobilestylegan import Linear as Affine
from facelab.networks.preview_head import Layer, PreviewHead
from facelab.networks.preview_head_plan import STYLES, HeadConfig
from facelab.progress import Progress, Steps, part
from facelab.solve import preview_head
from facelab.solve.head_faces import Faces, space_of, training_face
from facelab.solve.head_training import trained

_PRUNED_BY = 24  # faces
_STRIDE = 5  # of their pixels
_RIDGE = 1e-5
# Of the channels of each block that is added, the last first: the first of both convolutions, and
# of what the block after reads.
_KEPT = ((Fraction(1, 2), None), (Fraction(3, 4), Fraction(3, 4)))
_BLOCKS = len(_KEPT)  # that it begins earlier


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
        See `facelab.solve.preview_head.fit_preview_head`; so many steps for each block.

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
        There are no smaller layers to begin with.
    """
    light_configs(generator, begin)
    head = begin
    for turn in range(_BLOCKS):
        earlier = begin_earlier(generator, head, folder, faces, steps)
        head = yield from part(earlier, turn / _BLOCKS, (turn + 1) / _BLOCKS)
    return head


def begin_earlier(
    generator: MobileStyleGAN, begin: PreviewHead, folder: Path, faces: int, steps: int
) -> Steps[PreviewHead]:
    """Make a head that begins one block earlier than another; see `fit_light_head`."""
    head = PreviewHead(_config(generator, begin.config))
    data = Faces(folder / str(head.resolution), faces, generator, head)
    yield from data.collected(generator, 0.6)
    yield from part(_start(head, generator, begin, min(faces, _PRUNED_BY)), 0.6, 0.65)
    return (yield from trained(head, data, steps, 0.65))


def disk_space(generator: MobileStyleGAN, begin: PreviewHead, faces: int) -> int:
    """Bytes that the faces of a fit take."""
    return sum(space_of(config, faces) for config in light_configs(generator, begin))


def how_made(faces: int, steps: int) -> dict[str, Any]:
    """What the file says of how it was made."""
    return preview_head.how_made(faces, steps) | {"by": "facelab.solve.light_head"}


def light_configs(generator: MobileStyleGAN, begin: PreviewHead) -> list[HeadConfig]:
    """The shapes of the heads that are made one after another; the last is the light one.

    Raises
    ------
    ModelError
        There are no smaller layers to begin with.
    """
    if _block_before(begin.config) - _BLOCKS < 0:
        raise ModelError(
            f"A light preview head of {begin.config.size} pixels cannot be made.",
            "It would begin before the network's first block.",
            "Make one of a larger size.",
        )
    configs = [begin.config]
    for _ in range(_BLOCKS):
        configs.append(_config(generator, configs[-1]))
    return configs[1:]


def _config(generator: MobileStyleGAN, begin: HeadConfig) -> HeadConfig:
    channels, block = generator.config.channels, _block_before(begin)
    inside, read = _KEPT[begin.grows]
    made = begin.read if read is None else int(read * begin.channels)
    return replace(
        begin,
        resolution=begin.resolution // 2,
        channels=channels[block],
        first_row=STYLES * block + 1,
        widths=(int(inside * channels[block + 1]), made, *begin.widths),
        grows=begin.grows + 1,
    )


def _block_before(config: HeadConfig) -> int:
    """The network's block that makes what a head reads."""
    return config.resolution.bit_length() - 4


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
    """Fill the first layers from the network's block, the others from the trained head."""
    block = cast(Block, generator.synthesis.blocks[_block_before(begin.config)])
    first, second, *others = (cast(Layer, layer) for layer in head.layers)
    reading, *following = (cast(Layer, layer) for layer in begin.layers)
    row, after = head.config.first_row, begin.config.first_row
    made = _Fit(block.conv2.pointwise.shape[1], begin.config.channels)
    taken = _Fit(reading.weight.shape[1], reading.weight.shape[0])
    for index in range(faces):
        ws, noise = training_face(generator, index)
        x = _grown(generator.features(ws, head.resolution, noise), block.up(ws[:, row]))
        x = block.conv1(x, ws[:, row], None)
        features = generator.features(ws, begin.resolution, noise)
        spread = _spread(x, block.conv2.depthwise, block.conv2.affine(ws[:, row + 1]))
        made.add(spread, _unbent(features), index)
        if begin.grow is not None:
            x = _grown(features, begin.grow(ws[:, after]))
            gain = cast(nn.Linear, reading.gains[0])(ws[:, after])
            x = _spread(x, cast(Tensor, reading.depthwise), gain)
            taken.add(x, x @ reading.weight.T + reading.bias, index)
        yield Progress(index + 1, faces, "Choosing channels")
    # from the last to the first: what is read there is what has to be made here
    if begin.grow is None:
        wanted, matters = torch.arange(begin.low), reading.weight.double().norm(dim=0)
        others[0].load_state_dict(reading.state_dict())
        read = None
    else:
        outputs = torch.arange(reading.weight.shape[0])
        read = taken.fill(others[0], outputs, following[0].weight.double().norm(dim=0))
        wanted = torch.cat([read + k * reading.weight.shape[1] for k in range(BANDS)])
        matters = begin.grow.bias[wanted].double().abs()
        cast(Tensor, others[0].depthwise).copy_(cast(Tensor, reading.depthwise)[read])
        _copy(others[0].gains[0], reading.gains[0], read)
        _copy(head.grow_again, begin.grow, wanted)
    kept = made.fill(second, wanted, matters)
    _copy(head.grow, block.up, None)
    first.weight.copy_(block.conv1.pointwise[kept])
    first.bias.copy_(block.conv1.bias[kept])
    cast(Tensor, first.depthwise).copy_(block.conv1.depthwise)
    cast(Tensor, second.depthwise).copy_(block.conv2.depthwise[kept])
    _copy(first.gains[0], block.conv1.affine, None)
    _copy(second.gains[0], block.conv2.affine, kept)
    pairs = zip((*others[1:], head.bands), (*following, begin.bands), strict=True)
    for layer, old in pairs:
        layer.load_state_dict(old.state_dict())
    _copy_guess(head.guess, begin.guess, read)


def _copy_guess(guess: Layer, old: Layer, read: Tensor | None) -> None:
    """The guess of another head, if what it is made of is there still."""
    gains = cast(nn.Linear, guess.gains[0])
    if read is None:
        guess.weight.zero_()
        gains.weight.zero_()
        gains.bias.fill_(1.0)
    else:
        guess.weight.copy_(old.weight[:, read])
        guess.bias.copy_(old.bias)
        _copy(gains, old.gains[0], read)


def _grown(features: Tensor, style: Tensor) -> Tensor:
    """Features [N, C, h, w] transformed with their style [N, C] to [N, 2 h, 2 w, C / 4]."""
    return inverse_haar(features.permute(0, 2, 3, 1) * (0.5 * style)[:, None, None, :])


def _spread(x: Tensor, depthwise: Tensor, style: Tensor) -> Tensor:
    """The depthwise half of a convolution of [N, H, W, C], and its style [N, C]."""
    spread = F.conv2d(x.permute(0, 3, 1, 2), depthwise, padding=1, groups=x.shape[3])
    return spread.permute(0, 2, 3, 1) * style[:, None, None, :]


def _unbent(features: Tensor) -> Tensor:
    """Features [N, C, H, W] as they were before their activation, [N, H, W, C]."""
    x = features.permute(0, 2, 3, 1)
    return torch.where(x > 0, x, x / SLOPE)


def _copy(linear: nn.Module | None, source: nn.Module, rows: Tensor | None) -> None:
    """All of an affine function, or some of what it makes."""
    into, its = cast(nn.Linear, linear), cast(Affine, source)
    into.weight.copy_(its.weight if rows is None else its.weight[rows])
    into.bias.copy_(its.bias if rows is None else its.bias[rows])


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
