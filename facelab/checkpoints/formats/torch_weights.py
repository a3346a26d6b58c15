"""Weights out of files of `torch.save`, however large: only the tensors that are asked for.

`facelab.checkpoints.formats.torch_files` reads small files of vectors whole; these may hold a
discriminator and the state of an optimiser beside the network, and stay on the disk.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import IO, Any, BinaryIO, cast

import numpy as np
from numpy.typing import NDArray

from facelab.checkpoints.formats.limited_reads import LimitedReads
from facelab.checkpoints.formats.pickle_reader import Name, PickleReader, Storage, Tensor
from facelab.checkpoints.formats.snapshot_pickle import LEGACY_MAGIC
from facelab.checkpoints.formats.strided import item_bytes, strided
from facelab.damage import UnreadableError, reading
from facelab.zip_files import open_zip

MAX_DIRECTORY = 4 * 2**20
MAX_PROGRAM = 64 * 2**20
MAX_THINGS = 100_000


class WeightsReader(PickleReader):
    """Beside tensors, the settings of a training run, of which nothing is kept."""

    most_opcodes = 2_000_000

    def _built(self, target: Any, state: Any) -> None:
        """Attributes of dicts and of the settings."""

    def _other(self, name: str, argument: Any) -> None:
        if name != "NEWOBJ":
            super()._other(name, argument)
        arguments, made_by = self._stack.pop(), self._stack.pop()
        text = made_by.text if isinstance(made_by, Name) else ""
        if text != "argparse Namespace" or arguments != ():
            raise UnreadableError(
                f"it asks for {text.replace(' ', '.')[:80]}, which no network needs, so it was "
                "not run"
            )
        self._stack.append({})

    def _called(self, made_by: Any, arguments: Any) -> Any:
        try:
            return super()._called(made_by, arguments)
        except UnreadableError:
            if isinstance(made_by, Name) and "torch" not in made_by.text.split(".")[0]:
                raise UnreadableError(
                    f"it asks for {made_by.text.replace(' ', '.')[:80]}, which no network needs, "
                    "so it was not run"
                ) from None
            raise


class TorchWeights:
    """An open file of `torch.save`.

    Attributes
    ----------
    saved : object
        Dicts and lists as they were saved, with `Tensor` in place of tensors.
    """

    def __init__(self, saved: Any, read: Any) -> None:
        self.saved = saved
        self._read = read

    def array(self, tensor: Tensor) -> NDArray[np.float32]:
        """The numbers of a tensor.

        Raises
        ------
        UnreadableError
            They are not there, or the tensor does not fit them.
        """
        with reading():
            raw = self._read(tensor.storage)
            return strided(raw, tensor.storage.kind, tensor.offset, tensor.shape, tensor.stride)


@contextmanager
def open_weights(file: BinaryIO) -> Iterator[TorchWeights]:
    """Open what `torch.save` wrote, in its form of today or in that before torch 1.6.

    Raises
    ------
    UnreadableError
        It is none, it is damaged, or it asks for something that no network needs.
    """
    file.seek(0)
    zipped = file.read(2) == b"PK"
    file.seek(0)
    if zipped:
        with reading(), open_zip(file, MAX_DIRECTORY) as archive:
            yield _zipped(archive, file.seek(0, io.SEEK_END))
    else:
        with reading():
            yield _older(file)


def _zipped(archive: zipfile.ZipFile, size: int) -> TorchWeights:
    sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
    if sum(sizes.values()) > 2 * size + 65_536:
        raise UnreadableError("it is compressed more tightly than such files are")
    for name in sizes:
        if name.startswith(("/", "\\")) or ".." in PurePosixPath(name.replace("\\", "/")).parts:
            raise UnreadableError("its archive has names that lead out of it")
    programs = [name for name in sizes if name.split("/")[1:] == ["data.pkl"]]
    if len(programs) != 1:
        raise UnreadableError("it is not a torch.save file")
    if sizes[programs[0]] > MAX_PROGRAM:
        raise UnreadableError("it contains far more than tensors")
    folder = programs[0].removesuffix("data.pkl")
    order = f"{folder}byteorder"
    if order in sizes and (sizes[order] > 16 or archive.read(order) != b"little"):
        raise UnreadableError("its numbers use another machine's byte order")
    program = io.BytesIO(archive.read(programs[0]))
    saved = WeightsReader().run(cast("IO[bytes]", LimitedReads(program)))

    def read(storage: Storage) -> bytes:
        name = f"{folder}data/{storage.key}"
        if sizes.get(name) != storage.count * item_bytes(storage.kind):
            raise UnreadableError("a tensor has more or fewer numbers than it says")
        return archive.read(name)

    return TorchWeights(saved, read)


def _older(file: BinaryIO) -> TorchWeights:
    limited = cast("IO[bytes]", LimitedReads(file))
    magic, version, _, saved, keys = (WeightsReader().run(limited) for _ in range(5))
    if not isinstance(magic, int) or magic != LEGACY_MAGIC or version != 1001:
        raise UnreadableError("it is not a torch.save file")
    if not isinstance(keys, list) or len(keys) > MAX_THINGS:
        raise UnreadableError("it is not a torch.save file")
    kinds = {storage.key: storage for storage in _storages(saved)}
    places: dict[str, int] = {}
    end = file.tell()
    whole = file.seek(0, io.SEEK_END)
    for key in keys:
        if not isinstance(key, str) or key not in kinds:
            raise UnreadableError("it contains numbers that belong to no tensor")
        file.seek(end)
        (count,) = struct.unpack("<q", file.read(8))
        if count != kinds[key].count:
            raise UnreadableError("a tensor has more or fewer numbers than it says")
        places[key] = end + 8
        end += 8 + count * item_bytes(kinds[key].kind)
        if end > whole:
            raise UnreadableError("it ends too early")

    def read(storage: Storage) -> bytes:
        file.seek(places[storage.key])
        return file.read(storage.count * item_bytes(storage.kind))

    return TorchWeights(saved, read)


def _storages(saved: Any) -> list[Storage]:
    """The storages of all tensors; what holds itself is gone through once."""
    found, seen, waiting = [], set(), [saved]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Tensor):
            found.append(value.storage)
        elif isinstance(value, dict | list | tuple) and id(value) not in seen:
            seen.add(id(value))
            waiting.extend(value.values() if isinstance(value, dict) else value)
    return found
