"""Whether the pixels of a picture are whole, apart from what it says.

A recipe is found without its picture being unpacked, so it may be sound where the pixels are not:
the file was cut short on its way, or its disk is failing. PNG has checksums, and OpenEXR and TIFF
pack by zlib, which has one, too. JPEG and WebP have none: what is cut short can be told of them,
and what cannot be unpacked at all.

PNG specification, third edition, 5.3 and 10.1. OpenEXR: "OpenEXR file layout". TIFF 6.0, section 2.
"""

from __future__ import annotations

import os
import struct
import warnings
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.WebPImagePlugin import WebPImageFile

from facelab.damage import CUT_SHORT, DAMAGED, UnreadableError, cause, read_exactly, reading
from facelab.export.packets import EXR, JPEG, MOST_PIECES, TIFF, exr_attributes
from facelab.export.png_text import MAX_CHUNKS, SIGNATURE
from facelab.files import MEGABYTE, open_regular

MAX_BYTES = 2_048 * MEGABYTE  # of a picture
MAX_SIDE = 20_000
MAX_PIXELS = 120_000_000  # of a larger one the pixels are not unpacked
STILL_THERE = "Its recipe is intact, so the face is drawn from that."
CLIP_STILL_THERE = "Its timeline is intact, so the clip can be made again."
_HEAD = 12
_AT_ONCE = MEGABYTE
_ANCILLARY = 0x20  # bit of a PNG chunk's first letter: programs can do without it
_BROKEN = "some of its pixels are damaged"

# Compression of OpenEXR by its number: rows of a block, and whether a block is zlib's.
_EXR_BLOCKS = {
    0: (1, False), 1: (1, False), 2: (1, True), 3: (16, True), 4: (32, False),
    5: (16, False), 6: (32, False), 7: (32, False), 8: (32, False), 9: (256, False),
}  # fmt: skip
_EXR_OTHERS = 0x200 | 0x800 | 0x1000  # tiles, deep pixels, many parts
_EXR_SIZES = {0: 4, 1: 2, 2: 4}  # bytes of a value by its type
_COMPRESSION, _TIFF_PLACES, _TIFF_LENGTHS = 259, (273, 324), (279, 325)  # strips, or tiles
_TIFF_ZLIB = ((8,), (32946,))
_TIFF_INTEGERS = {3: ("H", 2), 4: ("I", 4)}
_MOST_PIECE = 8 * MAX_PIXELS  # bytes that a strip has before it is packed
_MOST_HEADER = 64 * 1024  # bytes of an attribute that is looked at


def damage_in(path: Path) -> str:
    """What is wrong with the pixels of a picture, a sentence; empty if nothing is, or if nobody
    can tell: it is no picture that carries a recipe, or of a kind that is not read here.
    """
    try:
        with open_regular(path, MAX_BYTES) as file, reading(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of metadata that is odd
            _check(file)
    except DAMAGED as error:
        return cause(error)
    return ""


def told_damage(name: str, why: str) -> tuple[str, str]:
    """What happened and what is left, for the user, where a recipe was read all the same.

    Parameters
    ----------
    name : str
        Of the file.
    why : str
        What `damage_in` says.
    """
    return f"The picture in {name} is damaged", f"{why} {STILL_THERE}"


def told_clip_damage(name: str, why: str) -> tuple[str, str]:
    """The same of a clip, of which `export.clips.soundness.clip_damage_in` says why."""
    return f"The clip in {name} is damaged", f"{why} {CLIP_STILL_THERE}"


def _check(file: BinaryIO) -> None:
    """Raises UnreadableError, or what a library does, where the pixels are not whole."""
    head = file.read(_HEAD)
    file.seek(0)
    if head.startswith(SIGNATURE):
        _check_png(file)
    elif head.startswith(EXR):
        _check_exr(file)
    elif head.startswith(JPEG):
        _unpack(file, JpegImageFile)
    elif head.startswith(TIFF):
        _check_tiff(file)
    elif head.startswith(b"RIFF") and head.endswith(b"WEBP"):
        (length,) = struct.unpack("<I", head[4:8])
        if length + 8 > _size(file):
            raise UnreadableError(CUT_SHORT)
        _unpack(file, WebPImageFile)


def _size(file: BinaryIO) -> int:
    return os.fstat(file.fileno()).st_size


def _check_zlib(body: bytes, most: int) -> None:
    """A piece that is packed by zlib, and no larger than that."""
    stream = zlib.decompressobj()
    while not stream.eof:
        found = _unpacked(stream, body)
        body = stream.unconsumed_tail
        most -= found
        if most < 0 or not (found or body):
            raise UnreadableError(_BROKEN)


def _unpacked(stream: zlib._Decompress, packed: bytes) -> int:
    """How many bytes the next of them are; they are not held."""
    try:
        found: bytes = stream.decompress(packed, _AT_ONCE)
    except zlib.error as error:
        raise UnreadableError(_BROKEN) from error
    return len(found)


# -- by Pillow -----------------------------------------------------------------------------------


def _unpack(file: BinaryIO, opener: Callable[[BinaryIO], ImageFile]) -> None:
    with opener(file) as image:
        if max(image.size) > MAX_SIDE or image.width * image.height > MAX_PIXELS:
            return
        try:
            image.load()
        except MemoryError:
            raise
        except DAMAGED as error:
            # Pillow's words for it are "image file is truncated (16 bytes not processed)".
            short = "truncated" in str(error)
            raise UnreadableError(CUT_SHORT if short else _BROKEN) from error


# -- PNG -----------------------------------------------------------------------------------------


def _check_png(file: BinaryIO) -> None:
    file.seek(len(SIGNATURE))
    pixels: _Unpacking | None = None
    for _ in range(MAX_CHUNKS):
        length, kind = struct.unpack(">I4s", read_exactly(file, 8))
        if kind == b"IHDR" and pixels is None:
            header = read_exactly(file, min(length, 13))
            file.seek(-len(header), os.SEEK_CUR)
            pixels = _Unpacking(_png_bytes(header))
        checksum = zlib.crc32(kind)
        while length > 0:
            body = read_exactly(file, min(length, _AT_ONCE))
            length -= len(body)
            checksum = zlib.crc32(body, checksum)
            if kind == b"IDAT" and pixels is not None:
                pixels.take(body)
        (wanted,) = struct.unpack(">I", read_exactly(file, 4))
        if checksum != wanted and (kind == b"fdAT" or not kind[0] & _ANCILLARY):
            raise UnreadableError(_BROKEN)
        if kind == b"IEND":
            if pixels is not None:
                pixels.end()
            return
    raise UnreadableError("it has too many pieces for a picture")


def _png_bytes(header: bytes) -> int:
    """How many bytes its pixels have before they are packed; 0 if they are not looked at."""
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}.get(colour)
    if channels is None:
        raise UnreadableError
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS or interlaced:
        return 0
    row: int = 1 + (width * channels * depth + 7) // 8
    return int(height * row)


