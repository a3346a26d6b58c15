"""Reads TensorFlow Lite files and hands their networks to ONNX Runtime, which we have anyway.

Only the parts of the format that the labelling networks use. A file is a FlatBuffer: tables
that say where their fields are (https://flatbuffers.dev/internals); the numbers of fields and
operators below are those of TensorFlow's schema.fbs. Nothing in a file is run.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from facelab.damage import DAMAGED, cause
from facelab.engine.onnx.file import OnnxGraph
from facelab.errors import WeightsError
from facelab.labels.flatbuffer import MalformedError, Table, follow

_IDENTIFIER = b"TFL3"
_TYPES: dict[int, type[np.generic]] = {0: np.float32, 1: np.float16, 2: np.int32}
_CUSTOM = 32


@dataclass(frozen=True, eq=False)
class Operator:
    """A step of the network: what it does, and the numbers of the tensors that it touches."""

    code: int
    custom: str
    inputs: list[int]
    outputs: list[int]
    options: Table | None
    custom_options: bytes


@dataclass(frozen=True, eq=False)
class Tensor:
    """A value of the network: its shape, and what it holds if it is a constant."""

    shape: tuple[int, ...]
    values: NDArray[np.generic] | None


@dataclass(frozen=True, eq=False)
class TfliteModel:
    """A file, read."""

    tensors: list[Tensor]
    operators: list[Operator]
    inputs: list[int]
    outputs: list[int]


def read_tflite(data: bytes) -> TfliteModel:
    """Read a file's network.

    Raises
    ------
    WeightsError
        It is not a TensorFlow Lite file, or a damaged one.
    """
    try:
        return _read(data)
    except DAMAGED as error:
        raise WeightsError(
            "A labelling network cannot be read.", cause(error), "Download it again."
        ) from error


def to_onnx(model: TfliteModel) -> bytes:
    """The same network as an .onnx file: inputs "input0", ..., outputs "output0", ...

    Pictures stay in the order rows, columns, channels outside.

    Raises
    ------
    WeightsError
        It has an operator that we do not know.
    """
    return _Writer(model).write()


def _read(data: bytes) -> TfliteModel:
    if data[4:8] != _IDENTIFIER:
        raise MalformedError("it is not a TensorFlow Lite file")
    root = Table(data, follow(data, 0))
    codes = [
        (max(each.integer(0, "<b"), each.integer(3)), each.content(1).decode("ascii"))
        for each in root.tables(1)
    ]
    buffers = root.tables(4)
    graphs = root.tables(2)
    if len(graphs) != 1:
        raise MalformedError(f"it has {len(graphs)} graphs instead of one")
    graph = graphs[0]
    tensors = [_tensor(each, buffers) for each in graph.tables(0)]
    operators = [
        Operator(
            *codes[each.integer(0, "<I")],
            inputs=each.integers(1),
            outputs=each.integers(2),
            options=each.table(4),
            custom_options=each.content(5),
        )
        for each in graph.tables(3)
    ]
    return TfliteModel(tensors, operators, graph.integers(1), graph.integers(2))


def _tensor(table: Table, buffers: list[Table]) -> Tensor:
    shape = tuple(table.integers(0))
    content = buffers[table.integer(2, "<I")].content(0)
    if not content:
        return Tensor(shape, None)
    kind = _TYPES.get(table.integer(1, "<b"))
    if kind is None:
        raise MalformedError("it has numbers of an unknown type")
    return Tensor(shape, np.frombuffer(content, kind).reshape(shape))


class _Writer:
    """Turns operators into nodes of an ONNX graph; pictures in planes inside."""

    def __init__(self, model: TfliteModel) -> None:
        self._model = model
        self._graph = OnnxGraph()
        self._names: dict[int, str] = {}
        self._constants = {
            number: tensor.values
            for number, tensor in enumerate(model.tensors)
            if tensor.values is not None
        }
        self._makers: dict[int | str, Callable[[Operator], str]] = {
            0: lambda each: self._binary(each, "Add"),
            1: lambda each: self._pool(each, "AveragePool"),
            2: self._concatenate,
            3: lambda each: self._convolution(each, 3, False),
            4: lambda each: self._convolution(each, 4, True),
            14: lambda each: self._plain(each, "Sigmoid"),
            17: lambda each: self._pool(each, "MaxPool"),
            18: lambda each: self._binary(each, "Mul"),
            19: lambda each: self._plain(each, "Relu"),
            22: self._reshape,
            23: self._resize,
            34: self._pad,
            54: self._prelu,
            117: lambda each: self._plain(each, "HardSwish"),
            "Convolution2DTransposeBias": self._transposed,
        }

    def write(self) -> bytes:
        graph, tensors = self._graph, self._model.tensors
        for k, number in enumerate(self._model.inputs):
            value = graph.input(f"input{k}", tensors[number].shape)
            self._names[number] = graph.node("Transpose", value, perm=[0, 3, 1, 2])
        for operator in self._model.operators:
            if operator.code == 6:  # weights in half precision, made float32 here already
                source = self._constants[operator.inputs[0]]
                self._constants[operator.outputs[0]] = source.astype(np.float32)
                continue
            key: int | str = operator.custom if operator.code == _CUSTOM else operator.code
            if key not in self._makers:
                raise WeightsError(
                    "A labelling network cannot be used.",
                    f"It has the operator {key!r}, which facelab does not know.",
                    "Update facelab.",
                )
            self._names[operator.outputs[0]] = self._makers[key](operator)
        for k, number in enumerate(self._model.outputs):
            value, shape = self._names[number], tensors[number].shape
            if len(shape) == 4:
                value = graph.node("Transpose", value, perm=[0, 2, 3, 1])
            graph.output(value, f"output{k}", shape)
        return graph.serialise()

    def _shape(self, number: int) -> tuple[int, ...]:
        return self._model.tensors[number].shape

    def _value(self, number: int) -> str:
        """A value by name; constants in planes, so that they fit the pictures."""
        if number not in self._names:
            values = self._constants[number].astype(np.float32)
            if values.ndim == 4:
                values = values.transpose(0, 3, 1, 2)
            self._names[number] = self._graph.constant(np.ascontiguousarray(values))
        return self._names[number]

    def _activated(self, value: str, kind: int) -> str:
        if kind == 1:
            return self._graph.node("Relu", value)
        if kind == 3:
            bounds = [self._graph.constant(np.array(each, np.float32)) for each in (0, 6)]
            return self._graph.node("Clip", value, *bounds)
        if kind:
            raise WeightsError(
                "A labelling network cannot be used.",
                f"It has the activation {kind}, which facelab does not know.",
                "Update facelab.",
            )
        return value

    def _plain(self, each: Operator, kind: str) -> str:
        return self._graph.node(kind, self._value(each.inputs[0]))

    def _binary(self, each: Operator, kind: str) -> str:
        value = self._graph.node(kind, *(self._value(number) for number in each.inputs[:2]))
        return self._activated(value, each.options.integer(0, "<b") if each.options else 0)

    def _window(self, each: Operator, kernel: tuple[int, int]) -> tuple[list[int], list[int]]:
        """Strides and padding of a convolution or a pool: the same numbers come first in both."""
        options = _options(each)
        strides = [options.integer(2), options.integer(1)]
        same = options.integer(0, "<b") == 0
        return strides, _padding(self._shape(each.inputs[0]), kernel, strides, same)

    def _convolution(self, each: Operator, activation: int, depthwise: bool) -> str:
        weight = self._constants[each.inputs[1]].astype(np.float32)
        options = _options(each)
        first = 5 if depthwise else 4
        if options.integer(first, default=1) != 1 or options.integer(first + 1, default=1) != 1:
            raise WeightsError(
                "A labelling network cannot be used.", "It is dilated.", "Update facelab."
            )
        group = 1
        if depthwise:
            weight = weight.transpose(3, 0, 1, 2)  # [1, h, w, C] to [C, 1, h, w]
            group = weight.shape[0]
        else:
            weight = weight.transpose(0, 3, 1, 2)
        strides, pads = self._window(each, (weight.shape[-2], weight.shape[-1]))
        value = self._graph.node(
            "Conv",
            self._value(each.inputs[0]),
            self._graph.constant(np.ascontiguousarray(weight)),
            self._graph.constant(self._constants[each.inputs[2]].astype(np.float32)),
            group=group,
            kernel_shape=list(weight.shape[2:]),
            strides=strides,
            pads=pads,
        )
        return self._activated(value, options.integer(activation, "<b"))

    def _transposed(self, each: Operator) -> str:
        weight = self._constants[each.inputs[1]].astype(np.float32)  # [out, h, w, in]
        _, width, height = struct.unpack("<3i", each.custom_options[:12])
        return self._graph.node(
            "ConvTranspose",
            self._value(each.inputs[0]),
            self._graph.constant(np.ascontiguousarray(weight.transpose(3, 0, 1, 2))),
            self._graph.constant(self._constants[each.inputs[2]].astype(np.float32)),
            kernel_shape=list(weight.shape[1:3]),
            strides=[height, width],
        )

    def _pool(self, each: Operator, kind: str) -> str:
        options = _options(each)
        kernel = (options.integer(4), options.integer(3))
        strides, pads = self._window(each, kernel)
        value = self._graph.node(
            kind,
            self._value(each.inputs[0]),
            kernel_shape=list(kernel),
            strides=strides,
            pads=pads,
        )
        return self._activated(value, options.integer(5, "<b"))

    def _concatenate(self, each: Operator) -> str:
        axis = _options(each).integer(0)
        if len(self._shape(each.outputs[0])) == 4:
            axis = (0, 2, 3, 1)[axis]
        return self._graph.node("Concat", *(self._value(k) for k in each.inputs), axis=axis)

    def _reshape(self, each: Operator) -> str:
        value = self._value(each.inputs[0])
        if len(self._shape(each.inputs[0])) == 4:
            value = self._graph.node("Transpose", value, perm=[0, 2, 3, 1])
        return self._graph.reshape(value, *self._shape(each.outputs[0]))

    def _resize(self, each: Operator) -> str:
        options = _options(each)
        mode = "asymmetric"
        if options.integer(2, "<b"):
            mode = "align_corners"
        elif options.integer(3, "<b"):
            mode = "half_pixel"
        _, height, width, _ = self._shape(each.outputs[0])
        batch, _, _, channels = self._shape(each.inputs[0])
        sizes = self._graph.constant(np.array([batch, channels, height, width], np.int64))
        return self._graph.node(
            "Resize",
            self._value(each.inputs[0]),
            "",
            "",
            sizes,
            mode="linear",
            coordinate_transformation_mode=mode,
        )

    def _pad(self, each: Operator) -> str:
        before, after = self._constants[each.inputs[1]].astype(np.int64).T
        order = [0, 3, 1, 2]
        pads = np.concatenate((before[order], after[order]))
        return self._graph.node("Pad", self._value(each.inputs[0]), self._graph.constant(pads))

    def _prelu(self, each: Operator) -> str:
        slope = self._constants[each.inputs[1]].astype(np.float32).transpose(2, 0, 1)
        return self._graph.node(
            "PRelu",
            self._value(each.inputs[0]),
            self._graph.constant(np.ascontiguousarray(slope)),
        )


def _options(each: Operator) -> Table:
    if each.options is None:
        raise WeightsError(
            "A labelling network cannot be read.",
            "An operator has no options.",
            "Download it again.",
        )
    return each.options


def _padding(
    shape: tuple[int, ...], kernel: tuple[int, int], strides: list[int], same: bool
) -> list[int]:
    """Padding as ONNX wants it, top, left, bottom, right: TensorFlow puts the odd one last."""
    if not same:
        return [0, 0, 0, 0]
    before, after = [], []
    for size, width, stride in zip(shape[1:3], kernel, strides, strict=True):
        total = max((math.ceil(size / stride) - 1) * stride + width - size, 0)
        before.append(total // 2)
        after.append(total - total // 2)
    return before + after
