"""Makes the preview head of a MobileStyleGAN.

The head (`facelab.networks.preview_head`) starts as the network's own last blocks at a part of
their resolution, with a linear guess from all features fitted by least squares to
what they miss. Then both are trained on crops of faces, so that the bands of the wavelet
transform of the reduced picture are met: psi 0.5 to 1, some with styles mixed, some pushed off
the usual faces, with all kinds of noise, since sliders lead to such places.

Everything is drawn from fixed seeds; the same machine makes the same head.
"""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Callable, Generator, Iterable
from pathlib import Path
from typing import Any, Literal, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from facelab.damage import DAMAGED
from facelab.errors import ModelError
from facelab.networks.generator import Generator as FaceNetwork
from facelab.networks.mobilestylegan import BANDS, MobileStyleGAN, SeparableConv
from facelab.networks.mobilestylegan import Linear as Affine
from facelab.networks.preview_head import (
    OUTPUTS,
    PER_BLOCK,
    STYLES,
    HeadConfig,
    Layer,
    PreviewHead,
)
from facelab.progress import Progress, Steps
from facelab.recipe import Noise
from facelab.solve.head_maker import HeadMaker
from facelab.solve.preview_quality import haar, reduced

FIRST_SEED = 100_000  # seeds 0 to 99 are for judging
FACES = 400
STEPS = 4_000
SPARE = 16  # channels between two blocks beyond the low bands, for what these do not say

_BATCH = 8  # crops a step
_MARGIN = 3  # pixels at the inner edges of a crop, which see zeros instead of neighbours
_RATE = 4e-4
_GAINS_RATE = 4e-5  # gains are sums of hundreds of products: they must move slowly
_COLOUR = 0.3  # weight of the mean colour, which one notices first when the full frame comes
_FIT_STRIDE = 7  # every so many pixels are used for least squares


_MODES: tuple[Literal["const", "random", "none"], ...] = (
    *("const",) * 7,
    "random",
    "random",
    "none",
)


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
    for done in data.collect(generator):
        yield Progress(0.6 * done, 1, f"Drawing faces to learn from: {done * faces:.0f} of {faces}")
    start()
    fit_linear(head, data)
    yield Progress(0.62, 1, "Training")
    for step, head_now in enumerate(train(head, data, steps), 1):
        if step % 25 == 0:
            yield Progress(0.62 + 0.38 * step / steps, 1, f"Training: {step} of {steps} steps")
        head = head_now
    yield Progress(1, 1, "Done")
    return head.eval().requires_grad_(False)


def sizes(generator: MobileStyleGAN) -> tuple[int, ...]:
    """Sides of the previews that heads can be made for: a quarter of the full side, a half."""
    most = len(generator.config.channels) - 2  # blocks that can be left out
    return tuple(generator.resolution >> left_out for left_out in (2, 1) if left_out <= most)


def disk_space(generator: MobileStyleGAN, size: int, faces: int) -> int:
    """Bytes that the faces of a fit take."""
    config = _shape(generator, size)
    return space_of(config, faces)


def space_of(config: HeadConfig, faces: int) -> int:
    """Bytes that the faces of a fit of such a head take."""
    side = config.size // 2
    each = side**2 * config.channels + 3 * config.size**2
    return faces * (2 * each + 4 * config.num_ws * config.w_dim)


def how_made(faces: int = FACES, steps: int = STEPS) -> dict[str, Any]:
    """What the file says of how it was made."""
    return {
        "by": "facelab.solve.preview_head",
        "seeds": f"{FIRST_SEED} to {FIRST_SEED + faces - 1}",
        "steps": steps,
    }


def training_face(generator: FaceNetwork, index: int) -> tuple[Tensor, Noise]:
    """A face to learn from: w+ [1, num_ws, w_dim] and noise."""
    random = np.random.RandomState(FIRST_SEED + index)
    average, rows = generator.w_avg, generator.num_ws

    def draw() -> Tensor:
        z = random.randn(1, generator.z_dim).astype(np.float32)
        return generator.map(torch.from_numpy(z).to(average.device))

    w, psi = draw(), random.uniform(0.5, 1.0)
    ws = (average + psi * (w - average)).repeat(rows, 1)
    if random.uniform() < 0.3:  # style mixing of finer layers
        start = random.randint(min(6, rows - 3), rows - 2)
        other = average + psi * (draw() - average)
        ws[start:] += random.uniform(0.3, 1.0) * (other - ws[start:])
    if random.uniform() < 0.4:  # a direction on some layers
        first = random.randint(0, rows - 3)
        last = random.randint(first + 1, rows + 1)
        ws[first:last] += random.uniform(-0.5, 0.5) * (draw() - draw())
    noise = Noise(
        _MODES[random.randint(10)],
        FIRST_SEED + index,
        float(random.uniform(0.5, 1.5)) if random.uniform() < 0.3 else 1.0,
    )
    return ws[None], noise


