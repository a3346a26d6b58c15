"""Values as bytes: the w+ of a face, its place in w, the fingerprint of its recipe."""

from __future__ import annotations

import hashlib
import struct

import msgspec
import numpy as np
from numpy.typing import NDArray

from facelab.damage import UnreadableError
from facelab.recipe import ModelRef, Recipe
from facelab.recipe.codec import lasting_text
from facelab.recipe.sources import MAX_LATENT_VALUE, MAX_ROWS, MAX_W_DIM

_HEAD = struct.Struct("<BBH")


def pack_ws(ws: NDArray[np.float32]) -> bytes:
    """A w+ [rows, w_dim] as bytes, without loss; equal rows are stored once.

    Most faces use one w for all styles, so 23 x 512 values are 2 KB instead of 47 KB.
    Layout: rows u8, unique rows u8, w_dim u16, the unique row of each row u8, then the unique
    rows as float32; all little-endian.
    """
    rows, w_dim = ws.shape
    if not (1 <= rows <= MAX_ROWS and 1 <= w_dim <= MAX_W_DIM):
        raise ValueError(f"a w+ of {rows} x {w_dim} is not supported")
    raw = np.ascontiguousarray(ws, dtype="<f4")
    found: dict[bytes, int] = {}
    places = bytes(found.setdefault(row.tobytes(), len(found)) for row in raw)
    return _HEAD.pack(rows, len(found), w_dim) + places + b"".join(found)


def unpack_ws(packed: bytes) -> NDArray[np.float32]:
    """The w+ of `pack_ws`, float32 [rows, w_dim].

    Raises
    ------
    UnreadableError
        The bytes are not a w+, or it holds values that no face has.
    """
    if len(packed) < _HEAD.size:
        raise UnreadableError("a w+ is cut off")
    rows, unique, w_dim = _HEAD.unpack_from(packed)
    if not (1 <= unique <= rows <= MAX_ROWS and 1 <= w_dim <= MAX_W_DIM):
        raise UnreadableError(f"a w+ of {rows} x {w_dim} is not supported")
    start = _HEAD.size + rows
    if len(packed) != start + 4 * unique * w_dim:
        raise UnreadableError("a w+ has the wrong length")
    places = np.frombuffer(packed, dtype=np.uint8, count=rows, offset=_HEAD.size)
    if int(places.max()) >= unique:
        raise UnreadableError("a w+ names a row that it does not have")
    values = np.frombuffer(packed, dtype="<f4", offset=start).reshape(unique, w_dim)
    if not np.isfinite(values).all() or np.abs(values).max() > MAX_LATENT_VALUE:
        raise UnreadableError("a w+ holds values that are not finite or far out of range")
    return np.ascontiguousarray(values[places], dtype=np.float32)


def place_in_w(ws: NDArray[np.float32]) -> bytes:
    """Where a face lies in w: the mean of its rows as float16 [w_dim], for distances."""
    mean: NDArray[np.float32] = np.asarray(ws, dtype=np.float32).mean(axis=0)
    return bytes(mean.astype("<f2").tobytes())


def fingerprint(recipe: Recipe) -> bytes:
    """SHA-256 of what decides the picture: the recipe without the labels people read."""
    bare = msgspec.structs.replace(
        recipe,
        model=ModelRef(recipe.model.sha256),
        mixing=tuple(msgspec.structs.replace(mix, label="") for mix in recipe.mixing),
    )
    return hashlib.sha256(lasting_text(bare).encode()).digest()
