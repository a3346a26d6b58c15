"""Arrays out of .npy and .npz files of unknown origin: no pickles, and no more than is needed."""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from facelab.damage import UnreadableError, reading
from facelab.files import MEGABYTE, open_regular
from facelab.zip_files import open_zip

MAX_NUMBERS = 16 * 2**20  # of all arrays that are read: 64 MB of float32, 1,800 faces of 18 rows
MAX_ARRAY_BYTES = 8 * MAX_NUMBERS
MAX_MEMBERS = 3_000
MAX_NPZ_BYTES = 2_048 * MEGABYTE  # GANSpace's hold much beside what we read
MAX_DIRECTORY = MEGABYTE
_HEADER_BYTES = 10_000


def not_vectors(shape: Sequence[int]) -> str:
    """Why an array cannot be used: it has too many axes, or too few."""
    return f"an array of the shape {list(shape)[:8]} is neither a face nor a direction"


def too_many(shape: Sequence[int]) -> str:
    """Why an array cannot be used: it is too large."""
    return f"an array of the shape {list(shape)[:8]} is more than facelab reads at once"


def read_npy(file: IO[bytes]) -> NDArray[np.float64]:
    """The array of a .npy file as float64.

    The size that it claims is looked at before anything of that size is made.

    Raises
    ------
    UnreadableError
        It is no such file, it is cut short, or it holds something else than real numbers.
    """
    with reading():
        shape, by_columns, dtype = _header(file)
        if dtype.hasobject or dtype.kind not in "fiu" or dtype.itemsize > 16:
            raise UnreadableError("it contains something other than numbers")
        if len(shape) > 8 or any(size < 0 for size in shape):
            raise UnreadableError(not_vectors(shape))
        wanted = math.prod(shape) * dtype.itemsize
        if math.prod(shape) > MAX_NUMBERS or wanted > MAX_ARRAY_BYTES:
            raise UnreadableError(too_many(shape))
        raw = file.read(wanted)
        if len(raw) != wanted:
            raise UnreadableError("it ends too early")
        with np.errstate(over="ignore", invalid="ignore"):
            numbers = np.frombuffer(raw, dtype=dtype).astype(np.float64)
        return numbers.reshape(shape, order="F" if by_columns else "C")


def _header(file: IO[bytes]) -> tuple[tuple[int, ...], bool, np.dtype[np.generic]]:
    """Shape, whether it lies by columns, and kind of its numbers."""
    version = npy.read_magic(file)
    if version not in ((1, 0), (2, 0)):
        raise UnreadableError("it contains something other than numbers")
    # numpy would read whatever length it says before looking at it
    field = file.read(2 if version == (1, 0) else 4)
    size = int.from_bytes(field, "little")
    if size > _HEADER_BYTES:
        raise UnreadableError("its header is too long")
    head = io.BytesIO(field + file.read(size))
    read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a header that Python 2 wrote
        shape, by_columns, dtype = read(head, max_header_size=_HEADER_BYTES)
    return shape, by_columns, dtype


def read_npz(
    path: Path, wanted: Callable[[list[str]], list[str]]
) -> dict[str, NDArray[np.float64]]:
    """Arrays of a .npz file.

    Parameters
    ----------
    path : Path
    wanted : callable
        Chooses among the names of the arrays that there are.

    Raises
    ------
    UnreadableError
        It is missing, no such file, damaged, or what was chosen is no array of numbers.
    """
    with (
        reading(),
        open_regular(path, MAX_NPZ_BYTES) as whole,
        open_zip(whole, MAX_DIRECTORY) as archive,
    ):
        names = [name.removesuffix(".npy") for name in archive.namelist()]
        if len(names) > MAX_MEMBERS:
            raise UnreadableError("it contains too many arrays")
        found, numbers = {}, 0
        for name in wanted(names):
            member = name if name in archive.NameToInfo else f"{name}.npy"
            with archive.open(member) as file:
                found[name] = read_npy(file)
            numbers += found[name].size
            if numbers > MAX_NUMBERS:
                raise UnreadableError("it contains more numbers than facelab reads at once")
        return found