class _Unpacking:
    """Pixels that come piece by piece, of which nothing is held.

    Parameters
    ----------
    wanted : int
        How many bytes they are to be; 0 looks at nothing.
    """

    def __init__(self, wanted: int) -> None:
        self._left = wanted
        self._stream = zlib.decompressobj() if wanted else None

    def take(self, packed: bytes) -> None:
        """More of them."""
        # A little beyond what is wanted, for the checksum behind it; never all of a bomb.
        while packed and self._stream is not None and self._left > -_AT_ONCE:
            self._left -= _unpacked(self._stream, packed)
            packed = b"" if self._stream.eof else self._stream.unconsumed_tail

    def end(self) -> None:
        """That was all."""
        while self._stream is not None and self._left > 0:
            found = _unpacked(self._stream, b"")  # what it holds back
            if not found:
                raise UnreadableError("some of its pixels are missing")
            self._left -= found


# -- TIFF ----------------------------------------------------------------------------------------


def _check_tiff(file: BinaryIO) -> None:
    order = "<" if read_exactly(file, 4)[:1] == b"I" else ">"
    (place,) = struct.unpack(f"{order}I", read_exactly(file, 4))
    file.seek(place)
    (count,) = struct.unpack(f"{order}H", read_exactly(file, 2))
    entries = {}
    for _ in range(min(count, MOST_PIECES)):
        tag, kind, many, value = struct.unpack(f"{order}HHI4s", read_exactly(file, 12))
        entries[tag] = (kind, many, value)

    def values(*tags: int) -> tuple[int, ...]:
        kind, many, value = next((entries[tag] for tag in tags if tag in entries), (0, 0, b""))
        if kind not in _TIFF_INTEGERS or many > MOST_PIECES:
            return ()
        letter, size = _TIFF_INTEGERS[kind]
        if many * size > 4:
            file.seek(struct.unpack(f"{order}I", value)[0])
            value = read_exactly(file, many * size)
        return struct.unpack_from(f"{order}{many}{letter}", value)

    packed = values(_COMPRESSION) in _TIFF_ZLIB
    places, lengths = values(*_TIFF_PLACES), values(*_TIFF_LENGTHS)
    for place, length in zip(places, lengths, strict=False):
        file.seek(place)
        body = read_exactly(file, length)
        if packed:
            _check_zlib(body, _MOST_PIECE)


# -- OpenEXR ---------------------------------------------------------------------------------------


def _check_exr(file: BinaryIO) -> None:
    file.seek(4)
    (version,) = struct.unpack("<I", read_exactly(file, 4))
    if version & _EXR_OTHERS:
        return
    said = {}
    for name, _, length in exr_attributes(file):
        if name in (b"compression", b"dataWindow", b"channels"):
            if not 0 <= length <= _MOST_HEADER:
                raise UnreadableError
            said[name] = read_exactly(file, length)
    left, top, right, bottom = struct.unpack("<4i", said[b"dataWindow"])
    width, height = right - left + 1, bottom - top + 1
    (number,) = said[b"compression"]
    if number not in _EXR_BLOCKS or not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE):
        return
    rows, packed = _EXR_BLOCKS[number]
    row = width * _exr_value_bytes(said[b"channels"])
    count = -(-height // rows)
    places = struct.unpack(f"<{count}Q", read_exactly(file, 8 * count))
    size = _size(file)
    for place in places:
        if not 0 < place < size:
            raise UnreadableError(CUT_SHORT)
        file.seek(place)
        y, length = struct.unpack("<2i", read_exactly(file, 8))
        if not 0 <= length <= MAX_BYTES:
            raise UnreadableError(_BROKEN)
        body = read_exactly(file, length)
        wanted = row * min(rows, bottom - y + 1)
        if packed and row and length < wanted:
            _check_zlib(body, wanted)


def _exr_value_bytes(channels: bytes) -> int:
    """Bytes of a pixel; 0 where channels have sizes of their own."""
    count = 0
    while len(channels) > 1:
        _, _, rest = channels.partition(b"\0")
        kind, _, across, down = struct.unpack_from("<iiii", rest)
        if (across, down) != (1, 1):
            return 0
        count += _EXR_SIZES[kind]
        channels = rest[16:]
    return count
