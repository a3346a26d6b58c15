"""Pickles that are small, and would take all time or memory if they were believed."""

from __future__ import annotations

import io
import struct
import tracemalloc
from typing import Any

import pytest

from facelab.checkpoints.formats.pickle_reader import PickleReader
from facelab.damage import UnreadableError


def read(body: bytes) -> Any:
    return PickleReader().run(io.BytesIO(b"\x80\x04" + body + b"."))


def short(text: bytes) -> bytes:
    return b"\x8c" + bytes([len(text)]) + text


def nested(levels: int) -> bytes:
    """A list of ten lists of ten lists ...: in a few bytes a level, ten to the power of them."""
    body = b"]q\x00"
    for k in range(levels):
        body += b"](" + (b"h" + bytes([k])) * 10 + b"eq" + bytes([k + 1])
    return body


STORAGE = (
    b"(" + short(b"storage") + short(b"torch") + short(b"FloatStorage") + b"\x93"
    + short(b"0") + short(b"cpu") + b"K\x04tQ"
)  # fmt: skip
REBUILD = short(b"torch._utils") + short(b"_rebuild_tensor_v2") + b"\x93"


def tensor(shape: bytes, stride: bytes, offset: bytes = b"K\x00") -> bytes:
    return REBUILD + b"(" + STORAGE + offset + shape + stride + b"tR"


def test_a_tensor_is_described():
    described = read(tensor(b"K\x02K\x02\x86", b"K\x02K\x01\x86"))
    assert (described.shape, described.stride) == ((2, 2), (2, 1))
    assert described.storage.key == "0"


@pytest.mark.parametrize(
    "body",
    [
        nested(60) + nested(0) + b"\x93",
        nested(60) + short(b"x") + b"\x93",
        short(b"x") + nested(60) + b"\x93",
        b"(" + nested(60) + b"K\x01K\x01K\x01K\x01tQ",
        b"}" + nested(60) + b"K\x01s",
        nested(60) + b")R",
        tensor(nested(60), b")"),
        tensor(b")", nested(60)),
        tensor(b"K\x01\x85", b"K\x01\x85", nested(60)),
        # shapes that are no tuples of a few sizes
        tensor(b"B" + struct.pack("<I", 2**20) + bytes(2**20), b")"),
        tensor(short(b"12"), short(b"12")),
        tensor(b"](K\x01K\x01e", b"](K\x01K\x01e"),
        tensor(b"(" + b"K\x01" * 9 + b"t", b"(" + b"K\x01" * 9 + b"t"),
        tensor(b"K\x01K\x01\x86", b"K\x01\x85"),
        tensor(b"J\xff\xff\xff\xff\x85", b"K\x01\x85"),
        tensor(b"\x88\x85", b"K\x01\x85"),
        tensor(b"\x8a\x09" + b"\xff" * 8 + b"\x00" + b"\x85", b"K\x01\x85"),
        # names, keys and numbers without measure
        b"c" + b"a" * 5_000 + b"\nb\n",
        b"}X" + struct.pack("<I", 5_000) + b"k" * 5_000 + b"K\x01s",
        b"\x8b" + struct.pack("<i", 2**20) + b"\x7f" * 2**20,
        b"K\x01" * 100_001,
        b"\x85",
        b"e",
        b"\xd5",
        b"cos\nsystem\n" + short(b"true") + b"\x85R",
    ],
)
def test_what_is_refused_at_once_and_without_memory(body):
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableError) as refused:
            read(body)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert "opcode" not in str(refused.value)
    assert peak < 4 * len(body) + 16 * 2**20