class Faces:
    """Features, w+ and reduced pictures of faces, in files: too many for the memory."""

    def __init__(self, folder: Path, faces: int, generator: FaceNetwork, head: PreviewHead) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._head = head
        side, config = head.size // 2, head.config
        self.features = _array(folder / "features.npy", (faces, side, side, config.channels))
        self.pictures = _array(folder / "pictures.npy", (faces, 2 * side, 2 * side, 3))
        self.ws = _array(folder / "ws.npy", (faces, generator.num_ws, generator.w_dim), "<f4")

    def __len__(self) -> int:
        return len(self.ws)

    def collect(self, generator: FaceNetwork) -> Generator[float, None, None]:
        """Draw the faces that are not there yet."""
        for index in range(len(self)):
            if not self.ws[index].any():
                ws, noise = training_face(generator, index)
                head = self._head
                with torch.inference_mode():
                    features = head.inside(generator.features(ws, head.resolution, noise))
                    picture = reduced(generator.synthesize(ws, noise), head.size)
                self.features[index] = features[0].permute(1, 2, 0).cpu().numpy()
                self.pictures[index] = picture[0].permute(1, 2, 0).cpu().numpy()
                self.ws[index] = ws[0].cpu().numpy()  # last: it marks the face as complete
            yield (index + 1) / len(self)

    def crops(
        self, chosen: Iterable[int], corners: NDArray[np.int64], size: int
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Features [N, size, size, C], w+, and wavelet bands [N, size, size, 12] of crops."""
        features, bands, ws = [], [], []
        for index, (y, x) in zip(chosen, corners, strict=True):
            features.append(self.features[index, y : y + size, x : x + size].astype(np.float32))
            bands.append(
                self.pictures[index, 2 * y : 2 * (y + size), 2 * x : 2 * (x + size)].astype(
                    np.float32
                )
            )
            ws.append(self.ws[index])
        return (
            torch.from_numpy(np.stack(features)),
            torch.from_numpy(np.stack(ws)),
            haar(torch.from_numpy(np.stack(bands))),
        )


def _array(path: Path, shape: tuple[int, ...], kind: str = "<f2") -> NDArray[np.floating]:
    """An array in a file, kept if it has the right shape, else full of zeros."""
    if path.is_file():
        with contextlib.suppress(*DAMAGED):  # what is damaged is made again
            found = np.load(path, mmap_mode="r+")
            if found.shape == shape and found.dtype == np.dtype(kind):
                return cast(NDArray[np.floating], found)
    return cast(NDArray[np.floating], np.lib.format.open_memmap(path, "w+", np.dtype(kind), shape))


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


@torch.no_grad()
def fit_linear(head: PreviewHead, data: Faces) -> None:
    """Least squares: the bands from the head's last activations and from all features."""
    size = head.config.widths[-1] + head.config.channels + 1
    squares = torch.zeros(size, size, dtype=torch.float64)
    products = torch.zeros(size, OUTPUTS, dtype=torch.float64)
    side = head.size // 2
    for index in range(len(data)):
        features, ws, bands = data.crops([index], np.zeros((1, 2), np.int64), side)
        row = ws[:, head.config.rows[-1]]
        x = head.activations(features, ws) * head.bands.gains[0](row)[:, None, None, :]
        inputs = torch.cat((x, features, torch.ones_like(x[..., :1])), dim=3).flatten(0, 2)
        inputs = inputs[index % _FIT_STRIDE :: _FIT_STRIDE]
        outputs = bands.flatten(0, 2)[index % _FIT_STRIDE :: _FIT_STRIDE]
        squares += (inputs.T @ inputs).double()
        products += (inputs.T @ outputs).double()
    ridge = 1e-4 * squares.trace() / size * torch.eye(size, dtype=torch.float64)
    solved = torch.linalg.solve(squares + ridge, products).float()
    x_part, guess_part, bias = solved.split((head.config.widths[-1], head.config.channels, 1))
    head.bands.weight.copy_(x_part.T)
    head.guess.weight.copy_(guess_part.T)
    head.bands.bias.copy_(bias[0])


def train(head: PreviewHead, data: Faces, steps: int) -> Generator[PreviewHead, None, None]:
    """Adam on crops, one step at a time; yields the running mean of the weights."""
    gains = [each for name, each in head.named_parameters() if "gains" in name]
    others = [each for name, each in head.named_parameters() if "gains" not in name]
    rates = [_RATE, _GAINS_RATE]
    groups = [{"params": others, "lr": rates[0]}, {"params": gains, "lr": rates[1]}]
    optimiser = torch.optim.Adam(groups, betas=(0.9, 0.98))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rates, steps, pct_start=0.1)
    mean = copy.deepcopy(head)
    random = np.random.RandomState(FIRST_SEED)
    side = head.size // 2
    crop = min(40, side)
    for step in range(steps):
        chosen = random.randint(0, len(data), _BATCH)
        corners = random.randint(0, side - crop + 1, (_BATCH, 2))
        # some at the edges of the picture, where convolutions see zeros
        edges = random.randint(0, 2, (_BATCH, 2)) * (side - crop)
        corners = np.where(random.uniform(size=(_BATCH, 2)) < 0.15, edges, corners)
        features, ws, bands = data.crops(chosen, corners, crop)
        error = (head.predict(features, ws) - bands) * _inner(corners, crop, side)
        share = crop * crop
        squares = error.square().sum((1, 2, 3)) / (share * OUTPUTS)
        colour = error[..., :3].sum((1, 2)) / share
        # the root: easy crops count as well, as they do in a median
        loss = (squares + 1e-4).sqrt().mean() + _COLOUR * colour.abs().mean()
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(head.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        with torch.no_grad():
            share_kept = min(0.998, (step + 1) / (step + 10))
            for kept, now in zip(mean.parameters(), head.parameters(), strict=True):
                kept.lerp_(now, 1 - share_kept)
        yield mean


def _inner(corners: NDArray[np.int64], crop: int, side: int) -> Tensor:
    """1 where a crop sees all its neighbours or the picture ends, else 0: [N, crop, crop, 1]."""
    mask = torch.zeros(len(corners), crop, crop, 1)
    for k, (y, x) in enumerate(corners):
        top, left = (_MARGIN if corner > 0 else 0 for corner in (y, x))
        bottom, right = (crop - (_MARGIN if corner + crop < side else 0) for corner in (y, x))
        mask[k, top:bottom, left:right] = 1
    return mask


MAKER = HeadMaker(fit_preview_head, disk_space, how_made)
