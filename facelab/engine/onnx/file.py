"""Writes ONNX models: the few parts of the format that a graph of ours needs.

The format is protocol buffers, https://onnx.ai/onnx/repo-docs/IR.html; the numbers below are
the field numbers of onnx.proto3. The `onnx` package would do the same, at 35 MB.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np
from numpy.typing import DTypeLike, NDArray

IR_VERSION = 8
OPSET = 17
BLOCKED = "com.microsoft.nchwc"  # ONNX Runtime's kernels on blocks of channels

_TYPES = {np.dtype(np.float32): 1, np.dtype(np.uint8): 2, np.dtype(np.int64): 7}
_VARINT, _BYTES, _FIXED32 = 0, 2, 5

Attribute = int | float | str | Sequence[int] | Sequence[float]


class OnnxGraph:
    """A graph under construction; values are known by name.

    Methods that add something return the name of the value that it gives.
    """

    def __init__(self) -> None:
        self._nodes: list[bytes] = []
        self._constants: list[bytes] = []
        self._inputs: list[bytes] = []
        self._outputs: list[bytes] = []
        self._shapes: dict[tuple[int, ...], str] = {}
        self._count = 0

    def input(self, name: str, shape: Sequence[int], dtype: DTypeLike = np.float32) -> str:
        """An input of the model."""
        self._inputs.append(_value_info(name, shape, dtype))
        return name

    def output(
        self, value: str, name: str, shape: Sequence[int], dtype: DTypeLike = np.float32
    ) -> None:
        """Hand a value out under a name of its own."""
        self._nodes.append(_node("Identity", "", [value], [name], {}))
        self._outputs.append(_value_info(name, shape, dtype))

    def constant(self, values: NDArray[np.generic]) -> str:
        """A constant, float32, uint8 or int64."""
        name = self._new("constant")
        self._constants.append(_tensor(name, values))
        return name

    def node(self, kind: str, *inputs: str, domain: str = "", **attributes: Attribute) -> str:
        """An operation with one output; an empty name leaves an input out."""
        name = self._new(kind)
        self._nodes.append(_node(kind, domain, inputs, [name], attributes))
        return name

    def split(self, value: str, axis: int, sizes: Sequence[int]) -> list[str]:
        """Parts of a value along an axis."""
        names = [self._new("Split") for _ in sizes]
        lengths = self.constant(np.array(sizes, np.int64))
        self._nodes.append(_node("Split", "", [value, lengths], names, {"axis": axis}))
        return names

    def reshape(self, value: str, *shape: int) -> str:
        """The same numbers in another shape."""
        if shape not in self._shapes:
            self._shapes[shape] = self.constant(np.array(shape, np.int64))
        return self.node("Reshape", value, self._shapes[shape])

    def serialise(self) -> bytes:
        """The model as the bytes of an .onnx file."""
        graph = b"".join(
            [_field(1, node) for node in self._nodes]
            + [_text(2, "facelab")]
            + [_field(5, constant) for constant in self._constants]
            + [_field(11, info) for info in self._inputs]
            + [_field(12, info) for info in self._outputs]
        )
        opsets = [_text(1, domain) + _int(2, version) for domain, version in _OPSETS]
        return b"".join(
            [_int(1, IR_VERSION), _text(2, "facelab"), _field(7, graph)]
            + [_field(8, opset) for opset in opsets]
        )

    def _new(self, kind: str) -> str:
        self._count += 1
        return f"{kind}_{self._count}"


_OPSETS = (("", OPSET), (BLOCKED, 1))


def _node(
    kind: str,
    domain: str,
    inputs: Sequence[str],
    outputs: Sequence[str],
    attributes: dict[str, Attribute],
) -> bytes:
    return b"".join(
        [_text(1, name) for name in inputs]
        + [_text(2, name) for name in outputs]
        + [_text(3, f"{kind}_{outputs[0]}"), _text(4, kind)]
        + [_field(5, _attribute(name, value)) for name, value in attributes.items()]
        + [_text(7, domain)]
    )


def _attribute(name: str, value: Attribute) -> bytes:
    start = _text(1, name)
    match value:
        case int():
            return start + _int(3, value) + _int(20, 2)
        case float():
            return start + _float(2, value) + _int(20, 1)
        case str():
            return start + _text(4, value) + _int(20, 3)
    if all(isinstance(each, int) for each in value):
        return start + b"".join(_int(8, int(each)) for each in value) + _int(20, 7)
    return start + b"".join(_float(7, each) for each in value) + _int(20, 6)


def _tensor(name: str, values: NDArray[np.generic]) -> bytes:
    raw = np.ascontiguousarray(values).tobytes()  # little-endian, as every CPU that we run on
    dims = b"".join(_int(1, size) for size in values.shape)
    return dims + _int(2, _TYPES[values.dtype]) + _text(8, name) + _field(9, raw)


def _value_info(name: str, shape: Sequence[int], dtype: DTypeLike) -> bytes:
    dims = b"".join(_field(1, _int(1, size)) for size in shape)
    tensor = _int(1, _TYPES[np.dtype(dtype)]) + _field(2, dims)
    return _text(1, name) + _field(2, _field(1, tensor))


def _varint(value: int) -> bytes:
    value &= 2**64 - 1  # negative numbers as two's complement
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _int(number: int, value: int) -> bytes:
    return _varint(number << 3 | _VARINT) + _varint(value)


def _float(number: int, value: float) -> bytes:
    return _varint(number << 3 | _FIXED32) + struct.pack("<f", value)


def _field(number: int, payload: bytes) -> bytes:
    return _varint(number << 3 | _BYTES) + _varint(len(payload)) + payload


def _text(number: int, text: str) -> bytes:
    return _field(number, text.encode())
