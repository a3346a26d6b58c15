"""Faces to learn named directions from: drawn from fixed seeds, kept as small pictures.

Over half of them mix the styles of several faces, bands of layers apart and by shares. So what
each band does can be told from what the others do: a direction then acts on the layers that
carry it (style mixing: Karras et al., arXiv 1812.04948, sec. 3.1).
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from facelab.damage import DAMAGED
from facelab.files import MEGABYTE, open_regular, replacing

Array = NDArray[np.float32]
Pixels = NDArray[np.uint8]

FIRST_SEED = 1_000_000  # far from the seeds that people type, and from those that judge
PSI = (0.55, 1.0)
_MIXED_FACES = 0.6
_MIXED_BANDS = 0.6
_SHARE = (0.3, 1.0)
_QUALITY = 95
_MAX_BYTES = 16 * MEGABYTE  # of a picture
_CHUNK = 500


@dataclass(frozen=True, eq=False)
class LatentSpace:
    """What there is to know of a network to draw w for it.

    Attributes
    ----------
    map_z : callable
        The mapping network: [N, z_dim] to w [N, w_dim].
    w_avg : float32 [w_dim]
    z_dim : int
    bands : tuple of tuple of int
        Style rows of each band of layers, coarse ones first (`NetworkShape.bands`).
    num_ws : int
    """

    map_z: Callable[[NDArray[np.float64]], Array]
    w_avg: Array
    z_dim: int
    bands: tuple[tuple[int, ...], ...]
    num_ws: int


def sample_face(space: LatentSpace, index: int) -> Array:
    """w of each band for the face of this number, float32 [bands, w_dim]."""
    face: Array = sample_faces(space, range(index, index + 1))[0]
    return face


def sample_faces(space: LatentSpace, faces: range) -> Array:
    """w of each band for many faces, float32 [N, bands, w_dim]."""
    out = np.zeros((len(faces), len(space.bands), len(space.w_avg)), np.float32)
    for start in range(0, len(faces), _CHUNK):
        some = faces[start : start + _CHUNK]
        drawn = [_draw_numbers(space, index) for index in some]
        w = space.map_z(np.concatenate([each[0] for each in drawn]))
        w = w.reshape(len(some), 1 + len(space.bands), -1)
        psi = np.array([each[1] for each in drawn], np.float32)[:, None, None]
        shares = np.array([each[2] for each in drawn], np.float32)[:, :, None]
        rows = w[:, :1] + shares * (w[:, 1:] - w[:, :1])
        out[start : start + len(some)] = space.w_avg + psi * (rows - space.w_avg)
    return out


def _draw_numbers(space: LatentSpace, index: int) -> tuple[NDArray[np.float64], float, Array]:
    """z of the face and of those that are mixed in, psi, and their shares in each band."""
    random = np.random.RandomState(FIRST_SEED + index)
    bands = len(space.bands)
    z = random.randn(1 + bands, space.z_dim)
    psi = random.uniform(*PSI)
    mixed = random.uniform() < _MIXED_FACES
    taken = (random.uniform(size=bands) < _MIXED_BANDS) & mixed
    shares = np.where(taken, random.uniform(*_SHARE, size=bands), 0.0)
    return z, psi, shares.astype(np.float32)


def to_rows(space: LatentSpace, bands: Array) -> Array:
    """W+ [num_ws, w_dim] of w by band [bands, w_dim]; unused rows are the first band's."""
    rows = np.repeat(bands[:1], space.num_ws, axis=0)
    for band, w in zip(space.bands, bands, strict=True):
        rows[list(band)] = w
    return rows


def picture_path(folder: Path, index: int) -> Path:
    """Where the picture of a face is, or will be; a thousand in a folder."""
    return folder / "pictures" / f"{index // 1000:03d}" / f"{index:06d}.jpg"


def draw_faces(
    space: LatentSpace, draw: Callable[[Array], Pixels], folder: Path, faces: range
) -> Generator[int, None, None]:
    """Draw the faces that are not in the folder yet.

    Parameters
    ----------
    draw : callable
        w+ [num_ws, w_dim] to a picture [H, W, 3], red, green, blue.

    Yields
    ------
    int
        Number of the face that is there now.

    Raises
    ------
    OSError
        The folder cannot be written.
    """
    for index in faces:
        path = picture_path(folder, index)
        if not path.is_file():
            pixels = draw(to_rows(space, sample_face(space, index)))
            with replacing(path) as file:
                Image.fromarray(pixels).save(file, "JPEG", quality=_QUALITY, subsampling=0)
        yield index


def read_picture(folder: Path, index: int) -> Pixels | None:
    """The picture of a face, uint8 [H, W, 3]; None if it is missing or damaged."""
    try:
        with (
            open_regular(picture_path(folder, index), _MAX_BYTES) as file,
            Image.open(file, formats=("JPEG",)) as image,
        ):
            return np.asarray(image.convert("RGB"))
    except DAMAGED:
        return None
