"""GIF: 256 colours, transparency without half-tones, and every program that was ever written.

GIF89a specification. Pillow packs each picture (LZW); the palette is `palette`'s.
"""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import GifImagePlugin, Image

from facelab.export.clips.changes import changed
from facelab.export.clips.clip_writer import RATES, PictureByPicture, Shown
from facelab.export.clips.packets import GIF_TRAILER, GIF_XMP
from facelab.export.clips.palette import COLOURS, Palette
from facelab.export.sizes import to_bytes
from facelab.export.writer import Pixels

MOST_RATE = 50  # its clock has hundredths of a second, and players take 1 of them for 10
_CLEAR = COLOURS  # the last of 256
_SOLID = 128  # alpha from which on a pixel is there
_STAYS, _GOES = 1, 2  # what becomes of a picture when its time is over


class GifFile:
    """A clip that is written, see `clip_writer.ClipFile`."""

    def __init__(self, path: Path, shown: Shown) -> None:
        self._file = path.open("wb")
        self._shown = shown
        self._palette: Palette | None = None
        self._before: NDArray[np.uint8] | None = None
        self._count = 0

    def add(self, pixels: Pixels) -> None:
        """The next picture."""
        now = to_bytes(pixels)
        if self._palette is None:
            samples = [to_bytes(each)[..., :3] for each in self._shown.samples]
            self._palette = Palette(samples or [now[..., :3]])
            self._begin(now)
        found = self._palette.indices(now[..., :3])
        clear = now.shape[2] == 4
        if clear:  # each is alone, for what was there may be where nothing is now
            found[now[..., 3] < _SOLID] = _CLEAR
        part = changed(None if clear else self._before, found)
        shown = part.of(found)
        if not clear and self._before is not None:
            shown[shown == part.of(self._before)] = _CLEAR  # shows what is there
        self._put(shown, part.left, part.top, _GOES if clear else _STAYS)
        self._before, self._count = found, self._count + 1

    def finish(self) -> None:
        """Write the end."""
        self._file.write(b"\x3b")
        self._file.close()

    def abandon(self) -> None:
        """Let go of it."""
        self._file.close()

    def _begin(self, first: NDArray[np.uint8]) -> None:
        height, width = first.shape[:2]
        assert self._palette is not None, "made with the first picture"
        table = np.zeros((256, 3), np.uint8)
        table[:COLOURS] = self._palette.colours
        self._file.write(b"GIF89a" + struct.pack("<HHBBB", width, height, 0xF7, _CLEAR, 0))
        self._file.write(table.tobytes())
        if self._shown.repeat:
            self._file.write(b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0")
        software = self._shown.software.encode("ascii", "replace")[:255]
        if software:
            self._file.write(b"\x21\xfe" + bytes([len(software)]) + software + b"\0")
        if self._shown.xmp is not None:
            self._file.write(b"\x21\xff\x0b" + GIF_XMP + self._shown.xmp + GIF_TRAILER)

    def _put(self, indices: NDArray[np.uint8], left: int, top: int, after: int) -> None:
        height, width = indices.shape
        start, end = (round(100 * k / self._shown.rate) for k in (self._count, self._count + 1))
        control = struct.pack("<BHB", after << 2 | 1, end - start, _CLEAR)
        self._file.write(b"\x21\xf9\x04" + control + b"\0")
        self._file.write(b"\x2c" + struct.pack("<HHHHB", left, top, width, height, 0))
        self._file.write(_packed(indices))


def _packed(indices: NDArray[np.uint8]) -> bytes:
    """The data of a picture, as Pillow packs it."""
    image = Image.frombytes("P", indices.shape[::-1], indices.tobytes())
    image.putpalette(bytes(768))
    pieces = GifImagePlugin.getdata(image, include_color_table=False)
    whole = b"".join(pieces)
    place = whole.index(b"\x2c")  # before the data its own head stands, and a table perhaps
    return whole[place + 10 :]


class GifWriter(PictureByPicture):
    """Writes GIF."""

    name = "gif"
    title = "GIF"
    about = "everywhere; 256 colours; hard edges where transparent"
    suffixes: tuple[str, ...] = (".gif",)
    media_type = "image/gif"
    rates = (RATES[0], MOST_RATE)
    sampled = True

    def begin(self, path: Path, shown: Shown) -> GifFile:
        return GifFile(path, shown)
