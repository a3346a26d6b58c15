"""Faces that preview heads learn from: psi 0.5 to 1, some with styles mixed, some pushed off the
usual faces, with all kinds of noise, since sliders lead to such places.

Everything is drawn from fixed seeds.
"""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import Literal, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from facelab.damage import DAMAGED
from facelab.networks.generator import Generator as FaceNetwork
from facelab.networks.preview_head import PreviewHead
from facelab.networks.preview_head_plan import HeadConfig
from facelab.progress import Progress, Steps
from facelab.recipe import Noise
from facelab.solve.preview_quality import haar, reduced

FIRST_SEED = 100_000  # seeds 0 to 99 are for judging

_MODES: tuple[Literal["const", "random", "none"], ...] = (
    *("const",) * 7,
    "random",
    "random",
    "none",
)


def space_of(config: HeadConfig, faces: int) -> int:
    """Bytes that the faces of a fit of such a head take."""
    side = config.inside
    each = side**2 * config.channels + 3 * config.size**2
    return faces * (2 * each + 4 * config.num_ws * config.w_dim)


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
        side, config = head.config.inside, head.config
        self.features = _array(folder / "features.npy", (faces, side, side, config.channels))
        self.pictures = _array(folder / "pictures.npy", (faces, head.size, head.size, 3))
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

    def collected(self, generator: FaceNetwork, end: float) -> Steps[None]:
        """Draw those that are not there yet; `end` is how far the fit is by then, 0 to 1."""
        for done in self.collect(generator):
            drawn = f"{done * len(self):.0f} of {len(self)}"
            yield Progress(end * done, 1, f"Drawing faces to learn from: {drawn}")

    def crops(
        self, chosen: Iterable[int], corners: NDArray[np.int64], size: int
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Features [N, size, size, C], w+, and wavelet bands of crops: [N, S, S, 12], S twice the
        size as often as the head grows.
        """
        features, bands, ws = [], [], []
        k = self._head.size // self._head.config.inside  # pixels of the picture for each of them
        for index, (y, x) in zip(chosen, corners, strict=True):
            features.append(self.features[index, y : y + size, x : x + size].astype(np.float32))
            bands.append(
                self.pictures[index, k * y : k * (y + size), k * x : k * (x + size)].astype(
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
