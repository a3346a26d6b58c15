"""Previews that are sharp where nothing moves.

A preview is small and soft. While a hand moves a slider a little, most of the picture stays as
it was in the last full frame, so what that has beyond its own preview is added to the next ones:
all of it where the preview has hardly changed, less and less where it has. Where the whole face
became another nothing is added.

Tried as well: the difference carried along by optical flow. It gains nothing, since the fine
texture of these networks stays where it is while a head turns.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from facelab.engine.area_mean import area_mean
from facelab.engine.frame import Frame

Pixels = NDArray[np.uint8]
Planes = NDArray[np.int16]
Array = NDArray[np.float32]

SMALLEST = 64  # pixels: a preview below this says too little of what has moved
_BITS = 6  # after the point: a product of two pictures' differences stays within 16 bits
_ONE = 1 << _BITS
_STEADY = 20.0  # of 255: a change that leaves exp(-1) of what is added
_AROUND = 3  # pixels to each side, at half the preview's size: what is larger is light
_SPREAD = 1  # as many: what has moved has neighbours
_NONE, _ALL = 0.2, 0.5  # of the picture that stands still: nothing is added, all is


class Sharpener:
    """Remembers the last full frame, and sharpens the previews that follow it.

    Owned by one thread.
    """

    def __init__(self) -> None:
        self._full: Frame | None = None
        self._preview: Frame | None = None  # the last, as it was drawn
        self._own: Pixels | None = None  # the full frame's own preview
        self._beyond: _Beyond | None = None

    def forget(self) -> None:
        """Another network draws from now on."""
        self._full = self._preview = self._own = self._beyond = None

    def settle(self, full: Frame, side: int) -> None:
        """A full frame was drawn: the next previews are compared with it.

        Parameters
        ----------
        full : Frame
        side : int
            At which the next are likely to be shown, in pixels: what they need is made now,
            while the hand rests.
        """
        preview = self._preview
        its_own = preview is not None and preview.recipe == full.recipe
        self._full = full
        self._own = preview.pixels if its_own and preview is not None else None
        self._beyond = None
        if self._own is not None:
            size, side = self._own.shape[0], min(side, full.size)
            if side > size >= SMALLEST:
                self._beyond = _Beyond(full.pixels, self._own, side)

    def sharpened(self, preview: Frame, side: int) -> Frame:
        """A preview with what it lacks, or as it is where there is nothing to add.

        Parameters
        ----------
        preview : Frame
            As the network drew it.
        side : int
            At which it is shown, in pixels; it is made no larger than a full frame.

        Returns
        -------
        Frame
            Of this side, if it was sharpened; `sharpened_from` says the preview's own.
        """
        if preview.kind == "full" or preview.stands_in:  # detail of one network suits no other
            return preview
        self._preview = preview
        full, size = self._full, preview.size
        if full is None or full.full_size != preview.full_size:
            return preview
        side = min(side, full.size)
        if size < SMALLEST or side <= size:
            return preview
        beyond = self._beyond
        if beyond is None or (beyond.size, beyond.side) != (size, side):
            own = self._own
            if own is None or own.shape[0] != size:
                own = area_mean(full.pixels, size)  # such a preview was not drawn
            beyond = self._beyond = _Beyond(full.pixels, own, side)
        pixels = beyond.added_to(preview.pixels)
        return preview if pixels is None else replace(preview, pixels=pixels, sharpened_from=size)


class _Beyond:
    """What a full frame has beyond its own preview, at a side.

    Parameters
    ----------
    full, own : uint8 [H, W, 4]
        The full frame and its preview.
    side : int
        More than the preview's, and at most the full frame's.
    """

    def __init__(self, full: Pixels, own: Pixels, side: int) -> None:
        self.size, self.side = own.shape[0], side
        self._before = _halved(own)
        self._enlarge = _Enlarging(self.size, side)
        self._enlarge_half = _Enlarging(self._before.shape[-1], side)
        self._more = _in_planes(area_mean(full, side))  # [3, side, side]
        for colour, plane in enumerate(self._enlarge(_in_planes(own))):
            plane >>= _BITS
            self._more[colour] -= plane

    def added_to(self, preview: Pixels) -> Pixels | None:
        """Pixels [size, size, 4] sharpened to [side, side, 4]; None if there is nothing to add."""
        still = _still(_halved(preview) - self._before)
        if not still.any():
            return None
        (weights,) = (each.copy() for each in self._enlarge_half(still[None]))
        weights >>= _BITS
        pixels = np.empty((self.side, self.side, 4), np.uint8)
        added = np.empty_like(weights)
        for colour, plane in enumerate(self._enlarge(_in_planes(preview))):
            np.multiply(self._more[colour], weights, out=added)
            plane += added
            plane >>= _BITS
            pixels[..., colour] = np.clip(plane, 0, 255, out=plane)
        pixels[..., 3] = 255
        return pixels


class _Enlarging:
    """Enlarges planes bilinearly, in memory of its own.

    Parameters
    ----------
    size, side : int
        From which to which side, in pixels.
    """

    def __init__(self, size: int, side: int) -> None:
        at = np.clip((np.arange(side) + 0.5) * (size / side) - 0.5, 0, size - 1)
        self._low = np.minimum(at.astype(np.intp), size - 2)
        self._share = np.rint((at - self._low) * _ONE).astype(np.int16)[:, None]
        self._lines = np.empty((2, side, side), np.int16)

    def __call__(self, planes: Planes) -> Iterator[Planes]:
        """Planes [K, size, size] of 0..255, each [side, side], in 64ths and with the half that
        rounds when they are shifted down; each is overwritten by the next.
        """
        count, rows, columns = planes.shape
        # across first, as whole rows of the transposed picture: that is how memory is read fast
        across = planes.transpose(2, 0, 1).reshape(columns, count * rows)
        steps = across[1:] - across[:-1]
        wide = np.take(steps, self._low, 0)
        wide *= self._share
        wide += np.int16(_ONE // 2)
        wide >>= _BITS
        wide += np.take(across, self._low, 0)
        wide = np.ascontiguousarray(wide.T).reshape(count, rows, -1)
        line, step = self._lines
        for plane in wide:
            np.take(plane[1:] - plane[:-1], self._low, 0, out=step, mode="clip")
            step *= self._share
            plane <<= _BITS
            plane += np.int16(_ONE // 2)
            np.take(plane, self._low, 0, out=line, mode="clip")
            line += step
            yield line


def _in_planes(pixels: Pixels) -> Planes:
    """[H, W, 4] to its three colours, [3, H, W]."""
    return np.ascontiguousarray(pixels[..., :3].transpose(2, 0, 1), np.int16)


def _halved(pixels: Pixels) -> Array:
    """Three colours at half the size, float32 [3, H / 2, W / 2]; an odd last row is left out."""
    rows, columns = pixels.shape[0] // 2 * 2, pixels.shape[1] // 2 * 2
    x = pixels[:rows:2, :columns].astype(np.uint16)
    x += pixels[1:rows:2, :columns]
    x = x[:, 0::2] + x[:, 1::2]
    half = x[..., :3].transpose(2, 0, 1).astype(np.float32, order="C")
    half *= np.float32(0.25)
    return half


def _still(change: Array) -> Planes:
    """How much of a full frame's detail still holds, in 64ths: change [3, h, w] to [h, w]."""
    # what has moved, and what became lighter or darker: there may be another thing there now
    light = _mean_around(change, _AROUND)
    change -= light
    np.abs(change, out=change)
    change += np.abs(light, out=light)
    moved = _mean_around(change.mean(axis=0, keepdims=True), _SPREAD)[0]
    moved *= np.float32(1 / _STEADY)
    still = np.exp(-np.square(moved, out=moved))
    share = min(1.0, max(0.0, (float(still.mean()) - _NONE) / (_ALL - _NONE)))
    weights: Planes = np.rint(still * np.float32(_ONE * share)).astype(np.int16)
    return weights


def _mean_around(x: Array, reach: int) -> Array:
    """Mean over (2 reach + 1) squared, of [K, h, w]; edges are repeated."""
    width = 2 * reach + 1
    for axis in (1, 2):
        pad = [(0, 0)] * 3
        pad[axis] = (reach + 1, reach)
        sums = np.cumsum(np.pad(x, pad, mode="edge"), axis=axis)
        count = x.shape[axis]
        ends = (
            (sums[:, width:], sums[:, :count])
            if axis == 1
            else (sums[..., width:], sums[..., :count])
        )
        x = ends[0] - ends[1]
        x /= np.float32(width)
    return x
