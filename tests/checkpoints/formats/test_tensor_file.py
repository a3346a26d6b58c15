"""Safetensors files that claim what is not so, or hold what numpy does not know."""

from __future__ import annotations

import json
import os
import struct
import sys
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from safetensors.numpy import save

from facelab.checkpoints import store
from facelab.checkpoints.formats.tensor_file import MAX_HEADER, open_tensors
from facelab.damage import UnreadableError
from facelab.errors import WeightsError

LIMIT = 2**20


def written(path: Path, header: Any, numbers: bytes = b"") -> Path:
    raw = header if isinstance(header, bytes) else json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(raw)) + raw + numbers)
    return path


def tensor(kind: str, shape: list[int], size: int) -> dict[str, object]:
    return {"a": {"dtype": kind, "shape": shape, "data_offsets": [0, size]}}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.safetensors"


def test_what_is_in_it(path):
    path.write_bytes(save({"a": np.ones((2, 3), np.float32)}, metadata={"format": "x"}))
    with open_tensors(path, LIMIT) as file:
        assert (file.said, file.names) == ({"format": "x"}, ["a"])
        assert (file.shape("a"), file.kind("a")) == ((2, 3), "F32")
        np.testing.assert_array_equal(file.arrays()["a"], np.ones((2, 3)))


@pytest.mark.parametrize(
    ("header", "size", "why"),
    [
        (tensor("BF16", [2], 4), 4, "numbers of type BF16"),
        (tensor("F8_E4M3", [2], 2), 2, "numbers of type F8_E4M3"),
        (tensor("F32", [1] * 66, 4), 4, "66 axes"),
        (tensor("F32", [2**40], 4), 4, "damaged"),
        (tensor("F32", [1], 4), 0, "damaged"),
        (b"[" * 100_000, 0, "damaged"),
        (b"{", 0, "damaged"),
        ({"__metadata__": {"a": 1}}, 0, "damaged"),
    ],
)
def test_what_is_refused(path, header, size, why):
    written(path, header, bytes(size))
    with pytest.raises(UnreadableError, match=why), open_tensors(path, LIMIT) as file:
        file.arrays()


@pytest.mark.parametrize("header", [tensor("BF16", [2], 4), tensor("F32", [1] * 66, 4)])
def test_a_network_of_such_tensors_is_refused_in_words(path, header):
    said = store.Metadata(
        name="a", title="A", family="mobilestylegan", resolution=64, config={},
        model_sha256="", licence="", training_data="", source="",
    )  # fmt: skip
    metadata = msgspec.json.encode(said).decode()
    own = {"format": store.FORMAT, "version": "1", "metadata": metadata}
    written(path, {"__metadata__": own, **header}, bytes(4))
    assert store.info(path).tensors == 1
    for read in (store.read_arrays, store.verify):
        with pytest.raises(WeightsError, match="cannot be read"):
            read(path)


def test_a_header_as_long_as_the_file_is_not_read(path):
    with path.open("wb") as file:
        file.write(struct.pack("<Q", MAX_HEADER + 1))
        file.truncate(MAX_HEADER + 100)
    with pytest.raises(UnreadableError, match="too long"), open_tensors(path, 2 * MAX_HEADER):
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_what_is_no_file_is_not_opened(path):
    os.mkfifo(path)
    with pytest.raises(UnreadableError, match="pipe"), open_tensors(path, LIMIT):
        pass
    path.unlink()
    path.symlink_to("/dev/zero")
    with pytest.raises(UnreadableError, match="device"), open_tensors(path, LIMIT):
        pass
