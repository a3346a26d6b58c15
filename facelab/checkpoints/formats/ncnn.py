"""Reads networks in ncnn's form: a graph as text (.param) and its weights (.bin).

The form is described in ncnn's wiki, "param and model file structure" and "operation param
weight table". Read is what a chain of convolutions needs; anything else is refused by name.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from facelab.errors import WeightsError

MAGIC = "7767517"
HALF = 0x01306B47  # stands before weights of float16
PLAIN = 0
MAX_LAYERS = 10_000
MAX_VALUES = 1 << 28

Number = int | float
Parameter = Number | tuple[Number, ...]


@dataclass(frozen=True)
class NcnnLayer:
    """A layer of the graph.

    Attributes
    ----------
    kind, name : str
    inputs, outputs : tuple of str
        Names of values.
    parameters : mapping from int
        By ncnn's numbers.
    weight : float32 [out, in, k, k] or None
    bias : float32 [out] or None
    """

    kind: str
    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    parameters: Mapping[int, Parameter]
    weight: NDArray[np.float32] | None = None
    bias: NDArray[np.float32] | None = None

    def number(self, key: int, default: Number = 0) -> Number:
        """A parameter that is one number.

        Raises
        ------
        WeightsError
            It is several.
        """
        value = self.parameters.get(key, default)
        if isinstance(value, tuple):
            raise damaged(f"{self.name} has several numbers where one is expected.")
        return value

    def numbers(self, key: int) -> tuple[Number, ...]:
        """A parameter that is an array; empty if it is not there."""
        value = self.parameters.get(key, ())
        return value if isinstance(value, tuple) else (value,)


def read_ncnn(graph: bytes, weights: bytes) -> tuple[NcnnLayer, ...]:
    """The layers in the order in which they run.

    Raises
    ------
    WeightsError
        The two are not such files, or do not belong together.
    """
    try:
        lines = [line.split() for line in graph.decode("ascii").splitlines() if line.strip()]
        layers = _layers(lines)
    except (ValueError, IndexError) as error:
        raise damaged("Its graph is not a readable text.") from error
    reader = _Weights(weights)
    whole = tuple(_with_weights(layer, reader) for layer in layers)
    if reader.left:
        raise damaged(f"{reader.left} bytes of its weights belong to no layer.")
    return whole


def damaged(why: str) -> WeightsError:
    """What to tell when such a network cannot be used."""
    return WeightsError(
        "The network in ncnn's form cannot be read.", why, "Delete it and download it again."
    )


def _layers(lines: list[list[str]]) -> list[NcnnLayer]:
    if lines[0] != [MAGIC]:
        raise damaged("It does not begin as ncnn's graphs do.")
    count = int(lines[1][0])
    if not 0 < count <= MAX_LAYERS or len(lines) != count + 2:
        raise damaged(f"It announces {count} layers and has {len(lines) - 2}.")
    return [_layer(words) for words in lines[2:]]


def _layer(words: list[str]) -> NcnnLayer:
    kind, name, given, made = words[0], words[1], int(words[2]), int(words[3])
    if given < 0 or made < 0 or 4 + given + made > len(words):
        raise damaged(f"{name} has fewer values than it announces.")
    values = words[4 : 4 + given + made]
    parameters = dict(_parameter(word) for word in words[4 + given + made :])
    return NcnnLayer(kind, name, tuple(values[:given]), tuple(values[given:]), parameters)


def _parameter(word: str) -> tuple[int, Parameter]:
    left, _, right = word.partition("=")
    key = int(left)
    if key <= -23300:  # an array: its length first
        length, *items = right.split(",")
        if int(length) != len(items):
            raise damaged(f"The array {word!r} is not of its length.")
        return -23300 - key, tuple(_number(item) for item in items)
    return key, _number(right)


def _number(text: str) -> Number:
    number = float(text) if "." in text or "e" in text else int(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


class _Weights:
    """The weights' bytes, from the beginning on."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0

    @property
    def left(self) -> int:
        return len(self._content) - self._at

    def tagged(self, count: int) -> NDArray[np.float32]:
        """Numbers behind a tag that says how they are stored; padded to four bytes."""
        tag = int(self._take(1, "<u4")[0])
        if tag == HALF:
            found = self._take(count, "<f2")
            self._at += -2 * count % 4
        elif tag == PLAIN:
            found = self._take(count, "<f4")
        else:
            raise damaged(f"Its weights are stored in an unknown way ({tag:#x}).")
        return found.astype(np.float32)

    def plain(self, count: int) -> NDArray[np.float32]:
        return self._take(count, "<f4").astype(np.float32)

    def _take(self, count: int, kind: str) -> NDArray[np.generic]:
        size = count * np.dtype(kind).itemsize
        if not 0 <= size <= self.left:
            raise damaged("Its weights end before its graph does.")
        found = np.frombuffer(self._content, kind, count, self._at)
        self._at += size
        if kind != "<u4" and not np.isfinite(found.astype(np.float32)).all():
            raise damaged("Its weights are not all numbers.")
        return found


def _with_weights(layer: NcnnLayer, reader: _Weights) -> NcnnLayer:
    if layer.kind != "Convolution":
        return layer
    out, kernel, size = int(layer.number(0)), int(layer.number(1)), int(layer.number(6))
    if not (0 < out <= 65_536 and 0 < kernel <= 64 and 0 < size <= MAX_VALUES):
        raise damaged(f"{layer.name} has impossible sizes.")
    if size % (out * kernel * kernel):
        raise damaged(f"{layer.name} has weights of another shape than it says.")
    weight = reader.tagged(size).reshape(out, -1, kernel, kernel)
    bias = reader.plain(out) if layer.number(5) else np.zeros(out, np.float32)
    return NcnnLayer(
        layer.kind, layer.name, layer.inputs, layer.outputs, layer.parameters, weight, bias
    )
