"""Safetensors files from anywhere, read tensor by tensor: what a header claims is looked at
before anything is made of it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open

from facelab.damage import UnreadableError, reading
from facelab.files import open_regular

MAX_HEADER = 4 * 2**20
MAX_AXES = 8
# numpy knows neither BF16 nor the kinds of 8 bits and less.
KINDS = frozenset(
    ("F16", "F32", "F64", "I8", "I16", "I32", "I64", "U8", "U16", "U32", "U64", "BOOL")
)


class TensorFile:
    """An open safetensors file.

    Attributes
    ----------
    said : dict of str
        Its own words about itself.
    names : list of str
    """

    def __init__(self, opened: Any) -> None:
        self._opened = opened
        self.said: dict[str, str] = opened.metadata() or {}
        self.names: list[str] = list(opened.keys())

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape of a tensor, which is not read."""
        return tuple(self._opened.get_slice(name).get_shape())

    def kind(self, name: str) -> str:
        """Of which kind its numbers are, as "F32"."""
        return str(self._opened.get_slice(name).get_dtype())

    def array(self, name: str) -> NDArray[np.generic]:
        """A tensor.

        Raises
        ------
        UnreadableError
            It has more axes than tensors have, or numbers of another kind than `KINDS`.
        """
        kind, axes = self.kind(name), len(self.shape(name))
        if kind not in KINDS:
            raise UnreadableError(f"its tensor {name[:60]} has numbers of type {kind}")
        if axes > MAX_AXES:
            raise UnreadableError(f"its tensor {name[:60]} has {axes} axes")
        found: NDArray[np.generic] = self._opened.get_tensor(name)
        return found

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """All tensors by name."""
        return {name: self.array(name) for name in self.names}


@contextmanager
def open_tensors(path: Path, limit: int) -> Iterator[TensorFile]:
    """Open a safetensors file.

    Parameters
    ----------
    limit : int
        Most bytes that a file of its kind has.

    Raises
    ------
    UnreadableError
        It is missing or damaged; also if that is found out inside.
    """
    with reading():
        with open_regular(path, limit) as file:
            size, whole = int.from_bytes(file.read(8), "little"), file.seek(0, io.SEEK_END)
        if size > whole:
            raise UnreadableError
        if size > MAX_HEADER:
            raise UnreadableError("its header is too long")
        with safe_open(path, framework="np") as opened:
            yield TensorFile(opened)
