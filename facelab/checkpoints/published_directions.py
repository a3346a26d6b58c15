"""Directions and faces as people publish them, out of files that may come from anywhere.

Read are .npy and .npz (numpy), .pt and .pth (torch) and .safetensors with vectors [w_dim],
[1, w_dim], [L, w_dim] and [1, L, w_dim]; principal components as encoder4editing keeps them
(a dict with mean, comp and std) and as GANSpace does (.npz with lat_comp and lat_stdev,
arXiv 2004.02546). Nothing in a file is run, and nothing is made as large as a file claims.

A vector of w may be a face or a step from one face to another, and both are published in the
same form. Here it is only noted what names say; `facelab.engine.vector_files` knows the network
and decides.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from facelab.checkpoints.formats.numpy_files import (
    MAX_NUMBERS,
    not_vectors,
    read_npy,
    read_npz,
    too_many,
)
from facelab.checkpoints.formats.tensor_file import open_tensors
from facelab.checkpoints.formats.torch_files import read_torch
from facelab.checkpoints.published_names import BOUNDARIES, Said, said_by, said_by_file
from facelab.damage import DAMAGED, UnreadableError, cause
from facelab.errors import ExportError
from facelab.files import open_regular, read_regular
from facelab.plain_text import plain
from facelab.recipe.sources import MAX_ROWS, MAX_W_DIM

SUFFIXES = (".npy", ".npz", ".pt", ".pth", ".safetensors")
MAX_BYTES = 64 * 2**20
MAX_FOUND = 2_048  # vectors: what a file of the largest size holds as faces of 18 rows
MAX_COMPONENTS = 512
MAX_TITLE = 80
_LARGEST = 1e6
_FIX = "Choose a .npy, .npz, .pt or .safetensors file with a vector of w, for example [1, 512]."

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Published:
    """A direction of someone's, or a face: of which `says` tells what names say.

    Attributes
    ----------
    title : str
    rows : float32 [R, w_dim]
        Of the length that it was published with; R is 1, or one for each style of its network.
    sigma : float or None
        Standard deviation of w along it in multiples of `rows`, if the file says that.
    note : str
        Where it comes from.
    says : "face", "direction" or ""
        What the name of its array says.
    hint : "face", "direction" or ""
        What the name of its file says, which means less.
    array : str
        Title of the array that it is in, which may hold several.
    loose : bool
        Its array had two axes, [N, w_dim]: N rows of one w+, or N vectors of w.
    """

    title: str
    rows: NDArray[np.float32]
    sigma: float | None
    note: str
    says: Said = ""
    hint: Said = ""
    array: str = ""
    loose: bool = False


def is_direction_file(path: Path) -> bool:
    """Whether its name says that directions may be in it."""
    return path.suffix.lower() in SUFFIXES


def read_published(path: Path) -> tuple[Published, ...]:
    """The directions of a file, in its order; at least one.

    Raises
    ------
    ExportError
        The file cannot be read, is damaged, or holds no vectors.
    """
    try:
        found = _content(path)
        directions = _directions_of(found, path)
        if not directions:
            raise UnreadableError("it contains no vector")
    except DAMAGED as error:
        raise _refused(path, cause(error), _FIX) from error
    return directions


def _refused(path: Path, why: str, fix: str) -> ExportError:
    what = f"{path.name} contains no face or direction facelab can read."
    return ExportError(what, why, fix)


# -- what is in the file ------------------------------------------------------------------------


def _content(path: Path) -> Any:
    """Arrays, in the dicts and lists that hold them."""
    suffix = path.suffix.lower()
    if suffix == ".npz":
        return read_npz(path, _wanted_of)
    if suffix == ".npy":
        with open_regular(path, MAX_BYTES) as file:
            return read_npy(file)
    if suffix in (".pt", ".pth"):
        return read_torch(read_regular(path, MAX_BYTES))
    if suffix == ".safetensors":
        return _safetensors(path)
    raise UnreadableError(f"files of the kind {suffix or 'without a suffix'} contain no vectors")


def _wanted_of(names: list[str]) -> list[str]:
    """GANSpace's files hold much that no direction needs."""
    ours = [name for name in names if name in ("lat_comp", "lat_stdev", "comp", "std")]
    if "lat_comp" in ours or "comp" in ours:
        return ours
    return names


def _safetensors(path: Path) -> dict[str, Array]:
    found, numbers = {}, 0
    with open_tensors(path, MAX_BYTES) as file:
        for name in file.names:
            kind, shape = file.kind(name), file.shape(name)
            if kind not in ("F16", "F32", "F64"):
                raise UnreadableError(f"its tensor {name[:60]} has numbers of type {kind}")
            numbers += math.prod(shape)
            if not all(shape) or numbers > MAX_NUMBERS:
                raise UnreadableError(f"its tensor {name[:60]} has the shape {list(shape)[:8]}")
            with np.errstate(invalid="ignore"):  # of what is no number, which is refused later
                found[name] = file.array(name).astype(np.float64)
    return found


# -- what it means ------------------------------------------------------------------------------


