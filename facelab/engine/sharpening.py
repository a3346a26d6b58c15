"""Previews that are sharp where nothing moves.

A preview is small and soft. While a hand moves a slider a little, most of the picture stays as
it was in the last full frame, so what that has beyond its own preview is added to the next ones:
all of it where the preview has hardly changed, less and less where it has. Where the whole face
became another nothing is added. A strand of hair before a dark wall is hardly there in a preview,
and so hardly changes it when it goes: what fine structure a preview has, and had, is compared by
itself, or the strand would stay as a ghost behind a head that turns.

A light head (`facelab.solve.light_head`) misses the colours of whole regions by some levels, in
each face otherwise, and as it goes on moving it misses them alike: that wide difference is added
where the picture moved, too.

Tried as well: the difference carried along by optical flow. It gains nothing, since the fine
texture of these networks stays where it is while a head turns.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from facelab.engine.area_mean import area_mean
from facelab.engine.frame import Frame

Pixels = NDArray[np.uint8]
Lines = NDArray[np.int16]
Array = NDArray[np.float32]

SMALLEST = 64  # pixels: a preview below this says too little of what has moved
_BITS = 6  # after the point: a product of two pictures' differences stays within 16 bits
_ONE = 1 << _BITS
_STEADY = 20.0  # of 255: a change that leaves exp(-1) of what is added
_AROUND = 3  # pixels to each side, at half the preview's size: what is larger is light
_SPREAD = 1  # as many: what has moved has neighbours
_NOISE = 0.7  # of 255: differences of fine structure that say nothing
_NEAR = 2  # as many as above, in which it is compared
_SAME, _OTHER = 0.25, 0.6  # of it is another: all of the detail still holds, none does
_WIDE = 8  # as many, twice: what is left of a difference then is a cast of colour
_STRIP = 128  # rows
_LANES = 4  # blue, green, red, 255
# a pixel of so many lanes as one number
_WORDS: dict[int, np.dtype[Any]] = {1: np.dtype(np.int16), _LANES: np.dtype(np.uint64)}
_FOUR_TIMES = np.uint64(0x0001_0001_0001_0001)
_GREY = np.array([1 / 3, 1 / 3, 1 / 3, 0], np.float32)
_NONE, _ALL = 0.2, 0.5  # of the picture that stands still: nothing is added, all is


class Sharpener:
    """Remembers the last full frame, and sharpens the previews that follow it.

    Owned by one thread.
    """

    def __init__(self) -> None:
        self._full: Frame | None = None
        self._preview: Frame | None = None  # the last, as it was drawn
        self._own: Frame | None = None  # the full frame's own preview
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
        self._own = own = preview if its_own else None
        self._beyond = None
        if own is not None:
            side = min(side, full.size)
            if side > own.size >= SMALLEST:
                self._beyond = _Beyond(full.pixels, own.pixels, side, own.light)

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
        suits = (size, side, preview.light)
        if beyond is None or (beyond.size, beyond.side, beyond.light) != suits:
            own = self._own
            if own is not None and (own.size, own.light) == (size, preview.light):
                its = own.pixels
            else:  # such a preview was not drawn
                its = area_mean(full.pixels, size)
            beyond = self._beyond = _Beyond(full.pixels, its, side, preview.light)
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
    light : bool
        Whether a light head drew the preview.
    """

    def __init__(self, full: Pixels, own: Pixels, side: int, light: bool) -> None:
        self.size, self.side, self.light = own.shape[0], side, light
        self._before = _halved(own)
        self._structure = _structure(own)
        self._cast = _cast(area_mean(full, self.size), own) if light else None
        self._enlarge = _Enlarging(self.size, side, _LANES)
        self._enlarge_half = _Enlarging(self._before.shape[-1], side)
        self._more = area_mean(full, side).reshape(side, -1).astype(np.int16)
        lines = self._enlarge.across(self._uncast(own, 1.0))
        for rows in _strips(side):
            self._more[rows] -= self._enlarge.down(lines, rows) >> _BITS

    def added_to(self, preview: Pixels) -> Pixels | None:
        """Pixels [size, size, 4] sharpened to [side, side, 4]; None if there is nothing to add."""
        kept = _kept(self._structure, _structure(preview))
        still, share = _still(_halved(preview) - self._before, kept)
        if not still.any():
            return None
        sharp = np.empty((self.side, _LANES * self.side), np.uint8)
        weights = self._enlarge_half.across(still)
        lines = self._enlarge.across(self._uncast(preview, share))
        for rows in _strips(self.side):
            weight = self._enlarge_half.down(weights, rows)
            weight >>= _BITS
            added = _in_lanes(weight)
            added *= self._more[rows]
            added += self._enlarge.down(lines, rows)
            added >>= _BITS
            sharp[rows] = np.clip(added, 0, 255, out=added)
        return sharp.reshape(self.side, self.side, _LANES)

    def _uncast(self, pixels: Pixels, share: float) -> Lines:
        """Lines [size, 4 size] of a preview without that share of the cast of its head."""
        lines = pixels.reshape(self.size, -1).astype(np.int16)
        if self._cast is not None:
            lines += np.rint(self._cast * np.float32(share)).astype(np.int16)
        return lines


