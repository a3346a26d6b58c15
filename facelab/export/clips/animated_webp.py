"""Animated WebP: a tenth of a GIF's size, with all colours and soft transparency.

WebP container specification (RFC 9649): RIFF, then VP8X, ANIM, an ANMF for each picture, XMP.
libwebp keeps all pictures until the end; here each goes into the file as Pillow has packed it.
"""

from __future__ import annotations

import io
import struct
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from facelab.export.clips.changes import changed
from facelab.export.clips.clip_writer import PictureByPicture, Shown
from facelab.export.colour import srgb_profile
from facelab.export.sizes import to_bytes
from facelab.export.writer import Pixels

QUALITY = 90
_EFFORT = 4  # of 6
_PROFILE, _ALPHA, _XMP, _MOVES = 0x20, 0x10, 0x04, 0x02
_IN_ITS_PLACE = 0x02  # it is not mixed with what was there
_PIECES = (b"ALPH", b"VP8 ", b"VP8L")
_MOST = 2**32 - 10  # bytes of a RIFF file


class AnimatedWebpFile:
    """A clip that is written, see `clip_writer.ClipFile`."""

    def __init__(self, path: Path, shown: Shown) -> None:
        self._file = path.open("wb")
        self._shown = shown
        self._before: NDArray[np.uint8] | None = None
        self._count = 0

    def add(self, pixels: Pixels) -> None:
        """The next picture."""
        now = to_bytes(pixels)
        if self._before is None:
            self._begin(now)
        part = changed(self._before, now, 2)
        held = BytesIO()
        Image.fromarray(part.of(now)).save(held, "WEBP", quality=QUALITY, method=_EFFORT)
        start, end = (round(1000 * k / self._shown.rate) for k in (self._count, self._count + 1))
        head = b"".join(
            value.to_bytes(3, "little")
            for value in (
                part.left // 2,
                part.top // 2,
                part.width - 1,
                part.height - 1,
                end - start,
            )
        )
        self._put(b"ANMF", head + bytes([_IN_ITS_PLACE]) + _pieces(held.getvalue()))
        self._before, self._count = now, self._count + 1

    def finish(self) -> None:
        """Write the end, and the length at the beginning."""
        if self._shown.xmp is not None:
            self._put(b"XMP ", self._shown.xmp)
        length = self._file.tell() - 8
        if length > _MOST:
            raise OSError(0, "WebP files have up to 4 GB; choose another kind or a smaller size")
        self._file.seek(4)
        self._file.write(struct.pack("<I", length))
        self._file.close()

    def abandon(self) -> None:
        """Let go of it."""
        self._file.close()

    def _begin(self, first: NDArray[np.uint8]) -> None:
        height, width, channels = first.shape
        flags = _MOVES | _PROFILE
        flags |= _ALPHA if channels == 4 else 0
        flags |= _XMP if self._shown.xmp is not None else 0
        self._file.write(b"RIFF\0\0\0\0WEBP")
        sides = b"".join((side - 1).to_bytes(3, "little") for side in (width, height))
        self._put(b"VP8X", bytes([flags, 0, 0, 0]) + sides)
        self._put(b"ICCP", srgb_profile())
        times = 0 if self._shown.repeat else 1
        self._put(b"ANIM", struct.pack("<IH", 0, times))

    def _put(self, kind: bytes, body: bytes) -> None:
        self._file.write(kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2))


def _pieces(content: bytes) -> bytes:
    """Of a single picture that was just packed, what goes into a frame."""
    file, out = io.BytesIO(content), b""
    file.seek(12)
    while len(head := file.read(8)) == 8:
        kind, length = struct.unpack("<4sI", head)
        body = file.read(length + length % 2)
        if kind in _PIECES:
            out += head + body
    return out


class AnimatedWebpWriter(PictureByPicture):
    """Writes animated WebP."""

    name = "webp"
    title = "Animated WebP"
    about = "browsers and chats; transparency; small"
    suffixes: tuple[str, ...] = (".webp",)
    media_type = "image/webp"

    def begin(self, path: Path, shown: Shown) -> AnimatedWebpFile:
        return AnimatedWebpFile(path, shown)
