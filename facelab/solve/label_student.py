"""A small network that learned to read all labels off a picture at once.

What labels a face (`facelab.labels`) is exact, but made of searches, masks and medians that no
gradient passes. This student of it (knowledge distillation: Hinton et al., arXiv 1503.02531) is
nearly as good on faces of the same network, and smooth: `facelab.solve.label_gradients` asks it
how labels change with w. Nothing is ever judged by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import safe_open
from safetensors.torch import save
from torch import Tensor, nn

from facelab.damage import DAMAGED
from facelab.files import MEGABYTE, open_regular, replacing
from facelab.labels.measure import SIDE
from facelab.progress import Progress, Steps

Array = NDArray[np.float64]
Pixels = NDArray[np.uint8]

EPOCHS = 6
VERSION = "1"  # of all that is not in the file: how it is built and taught
MAX_BYTES = 256 * MEGABYTE
HELD_OUT = 20  # every so many pictures judge it
_STEM, _STAGES, _SQUEEZED, _HIDDEN = 24, (40, 64, 96), 32, 256
_FOLD = 2  # pixels a side that become channels first: details count, and cost nothing so
_BATCH = 64
_RATE, _DECAY, _WARM_UP = 2e-3, 1e-3, 0.15
_SEED = 0
_READERS = 2


class LabelStudent(nn.Module):
    """Labels [N, K] in sigma of pictures [N, 3, 256, 256], -1 to 1.

    Parameters
    ----------
    labels : int
    """

    def __init__(self, labels: int) -> None:
        super().__init__()
        channels = _STEM
        layers: list[nn.Module] = [
            nn.PixelUnshuffle(_FOLD),
            nn.Conv2d(3 * _FOLD**2, channels, 3, 2, 1),
        ]
        for wider in _STAGES:
            layers += [*_layer(channels, wider, stride=2), *_layer(wider, wider)]
            channels = wider
        layers += [*_layer(channels, _SQUEEZED, side=1), nn.BatchNorm2d(_SQUEEZED), nn.SiLU()]
        self.features = nn.Sequential(*layers)
        left = (SIDE >> (2 + len(_STAGES))) ** 2  # pixels
        # Where something is matters: faces are aligned, so nothing is averaged over the picture.
        self.read = nn.Sequential(
            nn.Flatten(),
            nn.Dropout(0.1),
            nn.Linear(_SQUEEZED * left, _HIDDEN),
            nn.SiLU(),
            nn.Linear(_HIDDEN, labels),
        )

    def forward(self, pictures: Tensor) -> Tensor:  # [N, 3, 256, 256] -> [N, K]
        found: Tensor = self.read(self.features(pictures))
        return found


def _layer(channels: int, wider: int, stride: int = 1, side: int = 3) -> list[nn.Module]:
    conv = nn.Conv2d(channels, wider, side, stride, side // 2)
    return [nn.BatchNorm2d(channels), nn.SiLU(), conv]


def teach_student(
    read: Callable[[int], Pixels], labels: Array, folder: Path, ruler: str, epochs: int = EPOCHS
) -> Steps[LabelStudent]:
    """Teach a student; one that the folder has from an earlier time is used again.

    Parameters
    ----------
    read : callable
        Number of a face to its picture [256, 256, 3], red, green, blue.
    labels : [N, K]
        What there is to be seen in the pictures, in sigma.
    folder : Path
    ruler : str
        Changes whenever the labels' meaning does.

    Yields
    ------
    Progress

    Raises
    ------
    OSError
        The folder cannot be written.
    """
    path = folder / "student.safetensors"
    said = {"version": VERSION, "ruler": ruler, "faces": str(len(labels)), "epochs": str(epochs)}
    student = LabelStudent(labels.shape[1])
    if _load(student, path, said):
        return _frozen(student)
    torch.manual_seed(_SEED)
    student = LabelStudent(labels.shape[1])
    numbers = np.arange(len(labels))
    judge, learn = numbers[::HELD_OUT], np.delete(numbers, np.s_[::HELD_OUT])
    goals = torch.from_numpy(labels.astype(np.float32))
    steps = epochs * max(len(learn) // _BATCH, 1)
    optimiser = torch.optim.AdamW(student.parameters(), lr=_RATE, weight_decay=_DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, _RATE, steps, pct_start=_WARM_UP)
    order = np.random.RandomState(_SEED)
    batches = (
        batch
        for _ in range(epochs)
        for batch in np.array_split(order.permutation(learn), max(len(learn) // _BATCH, 1))
    )
    for step, (batch, pictures) in enumerate(_with_pictures(read, batches), 1):
        loss = (student(pictures) - goals[batch]).square().mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        if step % 10 == 0:
            taught = f"Teaching a network to read labels: {step} of {steps} steps"
            yield Progress(step, steps, taught)
    _frozen(student)
    pages = np.array_split(judge, max(len(judge) // _BATCH, 1))
    with torch.inference_mode():
        guess = torch.cat([student(each) for _, each in _with_pictures(read, iter(pages))])
    agreement = _agreement(guess.numpy(), labels[judge])
    yield Progress(1, 1, f"It reads labels with r = {agreement:.2f}")
    tensors = {name: each.contiguous() for name, each in student.state_dict().items()}
    with replacing(path) as file:
        file.write(save(tensors, said))
    return student


def to_tensor(pictures: list[Pixels]) -> Tensor:
    """Pictures [H, W, 3] as float32 [N, 3, H, W], -1 to 1."""
    stacked = torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2)
    return stacked.float() / 127.5 - 1


def _with_pictures(
    read: Callable[[int], Pixels], batches: Iterator[NDArray[np.int64]]
) -> Iterator[tuple[NDArray[np.int64], Tensor]]:
    """Batches with their pictures, the next ones being read meanwhile."""

    def load(batch: NDArray[np.int64]) -> Tensor:
        return to_tensor([read(int(index)) for index in batch])

    with ThreadPoolExecutor(_READERS) as pool:
        waiting: list[tuple[NDArray[np.int64], Future[Tensor]]] = []
        for batch in batches:
            waiting.append((batch, pool.submit(load, batch)))
            if len(waiting) > _READERS:
                first, pictures = waiting.pop(0)
                yield first, pictures.result()
        for first, pictures in waiting:
            yield first, pictures.result()


def _frozen(student: LabelStudent) -> LabelStudent:
    student.eval()
    student.requires_grad_(False)
    return student


def _agreement(guess: NDArray[np.float32], truth: Array) -> float:
    """Mean correlation over the labels."""
    a, b = guess - guess.mean(axis=0), truth - truth.mean(axis=0)
    sizes = np.sqrt((a**2).sum(axis=0) * (b**2).sum(axis=0))
    return float(((a * b).sum(axis=0) / np.maximum(sizes, 1e-9)).mean())


def _load(student: LabelStudent, path: Path, said: dict[str, str]) -> bool:
    """Fill a student with what a file holds, if that was taught the same."""
    try:
        open_regular(path, MAX_BYTES).close()
        with safe_open(path, "pt") as file:
            if file.metadata() != said:
                return False
            student.load_state_dict({name: file.get_tensor(name) for name in student.state_dict()})
    except DAMAGED:  # none, damaged, or of another shape
        return False
    return True