def _directions_of(found: Any, path: Path) -> tuple[Published, ...]:
    title = title_of(path.stem)
    if isinstance(found, np.ndarray):
        return _several(title, found, path, "")
    if isinstance(found, list):
        named: dict[Any, Any] = dict(enumerate(found, 1))
    elif isinstance(found, dict):
        named = found
    else:
        raise UnreadableError("it contains no array of numbers")
    for components, sigma in (("lat_comp", "lat_stdev"), ("comp", "std")):
        if components in named:
            return _components(title, named[components], named.get(sigma), path.name)
    arrays, says = _vectors_of(named)
    if len(arrays) == 1:
        ((key, array),) = arrays.items()
        return _several(title, array, path, says[key])
    if len(arrays) > MAX_FOUND:
        raise UnreadableError("it contains too many arrays")
    several: list[Published] = []
    for key, value in arrays.items():
        own = f"{title} {key}" if isinstance(key, int) else title_of(str(key))
        several += _several(own, value, path, says[key])
    if len(several) > MAX_FOUND:
        raise UnreadableError(f"it holds more than {MAX_FOUND} vectors")
    return tuple(several)


def _vectors_of(named: dict[Any, Any]) -> tuple[dict[Any, Array], dict[Any, Said]]:
    """The arrays that are vectors, without what stands beside them, and what names say."""
    arrays = {key: value for key, value in named.items() if isinstance(value, np.ndarray)}
    for key, value in named.items():
        if isinstance(value, dict):  # a face for each picture, as projectors write them
            faces = {k: v for k, v in value.items() if isinstance(v, np.ndarray)}
            inner = [v for k, v in faces.items() if said_by(str(k)) == "face"]
            arrays |= {key: inner[0]} if inner else {}
    says: dict[Any, Said] = {
        key: "face" if isinstance(named[key], dict) else said_by(str(key)) for key in arrays
    }
    vectors = {
        key: value for key, value in arrays.items() if says[key] != "beside" and value.size > 1
    }
    if not vectors and any(str(key).lower() in ("z", "zs") for key in arrays):
        raise UnreadableError("it contains z, not w")
    if len(vectors) < len(arrays) and BOUNDARIES & {str(key).lower() for key in arrays}:
        # "w" with "b" or an intercept is a support vector machine's, not a face.
        says = {key: "" if said == "face" else said for key, said in says.items()}
    alone: dict[Any, Said] = {key: "" if said == "beside" else said for key, said in says.items()}
    return vectors or arrays, alone


def _several(title: str, array: Array, path: Path, says: Said) -> tuple[Published, ...]:
    """[w_dim], [L, w_dim] and [1, L, w_dim] are one vector; [N, L, w_dim] are N."""
    if array.ndim == 0 or array.ndim > 3 or not array.size:
        raise UnreadableError(not_vectors(array.shape))
    stack = array.reshape((1,) * (3 - array.ndim) + array.shape)
    if len(stack) > MAX_FOUND:
        raise UnreadableError(too_many(array.shape))
    return tuple(
        Published(
            _numbered(title, k, len(stack)),
            _checked(rows),
            None,
            f"From {path.name}.",
            says,
            said_by_file(path.stem),
            title,
            array.ndim == 2,
        )
        for k, rows in enumerate(stack)
    )


def _components(title: str, components: Any, sigma: Any, name: str) -> tuple[Published, ...]:
    """Principal components [K, 1 or L, w_dim] or [K, w_dim], and sigma [K]."""
    if not isinstance(components, np.ndarray) or components.ndim not in (2, 3):
        raise UnreadableError("its principal components are not an array of vectors")
    stack = components[:, None, :] if components.ndim == 2 else components
    if not 1 <= len(stack) <= MAX_COMPONENTS:
        raise UnreadableError(f"it has {len(stack)} principal components")
    if isinstance(sigma, np.ndarray):
        if sigma.size != len(stack) or not np.isfinite(sigma).all() or (sigma < 0).any():
            raise UnreadableError("its standard deviations do not match its principal components")
        along: list[float | None] = [float(each) or None for each in sigma.ravel()]
    else:
        along = [None] * len(stack)
    return tuple(
        Published(
            f"{title} {k + 1}",
            _checked(rows),
            along[k],
            f"Principal component {k + 1} of {name}.",
            "direction",
        )
        for k, rows in enumerate(stack)
    )


def _checked(rows: Array) -> NDArray[np.float32]:
    """One direction [R, w_dim], with nothing in it that would break a face."""
    if rows.shape[0] > MAX_ROWS or rows.shape[1] > MAX_W_DIM:
        raise UnreadableError(f"{list(rows.shape)} numbers are more than a face or direction has")
    if not np.isfinite(rows).all() or np.abs(rows).max() > _LARGEST:
        raise UnreadableError("it contains invalid or far too large numbers")
    single = rows.astype(np.float32)
    if not single.any():
        raise UnreadableError("it contains only zeros")
    return single


def _numbered(title: str, k: int, count: int) -> str:
    return title if count == 1 else f"{title} {k + 1}"


def title_of(text: str) -> str:
    """Words out of a file's name or a key: "e4e_age" is "e4e age"."""
    return plain(text.replace("_", " "))[:MAX_TITLE].strip() or "Direction"
