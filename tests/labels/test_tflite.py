"""A labelling network in miniature, written as a TensorFlow Lite file by hand."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
import onnxruntime as ort
import pytest

from facelab.errors import WeightsError
from facelab.labels.tflite import read_tflite, to_onnx

ADD, CONV, DEPTHWISE, LOGISTIC, PAD, PRELU, CUSTOM = 0, 3, 4, 14, 34, 54, 32
RELU = 1


class Builder:
    """Writes a FlatBuffer front to back: what is pointed to comes after what points to it."""

    def __init__(self) -> None:
        self._later: list[tuple[int, bytes | list[Any]]] = []
        self.data = bytearray(8)

    def finish(self, root: list[Any]) -> bytes:
        self.data[4:8] = b"TFL3"
        place = self._table(root)
        self.data[:4] = struct.pack("<I", place)
        return bytes(self.data)

    def _table(self, fields: list[Any]) -> int:
        """Fields: None, ("<kind", number), bytes, a list of numbers, tables, or a table."""
        offsets, size = [], 4
        for field in fields:
            if field is None:
                offsets.append(0)
                continue
            raw = struct.pack(*field) if isinstance(field, tuple) else bytes(4)
            size += -size % len(raw)
            offsets.append(size)
            size += len(raw)
        vtable = struct.pack(f"<HH{len(fields)}H", 4 + 2 * len(fields), size, *offsets)
        self._align()
        start_v = len(self.data)
        self.data += vtable
        self._align()
        start = len(self.data)
        self.data += bytes(size)
        struct.pack_into("<i", self.data, start, start - start_v)
        for field, offset in zip(fields, offsets, strict=True):
            if field is None:
                continue
            if isinstance(field, tuple):
                struct.pack_into(field[0], self.data, start + offset, field[1])
                continue
            target = self._object(field)
            struct.pack_into("<I", self.data, start + offset, target - start - offset)
        return start

    def _object(self, field: object) -> int:
        if isinstance(field, bytes):
            self._align()
            start = len(self.data)
            self.data += struct.pack("<I", len(field)) + field
            return start
        assert isinstance(field, list)
        if field and isinstance(field[0], str):  # ["table", fields]
            return self._table(field[1])
        if field and isinstance(field[0], list):  # tables
            self._align()
            start = len(self.data)
            self.data += struct.pack("<I", len(field)) + bytes(4 * len(field))
            for k, each in enumerate(field):
                target = self._table(each)
                at = start + 4 + 4 * k
                struct.pack_into("<I", self.data, at, target - at)
            return start
        self._align()
        start = len(self.data)
        self.data += struct.pack(f"<I{len(field)}i", len(field), *field)
        return start

    def _align(self) -> None:
        self.data += bytes(-len(self.data) % 4)


def model(
    operators: list[tuple[int, list[int], list[int], list[Any] | None]],
    tensors: list[tuple[list[int], np.ndarray | None]],
    inputs: list[int],
    outputs: list[int],
    custom: bytes = b"",
) -> bytes:
    """A file with one graph."""
    codes = [[("<b", code), custom or None, None, ("<i", code)] for code, *_ in operators]
    buffers: list[Any] = [[None]]
    tables = []
    kinds = {np.dtype(np.float32): 0, np.dtype(np.float16): 1, np.dtype(np.int32): 2}
    for shape, values in tensors:
        if values is None:
            tables.append([shape, ("<b", 0), ("<I", 0), b"t"])
        else:
            tables.append([shape, ("<b", kinds[values.dtype]), ("<I", len(buffers)), b"t"])
            buffers.append([values.tobytes()])
    steps = [
        [("<I", k), ins, outs, ("<B", 0), ["table", options] if options else None, None]
        for k, (_, ins, outs, options) in enumerate(operators)
    ]
    graph = [tables, inputs, outputs, steps, b"g"]
    return Builder().finish([("<I", 3), codes, [graph], b"", buffers])


def run(data: bytes, x: np.ndarray) -> np.ndarray:
    session = ort.InferenceSession(to_onnx(read_tflite(data)))
    found: np.ndarray = session.run(None, {"input0": x})[0]
    return found


def conv_options(stride: int, activation: int, valid: bool = False) -> list[Any]:
    return [("<b", int(valid)), ("<i", stride), ("<i", stride), ("<b", activation)]


def naive(x: np.ndarray, weight: np.ndarray, bias: np.ndarray, stride: int) -> np.ndarray:
    """Convolution with "same" padding as TensorFlow does it; weight [out, h, w, in]."""
    size, k = x.shape[1], weight.shape[1]
    out = -(-size // stride)
    total = max((out - 1) * stride + k - size, 0)
    before = total // 2
    padded = np.pad(x[0], ((before, total - before), (before, total - before), (0, 0)))
    result = np.zeros((1, out, out, len(weight)))
    for i in range(out):
        for j in range(out):
            patch = padded[i * stride : i * stride + k, j * stride : j * stride + k]
            result[0, i, j] = (weight * patch).sum(axis=(1, 2, 3)) + bias
    return result


@pytest.fixture
def x() -> np.ndarray:
    return np.random.RandomState(0).randn(1, 6, 6, 3).astype(np.float32)


@pytest.mark.parametrize("stride", [1, 2])
def test_a_convolution_pads_as_tensorflow_does(x: np.ndarray, stride: int) -> None:
    random = np.random.RandomState(1)
    weight = random.randn(4, 3, 3, 3).astype(np.float32)
    bias = random.randn(4).astype(np.float32)
    out = 6 // stride
    data = model(
        [(CONV, [0, 1, 2], [3], conv_options(stride, RELU))],
        [([1, 6, 6, 3], None), ([4, 3, 3, 3], weight), ([4], bias), ([1, out, out, 4], None)],
        [0],
        [3],
    )
    np.testing.assert_allclose(
        run(data, x), np.maximum(naive(x, weight, bias, stride), 0), atol=1e-5
    )


def test_depthwise_weights_in_half_precision(x: np.ndarray) -> None:
    weight = np.random.RandomState(2).randn(1, 3, 3, 3).astype(np.float16)
    bias = np.zeros(3, np.float32)
    options = [("<b", 0), ("<i", 1), ("<i", 1), ("<i", 1), ("<b", 0)]
    data = model(
        [(6, [1], [4], None), (DEPTHWISE, [0, 4, 2], [3], options)],
        [([1, 6, 6, 3], None), ([1, 3, 3, 3], weight), ([3], bias), ([1, 6, 6, 3], None),
         ([1, 3, 3, 3], None)],
        [0],
        [3],
    )  # fmt: skip
    wide = np.zeros((3, 3, 3, 3))
    for c in range(3):
        wide[c, :, :, c] = weight[0, :, :, c]
    np.testing.assert_allclose(run(data, x), naive(x, wide, bias, 1), atol=1e-4)


def test_slopes_and_channels_added(x: np.ndarray) -> None:
    slope = np.array([0.1, 0.5, 2.0], np.float32).reshape(1, 1, 3)
    pads = np.array([[0, 0], [0, 0], [0, 0], [0, 2]], np.int32)
    data = model(
        [(PRELU, [0, 1], [3], None), (PAD, [3, 2], [4], None)],
        [([1, 6, 6, 3], None), ([1, 1, 3], slope), ([4, 2], pads), ([1, 6, 6, 3], None),
         ([1, 6, 6, 5], None)],
        [0],
        [4],
    )  # fmt: skip
    found = run(data, x)
    np.testing.assert_allclose(found[..., :3], np.where(x > 0, x, slope * x), atol=1e-6)
    assert not found[..., 3:].any()


def test_an_unknown_operator_is_told_of() -> None:
    data = model(
        [(CUSTOM, [0], [1], None)],
        [([1, 2, 2, 1], None), ([1, 2, 2, 1], None)],
        [0],
        [1],
        custom=b"Strange",
    )
    with pytest.raises(WeightsError, match="'Strange'"):
        to_onnx(read_tflite(data))


@pytest.mark.parametrize("content", [b"", b"short", b"\x00" * 64, b"\x08\x00\x00\x00TFL3"])
def test_what_is_no_such_file_is_refused(content: bytes) -> None:
    with pytest.raises(WeightsError, match="cannot be read"):
        read_tflite(content)


def test_a_damaged_file_never_does_anything_else_than_refuse() -> None:
    bias = np.zeros(4, np.float32)
    weight = np.ones((4, 3, 3, 3), np.float32)
    good = model(
        [(CONV, [0, 1, 2], [3], conv_options(1, RELU))],
        [([1, 6, 6, 3], None), ([4, 3, 3, 3], weight), ([4], bias), ([1, 6, 6, 4], None)],
        [0],
        [3],
    )
    random = np.random.RandomState(0)
    refused = 0
    for _ in range(300):
        bad = bytearray(good)
        at = random.randint(0, 400, 3)
        for place in at:
            bad[place] = random.randint(256)
        try:
            read_tflite(bytes(bad))
        except WeightsError:
            refused += 1
    assert refused > 100
