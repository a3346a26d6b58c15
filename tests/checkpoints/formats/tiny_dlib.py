"""A tiny residual network in dlib's form, written as dlib writes, and what it must make."""

from __future__ import annotations

import math
import struct

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

Array = NDArray[np.float32]

SIDE, NUMBERS = 21, 6
MEANS = (122.5, 117.0, 104.25)
_EMPTY = b"\x01\x02" + b"\x01\x00" * 4  # a tensor without numbers


def whole(value: int) -> bytes:
    size = max(1, (abs(value).bit_length() + 7) // 8)
    return bytes([size | (0x80 if value < 0 else 0)]) + abs(value).to_bytes(size, "little")


def fraction(value: float) -> bytes:
    digits, power = math.frexp(value)
    return whole(int(digits * 2**24)) + whole(power - 24)


def text(value: str) -> bytes:
    return whole(len(value)) + value.encode()


def tensor(values: Array) -> bytes:
    sizes = (len(values), 1, 1, 1)
    return whole(2) + b"".join(map(whole, sizes)) + struct.pack(f"<{len(values)}f", *values)


def view(*sizes: int) -> bytes:
    return whole(1) + b"".join(map(whole, sizes))


def layer(kind: str, content: bytes = b"") -> bytes:
    return text(kind) + content + b"110" + 3 * _EMPTY


class Tiny:
    """con, affine, relu, max pool; a block; a block that is half as large; mean; numbers."""

    def __init__(self, seed: int = 3) -> None:
        self._random = np.random.RandomState(seed)
        self._count = 0
        self._parts: list[bytes] = []
        self._runs: list[object] = []
        self._build()

    def content(self) -> bytes:
        head = whole(1) + text("loss_metric_2") + fraction(0.04) + fraction(0.6)
        head += whole(2) * 7 + whole(1) + whole(3) + text("input_rgb_image_sized")
        head += b"".join(map(fraction, MEANS)) + whole(SIDE) * 2
        return head + self._parts[0] + whole(1) + b"".join(self._parts[1:])

    def run(self, pictures: Array) -> Array:
        """[N, 3, SIDE, SIDE], 0..255 -> [N, NUMBERS], by torch."""
        x = (torch.from_numpy(pictures) - torch.tensor(MEANS)[:, None, None]) / 256
        (first, *rest), full = self._runs[:-1], self._runs[-1]
        x = functional.max_pool2d(functional.relu(first(x)), 3, 2)  # type: ignore[operator]
        x = functional.relu(x + rest[1](functional.relu(rest[0](x))))  # type: ignore[operator]
        made = rest[3](functional.relu(rest[2](x)))  # type: ignore[operator]
        pooled = functional.avg_pool2d(x, 2, 2)
        large = [max(a, b) for a, b in zip(made.shape, pooled.shape, strict=True)]
        x = functional.relu(_filled(made, large) + _filled(pooled, large))
        return (x.mean(dim=(2, 3)) @ full).numpy()  # type: ignore[operator]

    def _build(self) -> None:
        self._convolution(3, 4, 3, 2, 0)
        self._parts += [layer("relu_"), layer("max_pool_2", _window(3, 2))]
        for channels, stride in ((4, 1), (6, 2)):
            self._convolution(4, channels, 3, stride, 1 if stride == 1 else 0)
            self._parts.append(layer("relu_"))
            self._convolution(channels, channels, 3, 1, 1)
            if stride == 2:
                self._parts.append(layer("avg_pool_2", _window(2, 2)))
            self._parts += [layer("add_prev_"), layer("relu_")]
        self._parts.append(layer("avg_pool_2", _window(0, 1)))
        full = self._random.randn(6, NUMBERS).astype(np.float32)
        said = whole(NUMBERS) + whole(6) + tensor(full.ravel()) + view(6, NUMBERS, 1, 1)
        said += view(0, 0, 0, 0) + whole(1) + fraction(1) * 3 + fraction(0)
        self._parts.append(layer("fc_2", said))
        self._runs.append(torch.from_numpy(full))

    def _convolution(self, given: int, made: int, side: int, stride: int, padding: int) -> None:
        weight = self._random.randn(made, given, side, side).astype(np.float32) * 0.3
        bias, factor, offset = self._random.randn(3, made).astype(np.float32)
        said = tensor(np.concatenate((weight.ravel(), bias)))
        said += b"".join(map(whole, (made, side, side, stride, stride, padding, padding)))
        said += view(made, given, side, side) + view(1, made, 1, 1)
        self._parts.append(layer("con_4", said + fraction(1) * 3 + fraction(0)))
        said = tensor(np.concatenate((factor, offset))) + 2 * view(1, made, 1, 1) + whole(0)
        self._parts.append(layer("affine_", said))
        tensors = [torch.from_numpy(each) for each in (weight, bias, factor, offset)]

        def run(x: torch.Tensor) -> torch.Tensor:
            value = functional.conv2d(x, tensors[0], tensors[1], stride, padding)
            return value * tensors[2][:, None, None] + tensors[3][:, None, None]

        self._runs.append(run)


def _window(side: int, stride: int) -> bytes:
    return b"".join(map(whole, (side, side, stride, stride, 0, 0)))


def _filled(value: torch.Tensor, large: list[int]) -> torch.Tensor:
    _, channels, rows, columns = (a - b for a, b in zip(large, value.shape, strict=True))
    return functional.pad(value, (0, columns, 0, rows, 0, channels))
