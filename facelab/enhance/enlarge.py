"""A face at 2048 or 4096 px: drawn anew by a super-resolution network, or enlarged as it is.

The network (Real-ESRGAN, Wang et al., arXiv 2107.10833) is given the face at 512 px: the weave
that a generator leaves at 1024 is gone there, and what it draws is sharp. Everything finer than
512 px is invented.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from facelab.checkpoints.formats.ncnn import read_ncnn
from facelab.enhance.network import INPUT, to_onnx
from facelab.processors import processors

Picture = NDArray[np.float32]

SCALE = 4
SIDE = 512  # of what the network is given
CORE = 128  # of a tile, without its rim
FADE = 8  # over which neighbouring tiles pass into each other, on either side of a core
RIM = 16  # seen by the network around a core; its outermost half is thrown away
SIZES = (2048, 4096)


class Enlarger:
    """The network, ready to run; about 0.8 GB while it works.

    Parameters
    ----------
    files : mapping
        "graph" and "weights", as `ENLARGING_NET.fetch` gives them.

    Raises
    ------
    WeightsError
        They are not what they should be.
    """

    def __init__(self, files: Mapping[str, bytes]) -> None:
        from facelab.engine.onnx_runtime import ort  # a window starts without it

        layers = read_ncnn(files["graph"], files["weights"])
        options = ort.SessionOptions()
        options.intra_op_num_threads = processors()
        options.log_severity_level = 3
        options.enable_mem_pattern = False  # it would take what all layers need at once
        options.add_session_config_entry("session.force_spinning_stop", "1")
        self._session = ort.InferenceSession(
            to_onnx(layers, CORE + 2 * RIM, SCALE), options, providers=["CPUExecutionProvider"]
        )
        # What the layers of a tile took is given back after it, or it would be there still, some
        # 0.2 GB, while the large picture is marked and written.
        self._frugal = ort.RunOptions()
        self._frugal.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")

    def enhanced(self, rgb: Picture, size: int) -> Generator[tuple[int, int], None, Picture]:
        """Yield tiles done and tiles in all; return the picture, float32 [size, size, 3].

        Parameters
        ----------
        rgb : float32 [H, H, 3]
            0..1, as displays show it.
        size : int
            One of `SIZES`; for the larger one the network runs on its own result at 1024 px.
        """
        if size not in SIZES:
            raise ValueError(f"expected one of {SIZES}, not {size}")
        passes, total = _passes(size), tiles_of(size)
        done, now = 0, rgb
        for side in passes:
            now = resized(now, side)
            large = np.zeros((SCALE * side, SCALE * side, 3), np.float32)
            for top, left in _corners(side):
                down, across = _span(top, side), _span(left, side)
                piece = self._tile(now, top, left, FADE)[down.inside, across.inside]
                piece *= down.weights[:, None, None] * across.weights[None, :, None]
                large[down.place, across.place] += piece
                done += 1
                yield done, total
            now = np.clip(large, 0.0, 1.0, out=large)
        return now

    def crop(self, rgb: Picture, top: float, left: float) -> tuple[Picture, Picture]:
        """Before and after of one tile, both float32 [512, 512, 3]: a look before minutes are
        spent. `top` and `left` are the tile's corner, 0..1 of the face.
        """
        small = resized(rgb, SIDE)
        y = round(min(max(top, 0.0), 1.0 - CORE / SIDE) * SIDE)
        x = round(min(max(left, 0.0), 1.0 - CORE / SIDE) * SIDE)
        scale = rgb.shape[0] / SIDE
        box = [round(scale * each) for each in (y, y + CORE, x, x + CORE)]
        before = resized(rgb[box[0] : box[1], box[2] : box[3]], SCALE * CORE)
        return before, self._tile(small, y, x)

    def _tile(self, rgb: Picture, top: int, left: int, beyond: int = 0) -> Picture:
        """What stands for [top : top + CORE, left : left + CORE] and `beyond` on each side,
        `SCALE` times as large.
        """
        around = np.pad(rgb, ((RIM, RIM), (RIM, RIM), (0, 0)), mode="reflect")
        piece = around[top : top + CORE + 2 * RIM, left : left + CORE + 2 * RIM]
        given = np.ascontiguousarray(piece.transpose(2, 0, 1)[None])
        (made,) = self._session.run(None, {INPUT: given}, self._frugal)
        inner = slice(SCALE * (RIM - beyond), SCALE * (RIM + CORE + beyond))
        cut: Picture = np.clip(made[0, :, inner, inner].transpose(1, 2, 0), 0.0, 1.0)
        return cut


def resized(rgb: Picture, side: int) -> Picture:
    """The picture [H, H, 3] at [side, side, 3] by Lanczos, as displays show it."""
    if rgb.shape[0] == side:
        return rgb
    planes = [
        Image.fromarray(rgb[..., each], "F").resize((side, side), Image.Resampling.LANCZOS)
        for each in range(rgb.shape[2])
    ]
    stacked = np.stack([np.asarray(plane, np.float32) for plane in planes], axis=-1)
    return np.clip(stacked, 0.0, 1.0, out=stacked)


class _Span(NamedTuple):
    """Where a tile lies along one axis of the large picture, and how much it weighs there."""

    inside: slice  # of the tile
    place: slice
    weights: NDArray[np.float32]


def _span(start: int, side: int) -> _Span:
    """At the edges of the picture there is no neighbour to pass into."""
    before = FADE if start > 0 else 0
    after = FADE if start + CORE < side else 0
    ramp = (np.arange(2 * FADE * SCALE, dtype=np.float32) + 0.5) / (2 * FADE * SCALE)
    weights = np.ones(SCALE * (CORE + before + after), np.float32)
    if before:
        weights[: ramp.size] = ramp
    if after:
        weights[-ramp.size :] = ramp[::-1]
    return _Span(
        slice(SCALE * (FADE - before), SCALE * (FADE + CORE + after)),
        slice(SCALE * (start - before), SCALE * (start + CORE + after)),
        weights,
    )


def tiles_of(size: int) -> int:
    """How many tiles a picture of one of `SIZES` takes."""
    return sum((side // CORE) ** 2 for side in _passes(size))


def _passes(size: int) -> list[int]:
    """Sides of what the network is given, one after another."""
    return [SIDE] if size == SIZES[0] else [SIDE, 2 * SIDE]


def _corners(side: int) -> list[tuple[int, int]]:
    starts = range(0, side, CORE)
    return [(top, left) for top in starts for left in starts]