def _strips(side: int) -> list[slice]:
    """Rows that are worked on together: few enough to stay in the processor's cache."""
    return [slice(top, min(top + _STRIP, side)) for top in range(0, side, _STRIP)]


class _Wide(NamedTuple):
    """Lines enlarged across, int16 [size, lanes * side] in 64ths, and steps to the next."""

    start: Lines
    steps: Lines


class _Enlarging:
    """Enlarges pictures bilinearly.

    Parameters
    ----------
    size, side : int
        From which to which side, in pixels.
    lanes : int
        Numbers of a pixel, 1 or 4.
    """

    def __init__(self, size: int, side: int, lanes: int = 1) -> None:
        at = np.clip((np.arange(side) + 0.5) * (size / side) - 0.5, 0, size - 1)
        self._low = np.minimum(at.astype(np.intp), size - 2)
        self._share = np.rint((at - self._low) * _ONE).astype(np.int16)
        self._across = np.repeat(self._share, lanes)
        self._lanes = lanes

    def across(self, lines: Lines) -> _Wide:
        """Lines of 0..255, [size, lanes * size], enlarged to [size, lanes * side]."""
        wide = self._chosen(lines[:, self._lanes :] - lines[:, : -self._lanes])
        wide *= self._across
        wide += np.int16(_ONE // 2)
        wide >>= _BITS
        wide += self._chosen(lines)
        steps = wide[1:] - wide[:-1]
        wide <<= _BITS
        wide += np.int16(_ONE // 2)
        return _Wide(wide, steps)

    def down(self, lines: _Wide, rows: slice) -> Lines:
        """Rows of the enlarged picture, [rows, lanes * side], in 64ths and with the half that
        rounds when they are shifted down.
        """
        low = self._low[rows]
        found: Lines = np.take(lines.steps, low, 0, mode="clip")
        found *= self._share[rows, None]
        found += np.take(lines.start, low, 0, mode="clip")
        return found

    def _chosen(self, lines: Lines) -> Lines:
        """Of each line the pixels that lie before those of the enlarged one."""
        pixels: NDArray[Any] = lines.view(_WORDS[self._lanes])  # each is moved as one number
        chosen: Lines = np.take(pixels, self._low, 1, mode="clip").view(np.int16)
        return chosen


def _in_lanes(line: Lines) -> Lines:
    """Numbers [h, w], none below 0, each four times: [h, 4 w]."""
    return (line.astype(np.uint64) * _FOUR_TIMES).view(np.int16)


def _halved(pixels: Pixels) -> Array:
    """Three colours at half the size, float32 [3, H / 2, W / 2]; an odd last row is left out."""
    rows, columns = pixels.shape[0] // 2 * 2, pixels.shape[1] // 2 * 2
    x = pixels[:rows:2, :columns].astype(np.uint16)
    x += pixels[1:rows:2, :columns]
    x = x[:, 0::2] + x[:, 1::2]
    half = x[..., :3].transpose(2, 0, 1).astype(np.float32, order="C")
    half *= np.float32(0.25)
    return half


def _cast(true: Pixels, own: Pixels) -> Array:
    """What a preview lacks in wide regions, float32 [H, 4 W]: of an odd side the last row is 0."""
    rows, columns = (side // 2 * 2 for side in own.shape[:2])
    wide = _halved(true) - _halved(own)
    for _ in range(2):
        wide = _mean_around(wide, _WIDE)
    cast = np.zeros((*own.shape[:2], _LANES), np.float32)
    wide = wide.transpose(1, 2, 0).repeat(2, axis=0).repeat(2, axis=1)
    cast[:rows, :columns, :3] = wide
    return cast.reshape(own.shape[0], -1)


def _structure(pixels: Pixels) -> Array:
    """What is fine in brightness, float32 [1, H, W]; an odd last row is left out."""
    rows, columns = (side // 2 * 2 for side in pixels.shape[:2])
    light: Array = (pixels[:rows, :columns].astype(np.float32) @ _GREY)[None]
    fine: Array = light - _mean_around(light, 1)
    return fine


def _kept(before: Array, now: Array) -> Array:
    """How much of the fine structure is what it was, 0 to 1, at half the size, [h, w]."""
    parts = np.concatenate([np.abs(now - before), np.abs(before) + np.abs(now)])
    parts = parts[:, 0::2] + parts[:, 1::2]
    parts = parts[..., 0::2] + parts[..., 1::2]
    other, all_of_it = _mean_around(parts, _NEAR)
    all_of_it += np.float32(4 * _NOISE)
    other /= all_of_it
    other -= np.float32(_OTHER)
    other *= np.float32(1 / (_SAME - _OTHER))
    kept: Array = np.clip(other, 0, 1, out=other)
    return kept


def _still(change: Array, kept: Array) -> tuple[Lines, float]:
    """How much of a full frame's detail still holds, in 64ths [h, w]; and how much of the picture
    stands still, 0 to 1: where much has moved nothing holds.

    Parameters
    ----------
    change : float32 [3, h, w]
        Of colours. Overwritten.
    kept : float32 [h, w]
        Of the fine structure, see `_kept`.
    """
    # what has moved, and what became lighter or darker: there may be another thing there now
    light = _mean_around(change, _AROUND)
    change -= light
    np.abs(change, out=change)
    change += np.abs(light, out=light)
    moved = _mean_around(change.mean(axis=0, keepdims=True), _SPREAD)[0]
    moved *= np.float32(1 / _STEADY)
    still = np.exp(-np.square(moved, out=moved))
    share = min(1.0, max(0.0, (float(still.mean()) - _NONE) / (_ALL - _NONE)))
    still *= kept
    weights: Lines = np.rint(still * np.float32(_ONE * share)).astype(np.int16)
    return weights, share


def _mean_around(x: Array, reach: int) -> Array:
    """Mean over (2 reach + 1) squared, of [K, h, w]; edges are repeated."""
    width = 2 * reach + 1
    for axis in (1, 2):
        pad = [(0, 0)] * 3
        pad[axis] = (reach, reach)
        padded, count = np.pad(x, pad, mode="edge"), x.shape[axis]
        parts = [padded[:, k : k + count] for k in range(width)]
        if axis == 2:
            parts = [padded[..., k : k + count] for k in range(width)]
        x = parts[0] + parts[1]
        for part in parts[2:]:
            x += part
        x *= np.float32(1 / width)
    return x
