"""256 colours for a clip: chosen from some of its pictures, and mixed by a fixed pattern.

One palette for all pictures and an ordered pattern (Bayer 1973), not one that hands on errors:
then what stays the same in the clip stays the same in the file, and nothing crawls.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

COLOURS = 255  # one of 256 is kept for what is transparent
_SEEN = 128  # side in pixels of what the colours are taken from
_BITS = 6  # of each channel in the table of nearest colours
_AT_ONCE = 8192
_REFINED = 4  # rounds of k-means
_MOST_SPREAD = 24.0  # of 255: of two colours far apart nothing between them is to be made
# How much a difference is seen: green most.
_SEEN_AS = np.array([0.55, 0.8, 0.45], np.float32)


class Palette:
    """Colours, and which of them stands for a pixel.

    Parameters
    ----------
    samples : sequence of uint8 [H, W, 3]

    Attributes
    ----------
    colours : uint8 [COLOURS, 3]
    """

    def __init__(self, samples: Sequence[NDArray[np.uint8]]) -> None:
        strip = np.concatenate([_small(each) for each in samples])
        chosen = Image.fromarray(strip).quantize(
            COLOURS, Image.Quantize.MEDIANCUT, _REFINED, dither=Image.Dither.NONE
        )
        table = np.frombuffer(bytes(chosen.getpalette() or ()), np.uint8).reshape(-1, 3)
        self.colours = np.zeros((COLOURS, 3), np.uint8)
        self.colours[: len(table)] = table[:COLOURS]
        known = self.colours[: max(1, len(table))].astype(np.float32)
        self._nearest = _nearest(known)
        self._spread = _spacing(known)

    def indices(self, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Which colour stands for each pixel: uint8 [H, W, 3] to [H, W]."""
        height, width = pixels.shape[:2]
        rows, columns = np.ogrid[:height, :width]
        pattern = (_BAYER[rows % 8, columns % 8] - 0.5) * self._spread  # [H, W]
        moved = pixels.astype(np.float32) + pattern[..., None]
        whole = np.clip(moved + 0.5, 0, 255).astype(np.uint8) >> (8 - _BITS)
        red, green, blue = (whole[..., k].astype(np.intp) for k in range(3))
        found: NDArray[np.uint8] = self._nearest[(red << 2 * _BITS) | (green << _BITS) | blue]
        return found


def _small(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    image = Image.fromarray(np.ascontiguousarray(pixels[..., :3]))
    return np.asarray(image.resize((_SEEN, _SEEN), Image.Resampling.BOX))


def _nearest(colours: NDArray[np.float32]) -> NDArray[np.uint8]:
    """The nearest colour to each of the table: uint8 [2 ** (3 _BITS)]."""
    steps = (np.arange(2**_BITS, dtype=np.float32) + 0.5) * 2 ** (8 - _BITS)
    grid = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), axis=-1).reshape(-1, 3)
    seen, wanted = colours * _SEEN_AS, grid * _SEEN_AS
    squares = (seen**2).sum(axis=1)
    found = np.empty(len(grid), np.uint8)
    for start in range(0, len(grid), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        found[part] = (squares - 2 * wanted[part] @ seen.T).argmin(axis=1)
    return found


def _spacing(colours: NDArray[np.float32]) -> float:
    """How far colours are from their nearest neighbour, usually."""
    apart = np.abs(colours[:, None] - colours[None]).max(axis=2)
    np.fill_diagonal(apart, np.inf)
    near = apart.min(axis=1)
    near = near[np.isfinite(near)]
    return min(float(np.median(near)), _MOST_SPREAD) if near.size else 0.0


def _bayer(side: int) -> NDArray[np.float32]:
    """Thresholds 0 to 1 [side, side]; the side is a power of two."""
    pattern = np.zeros((1, 1), np.float32)
    while len(pattern) < side:
        pattern = np.block([[4 * pattern, 4 * pattern + 2], [4 * pattern + 3, 4 * pattern + 1]])
    return ((pattern + 0.5) / side**2).astype(np.float32)


_BAYER = _bayer(8)
