"""Reads networks in dlib's own serialisation: a chain of layers with their weights.

The form is that of dlib's `serialize` functions (http://dlib.net): whole numbers in as few bytes
as they need, fractions as a whole number and a power of two, switches as "0" or "1", tensors as
their four sizes and little-endian float32. First come the version numbers of the nested layers
and the input, then every layer from the first to the last. Read is what residual networks of
convolutions need; anything else is refused by name. Nothing in a file is run.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from facelab.damage import UnreadableError, reading
from facelab.errors import WeightsError

INPUT = "input_rgb_image_sized"
CONVOLUTION, AFFINE, RELU, MAX_POOL = "con_4", "affine_", "relu_", "max_pool_2"
MEAN_POOL, FULL, ADD = "avg_pool_2", "fc_2", "add_prev_"

_MAX_LAYERS = 10_000
_MAX_SIDE = 1 << 28  # of a tensor, along one axis: weights lie in one long row
_MAX_TEXT = 64
_NESTING = (1, 2, 3)  # version numbers of what stands around the layers


@dataclass(frozen=True, eq=False)
class DlibLayer:
    """A layer of the chain.

    Attributes
    ----------
    kind : str
        As dlib names it, with its version.
    numbers : tuple of int
        Of a convolution: filters, rows and columns of its kernel, stride down and across, padding
        down and across. Of a pool: the same without filters; a kernel of 0 is the whole picture.
        Of "fc_2": outputs, inputs, and whether it has no bias (1).
    weights : float32 [P]
        Of a convolution its kernels, then its biases; of "affine_" factors, then offsets.
    """

    kind: str
    numbers: tuple[int, ...]
    weights: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class DlibNetwork:
    """A file, read.

    Attributes
    ----------
    means : tuple of float
        Of red, green and blue, 0..255: taken from the pixels before they are divided by 256.
    size : tuple of int
        Rows and columns of the picture that it takes.
    layers : tuple of DlibLayer
        In the order in which they run.
    """

    means: tuple[float, float, float]
    size: tuple[int, int]
    layers: tuple[DlibLayer, ...]


def read_dlib(content: bytes) -> DlibNetwork:
    """Read a file's network.

    Raises
    ------
    WeightsError
        It is not such a file, or a damaged one.
    """
    with reading(damaged):
        return _Reader(content).network()


def damaged(why: str) -> WeightsError:
    """What to tell when such a network cannot be used."""
    return WeightsError(
        "The network in dlib's form cannot be read.", why, "Delete it and download it again."
    )


class _Reader:
    """The bytes, from the beginning on."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0

    def network(self) -> DlibNetwork:
        self._nesting()
        means = self._fraction(), self._fraction(), self._fraction()
        size = self._side(), self._side()
        layers: list[DlibLayer] = []
        while self._at < len(self._content):
            if len(layers) == _MAX_LAYERS:
                raise UnreadableError("it has too many layers")
            layers.append(self._layer())
            if len(layers) == 1 and self._whole() != 1:  # the one that lies on the input says so
                raise UnreadableError("it makes several pictures of one")
        if not layers:
            raise UnreadableError("it has no layers")
        return DlibNetwork(means, size, tuple(layers))

    def _nesting(self) -> None:
        """What stands before the input: the loss and its numbers, and how deep the layers lie."""
        if self._whole() != 1 or self._text(self._whole()) != "loss_metric_2":
            raise UnreadableError("it is no network of dlib's that compares faces")
        self._fraction(), self._fraction()  # how it was taught
        for _ in range(_MAX_LAYERS):
            number = self._whole()
            if number == len(INPUT) and self._content.startswith(INPUT.encode(), self._at):
                self._text(number)
                return
            if number not in _NESTING:
                break
        raise UnreadableError("it takes no pictures of one size")

    def _layer(self) -> DlibLayer:
        kind = self._text(self._whole())
        weights = np.zeros(0, np.float32)
        numbers: tuple[int, ...] = ()
        if kind == CONVOLUTION:
            weights = self._tensor()
            numbers = tuple(self._side() for _ in range(7))
            self._views()
            self._learning()
        elif kind == AFFINE:
            weights = self._tensor()
            self._views()
            if self._whole() != 0:
                raise UnreadableError("it has an affine layer that is not one factor a channel")
        elif kind in (MAX_POOL, MEAN_POOL):
            numbers = tuple(self._side() for _ in range(6))
        elif kind == FULL:
            outputs, inputs = self._side(), self._side()
            weights = self._tensor()
            self._views()
            numbers = outputs, inputs, self._side()
            self._learning()
        elif kind not in (RELU, ADD):
            raise UnreadableError(f"it has a layer that facelab does not know: {kind!r}")
        self._switches()
        for _ in range(3):  # gradients and the last output, which are empty in a finished network
            if self._tensor().size:
                raise UnreadableError("it was saved in the middle of its training")
        return DlibLayer(kind, numbers, weights)

    def _whole(self) -> int:
        size = self._byte()
        count, negative = size & 0x0F, bool(size & 0x80)
        if not 1 <= count <= 8 or size & 0x70:
            raise UnreadableError("it has a number that is none")
        value = int.from_bytes(self._take(count), "little")
        return -value if negative else value

    def _side(self) -> int:
        value = self._whole()
        if not 0 <= value <= _MAX_SIDE:
            raise UnreadableError("it has impossible sizes")
        return value

    def _fraction(self) -> float:
        digits, power = self._whole(), self._whole()
        if not -256 <= power <= 256:
            raise UnreadableError("it has a number that is none")
        return math.ldexp(digits, power)

    def _text(self, length: int) -> str:
        if not 0 <= length <= _MAX_TEXT:
            raise UnreadableError("it has a name that is too long")
        return self._take(length).decode("ascii")

    def _switches(self) -> None:
        if any(each not in b"01" for each in self._take(3)):
            raise UnreadableError("it has a switch that is neither on nor off")

    def _learning(self) -> None:
        """Factors of the rate of learning and of decay, and whether there is a bias."""
        for _ in range(4):
            self._fraction()

    def _views(self) -> None:
        """Which part of the weights is which of the two: follows from the sizes."""
        for _ in range(2):
            if self._whole() != 1:
                raise UnreadableError("it has weights in an unknown order")
            for _ in range(4):
                self._side()

    def _tensor(self) -> NDArray[np.float32]:
        if self._whole() != 2:
            raise UnreadableError("it has a tensor of an unknown version")
        count = math.prod(self._side() for _ in range(4))
        values = np.frombuffer(self._take(4 * count), "<f4").astype(np.float32)
        if not np.isfinite(values).all():
            raise UnreadableError("its weights are not all numbers")
        return values

    def _byte(self) -> int:
        return self._take(1)[0]

    def _take(self, count: int) -> bytes:
        found = self._content[self._at : self._at + count]
        if len(found) != count:
            raise UnreadableError("it ends too early")
        self._at += count
        return found
