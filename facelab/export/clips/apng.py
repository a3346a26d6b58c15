"""APNG: a PNG with more pictures behind the first, which programs that know only PNG show.

W3C, Portable Network Graphics, third edition, 11.3.6. Pillow packs each picture and keeps all of
them until the end; here each goes into the file as it comes.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from facelab.export.clips.changes import changed
from facelab.export.clips.clip_writer import PictureByPicture, Shown
from facelab.export.formats.png import said_in_png
from facelab.export.png_text import SIGNATURE
from facelab.export.sizes import to_bytes
from facelab.export.writer import Metadata, Pixels

_LEVEL = 6
_NEVER_ENDS = 0


class ApngFile:
    """A clip that is written, see `clip_writer.ClipFile`."""

    def __init__(self, path: Path, shown: Shown) -> None:
        self._file = path.open("wb")
        self._shown = shown
        self._before: NDArray[np.uint8] | None = None
        self._number = 0  # of the chunks that make it move

    def add(self, pixels: Pixels) -> None:
        """The next picture."""
        now = to_bytes(pixels)
        first = self._before is None
        part = changed(self._before, now)
        held = BytesIO()
        Image.fromarray(part.of(now)).save(held, "PNG", compress_level=_LEVEL)
        if first:
            self._begin(held.getvalue())
        control = struct.pack(
            ">IIIIIHHBB", self._next(), part.width, part.height, part.left, part.top,
            1, self._shown.rate, 0, 0,  # shown for 1 / rate; stays; takes the place
        )  # fmt: skip
        self._put(b"fcTL", control)
        for kind, body in _chunks(held.getvalue()):
            if kind == b"IDAT" and first:
                self._put(kind, body)
            elif kind == b"IDAT":
                self._put(b"fdAT", struct.pack(">I", self._next()) + body)
        self._before = now

    def finish(self) -> None:
        """Write the end."""
        self._put(b"IEND", b"")
        self._file.close()

    def abandon(self) -> None:
        """Let go of it."""
        self._file.close()

    def _begin(self, packed: bytes) -> None:
        self._file.write(SIGNATURE)
        (header,) = (body for kind, body in _chunks(packed) if kind == b"IHDR")
        self._put(b"IHDR", header)
        times = _NEVER_ENDS if self._shown.repeat else 1
        self._put(b"acTL", struct.pack(">II", self._shown.count, times))
        said = said_in_png(Metadata(xmp=self._shown.xmp, software=self._shown.software))
        for kind, body, *_ in said.chunks:
            self._put(kind, body)

    def _next(self) -> int:
        self._number += 1
        return self._number - 1

    def _put(self, kind: bytes, body: bytes) -> None:
        checksum = zlib.crc32(kind + body)
        self._file.write(struct.pack(">I", len(body)) + kind + body + struct.pack(">I", checksum))


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and body of each chunk of a PNG that was just packed."""
    place = len(SIGNATURE)
    while place < len(content):
        length, kind = struct.unpack(">I4s", content[place : place + 8])
        yield kind, content[place + 8 : place + 8 + length]
        place += length + 12


class ApngWriter(PictureByPicture):
    """Writes APNG."""

    name = "apng"
    title = "Animated PNG"
    about = "browsers; transparency; nothing is lost; large"
    suffixes: tuple[str, ...] = (".apng", ".png")
    media_type = "image/png"

    def begin(self, path: Path, shown: Shown) -> ApngFile:
        return ApngFile(path, shown)
