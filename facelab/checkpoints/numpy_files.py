"""Arrays out of .npy and .npz files of unknown origin: no pickles, and no more than is needed."""

from __future__ import annotations

import math
import tokenize
import warnings
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

MAX_NUMBERS = 2_000_000  # of all arrays that are read
MAX_MEMBERS = 1_000
_HEADER_BYTES = 10_000
_NOT_UNDERSTOOD = (
    SyntaxError, RecursionError, MemoryError, TypeError, EOFError, tokenize.TokenError
)  # fmt: skip


def read_npy(file: IO[bytes]) -> NDArray[np.float64]:
    """The array of a .npy file as float64.

    The size that it claims is looked at before anything of that size is made.

    Raises
    ------
    ValueError
        It is no such file, it is cut short, or it holds something else than real numbers.
    """
    try:
        version = npy.read_magic(file)
        if version not in ((1, 0), (2, 0)):
            raise ValueError("its header is of a version that arrays of numbers have not")
        read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a header that Python 2 wrote
            shape, by_columns, dtype = read(file, max_header_size=_HEADER_BYTES)
    except _NOT_UNDERSTOOD as error:
        raise ValueError(f"its header is damaged: {error}") from error
    if dtype.hasobject or dtype.kind not in "fiu" or dtype.itemsize > 16:
        raise ValueError(f"it holds {dtype}, not plain numbers")
    if len(shape) > 8 or any(size < 0 for size in shape) or math.prod(shape) > MAX_NUMBERS:
        raise ValueError(f"an array of the shape {list(shape)[:8]} is no direction")
    wanted = math.prod(shape) * dtype.itemsize
    raw = file.read(wanted)
    if len(raw) != wanted:
        raise ValueError("it ends too early")
    with np.errstate(over="ignore", invalid="ignore"):
        numbers = np.frombuffer(raw, dtype=dtype).astype(np.float64)
    return numbers.reshape(shape, order="F" if by_columns else "C")


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
    ValueError
        It is no such file, it is damaged, or what was chosen is no array of numbers.
    OSError
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name.removesuffix(".npy") for name in archive.namelist()]
            if len(names) > MAX_MEMBERS:
                raise ValueError("it holds more arrays than files of directions do")
            found, numbers = {}, 0
            for name in wanted(names):
                member = name if name in archive.NameToInfo else f"{name}.npy"
                with archive.open(member) as file:
                    found[name] = read_npy(file)
                numbers += found[name].size
                if numbers > MAX_NUMBERS:
                    raise ValueError("it holds more numbers than files of directions do")
            return found
    except (zipfile.BadZipFile, zlib.error, KeyError, NotImplementedError, RuntimeError,
            EOFError) as error:  # fmt: skip
        raise ValueError(f"its archive is damaged: {error}") from error
