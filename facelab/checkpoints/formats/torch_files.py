"""Tensors out of files of `torch.save`, without torch and without running what is in them.

Both forms are read: the zip archive since torch 1.6, and the one before it. A tensor that was
saved on a GPU is like others.
"""

from __future__ import annotations

import io
import math
import struct
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from facelab.checkpoints.formats.numpy_files import MAX_NUMBERS, too_many
from facelab.checkpoints.formats.pickle_reader import BF16, DTYPES, PickleReader, Storage, Tensor
from facelab.damage import UnreadableError, reading
from facelab.zip_files import open_zip

EXPANDED = 2_000_000  # numbers, where a tensor repeats those that are in the file
MAX_THINGS = 10_000  # tensors, lists, dicts and what is in them
MAX_DEPTH = 4
_LEGACY_MAGIC = 0x1950A86A20F9469CFC6C
_LEGACY_PICKLES = 5  # magic, version, machine, what was saved, keys of the storages


def read_torch(data: bytes) -> Any:
    """What was saved: float64 arrays for tensors, in the dicts and lists that hold them.

    Parameters
    ----------
    data : bytes
        The whole file; who reads it sees to its size.

    Raises
    ------
    UnreadableError
        It is no such file, it is damaged, or it holds something else.
    """
    with reading():
        return _read_zip(data) if data[:2] == b"PK" else _read_legacy(data)


def _read_zip(data: bytes) -> Any:
    with open_zip(io.BytesIO(data), len(data)) as archive:
        sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
        if sum(sizes.values()) > 2 * len(data) + 65_536:
            raise UnreadableError("it is compressed more tightly than such files are")
        programs = [name for name in sizes if name.split("/")[1:] == ["data.pkl"]]
        if len(programs) != 1:
            raise UnreadableError("it is not a torch.save file")
        folder = programs[0].removesuffix("data.pkl")
        if f"{folder}byteorder" in sizes and archive.read(f"{folder}byteorder") != b"little":
            raise UnreadableError("its numbers use another machine's byte order")
        saved = PickleReader().run(io.BytesIO(archive.read(programs[0])))
        most = _most_numbers(data)
        keys = {storage.key for storage in _storages(saved, most)}
        return _filled(saved, {key: archive.read(f"{folder}data/{key}") for key in keys}, most)


def _read_legacy(data: bytes) -> Any:
    file = io.BytesIO(data)
    magic, _, _, saved, keys = (PickleReader().run(file) for _ in range(_LEGACY_PICKLES))
    if magic != _LEGACY_MAGIC or not isinstance(keys, list):
        raise UnreadableError("it is not a torch.save file")
    kinds = {storage.key: storage.kind for storage in _storages(saved, _most_numbers(data))}
    found: dict[str, bytes] = {}
    for key in keys:
        (count,) = struct.unpack("<q", _exactly(file, 8))
        if not isinstance(key, str) or key not in kinds:
            raise UnreadableError("it contains numbers that belong to no tensor")
        found[key] = _exactly(file, count * _item_bytes(kinds[key]))
    if not kinds.keys() <= found.keys():
        raise UnreadableError("the numbers of a tensor are missing")
    return _filled(saved, found, _most_numbers(data))


def _exactly(file: io.BytesIO, count: int) -> bytes:
    raw = file.read(count) if count >= 0 else b""
    if len(raw) != count:
        raise UnreadableError("it ends too early")
    return raw


# -- from descriptions to arrays --------------------------------------------------------------


def _most_numbers(data: bytes) -> int:
    """A small file must not become a large array."""
    return min(MAX_NUMBERS, max(EXPANDED, len(data) // 2))


def _storages(saved: Any, most: int) -> list[Storage]:
    tensors: list[Tensor] = []
    _Walk(tensors.append, most).replaced(saved)
    return [tensor.storage for tensor in tensors]


def _filled(saved: Any, raw: Mapping[str, bytes], most: int) -> Any:
    return _Walk(lambda tensor: _array(tensor, raw[tensor.storage.key]), most).replaced(saved)


class _Walk:
    """Goes through what was saved; a list that holds itself a thousand times is not followed."""

    def __init__(self, make: Callable[[Tensor], Any], most: int) -> None:
        self._make = make
        self._most = most
        self._things = self._numbers = 0

    def replaced(self, saved: Any, depth: int = 0) -> Any:
        """The same, with what is made of each tensor in its place."""
        self._things += 1
        if depth > MAX_DEPTH or self._things > MAX_THINGS:
            raise UnreadableError("it contains more than such files do")
        if isinstance(saved, Tensor):
            self._numbers += math.prod(saved.shape)
            if self._numbers > self._most:
                raise UnreadableError(too_many(saved.shape))
            return self._make(saved)
        if isinstance(saved, dict):
            return {key: self.replaced(value, depth + 1) for key, value in saved.items()}
        if isinstance(saved, list | tuple):
            return [self.replaced(value, depth + 1) for value in saved]
        return saved


def _array(tensor: Tensor, raw: bytes) -> NDArray[np.float64]:
    kind = tensor.storage.kind
    count = len(raw) // _item_bytes(kind)
    if not all(tensor.shape):
        return np.zeros(tensor.shape)
    last = tensor.offset + sum(
        (size - 1) * step for size, step in zip(tensor.shape, tensor.stride, strict=True)
    )
    if last >= count:
        raise UnreadableError("a tensor extends beyond its numbers")
    # In place of as_strided, which would believe everything: an index for each number.
    at = np.full(tensor.shape, tensor.offset, dtype=np.int64)
    for axis, (size, step) in enumerate(zip(tensor.shape, tensor.stride, strict=True)):
        along = np.arange(size, dtype=np.int64) * step
        at += along.reshape([-1 if k == axis else 1 for k in range(len(tensor.shape))])
    with np.errstate(invalid="ignore"):  # of what is no number, which is refused later
        if DTYPES[kind] == BF16:  # the upper half of a float32
            halves = np.frombuffer(raw, "<u2", count)[at].astype(np.uint32) << 16
            return halves.view(np.float32).astype(np.float64)
        return np.frombuffer(raw, DTYPES[kind], count)[at].astype(np.float64)


def _item_bytes(kind: str) -> int:
    return 2 if DTYPES[kind] == BF16 else np.dtype(DTYPES[kind]).itemsize
