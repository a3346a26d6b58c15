"""Numbers of a storage as the array that a tensor is, with everything checked that it claims."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from facelab.checkpoints.formats.pickle_reader import BF16, DTYPES
from facelab.damage import UnreadableError

FLOATS = frozenset(("DoubleStorage", "FloatStorage", "HalfStorage", "BFloat16Storage"))


def item_bytes(kind: str) -> int:
    """Bytes of a number of a storage, as "FloatStorage"."""
    return 2 if DTYPES[kind] == BF16 else np.dtype(DTYPES[kind]).itemsize


def strided(
    raw: bytes | memoryview,
    kind: str,
    offset: int,
    shape: Sequence[int],
    stride: Sequence[int],
) -> NDArray[np.float32]:
    """A tensor as a float32 array in the order of its shape.

    Parameters
    ----------
    raw : bytes
        Of the storage.
    kind : str
        One of `FLOATS`.
    offset, shape, stride
        In numbers, none negative.

    Raises
    ------
    UnreadableError
        It extends beyond its storage, overlaps itself, or has numbers of another kind.
    """
    if kind not in FLOATS:
        raise UnreadableError("a tensor in it holds something other than fractional numbers")
    count = len(raw) // item_bytes(kind)
    if not all(shape):
        raise UnreadableError("a tensor in it is empty")
    last = offset + sum((size - 1) * step for size, step in zip(shape, stride, strict=True))
    if last >= count or math.prod(shape) > count:
        raise UnreadableError("a tensor in it extends beyond its numbers")
    reach = 0
    for step, size in sorted(
        (step, size) for step, size in zip(stride, shape, strict=True) if size > 1
    ):
        if step <= reach:
            raise UnreadableError("a tensor in it overlaps itself")
        reach += (size - 1) * step
    if DTYPES[kind] == BF16:  # the upper half of a float32
        flat = (np.frombuffer(raw, "<u2", count).astype(np.uint32) << 16).view(np.float32)
    else:
        flat = np.frombuffer(raw, DTYPES[kind], count)
    steps = [step * flat.itemsize for step in stride]
    view = np.lib.stride_tricks.as_strided(flat[offset:], tuple(shape), steps, writeable=False)
    with np.errstate(over="ignore", invalid="ignore"):  # what is no number is refused later
        return np.array(view, dtype=np.float32, order="C")
