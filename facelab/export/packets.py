"""Where JPEG, WebP, TIFF and OpenEXR keep what facelab has said: found without reading pixels, and
never more read than a packet may have.

XMP specification, part 3, 1.1; extended XMP 1.1.3.1. OpenEXR: "OpenEXR file layout".
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import BinaryIO

from facelab.damage import CUT_SHORT, UnreadableError, read_exactly, reading
from facelab.export.formats.jpeg import EXTENSION_HEADER, XMP_HEADER
from facelab.export.formats.tiff import XMP_TAG
from facelab.export.xmp import MAX_PACKET

JPEG = b"\xff\xd8\xff"
TIFF = (b"II*\0", b"MM\0*")
EXR = b"\x76\x2f\x31\x01"
MOST_PIECES = 10_000  # segments, chunks, entries or attributes of a file

_DIGEST = 32  # characters that say to which packet an extension belongs
_SOS, _EOI = 0xDA, 0xD9
_ALONE = (0x01, *range(0xD0, 0xD8))  # markers without a length
_MOST_NAME = 256
_BYTE_TYPES = (1, 2, 6, 7)


def jpeg_packets(file: BinaryIO) -> list[bytes]:
    """XMP packets of a JPEG picture: the main one, and the extended one if it is whole."""
    found: list[bytes] = []
    parts: dict[tuple[bytes, int], dict[int, bytes]] = {}
    held = 0
    with reading():
        file.seek(2)
        for _ in range(MOST_PIECES):
            kind = _marker(file)
            if kind in (_SOS, _EOI):
                break
            if kind in _ALONE:
                continue
            (length,) = struct.unpack(">H", read_exactly(file, 2))
            body = read_exactly(file, length - 2) if kind == 0xE1 else _skip(file, length - 2)
            if body.startswith(XMP_HEADER):
                found.append(body[len(XMP_HEADER) :])
            elif body.startswith(EXTENSION_HEADER):
                rest = body[len(EXTENSION_HEADER) :]
                size, start = struct.unpack(">II", rest[_DIGEST : _DIGEST + 8])
                held += len(rest)
                if size > MAX_PACKET or held > 2 * MAX_PACKET:
                    raise UnreadableError("its XMP packet is far larger than it should be")
                parts.setdefault((rest[:_DIGEST], size), {})[start] = rest[_DIGEST + 8 :]
        else:
            raise UnreadableError("it has too many pieces for a picture")
    for (_, size), pieces in parts.items():
        whole = b"".join(pieces[start] for start in sorted(pieces))
        if len(whole) == size:
            found.append(whole)
    return found


def webp_packets(file: BinaryIO) -> list[bytes]:
    """The XMP packet of a WebP picture, if there is one; it stands behind the pixels."""
    with reading():
        end = file.seek(0, io.SEEK_END)
        file.seek(4)
        (length,) = struct.unpack("<I", read_exactly(file, 4))
        file.seek(12)
        for _ in range(MOST_PIECES):
            head = file.read(8)
            if len(head) < 8:
                if length + 8 > end:
                    raise UnreadableError(CUT_SHORT)
                return []
            kind, size = struct.unpack("<4sI", head)
            if kind == b"XMP ":
                return [_packet(file, size)]
            file.seek(size + (size & 1), io.SEEK_CUR)
    raise UnreadableError("it has too many pieces for a picture")


def tiff_packets(file: BinaryIO) -> list[bytes]:
    """The XMP packet of a TIFF picture, if there is one."""
    with reading():
        order = "<" if read_exactly(file, 4)[:1] == b"I" else ">"
        (place,) = struct.unpack(f"{order}I", read_exactly(file, 4))
        file.seek(place)
        (count,) = struct.unpack(f"{order}H", read_exactly(file, 2))
        for _ in range(min(count, MOST_PIECES)):
            tag, kind, length, value = struct.unpack(f"{order}HHI4s", read_exactly(file, 12))
            if tag != XMP_TAG or kind not in _BYTE_TYPES:
                continue
            if length <= 4:
                return [value[:length]]
            (place,) = struct.unpack(f"{order}I", value)
            file.seek(place)
            return [_packet(file, length)]
    return []


def exr_text(file: BinaryIO, wanted: str, limit: int) -> str | None:
    """A text attribute of an OpenEXR picture, None if there is none of this name."""
    with reading():
        for name, kind, length in exr_attributes(file):
            if name == wanted.encode() and kind == b"string":
                if not 0 <= length <= limit:
                    raise UnreadableError("the text in it is far larger than it should be")
                return read_exactly(file, length).decode("utf-8")
    return None


def exr_attributes(file: BinaryIO) -> Iterator[tuple[bytes, bytes, int]]:
    """Name, type and length of each attribute in the header of an OpenEXR picture; the file is
    where its value begins, and at the end behind the header.

    Raises
    ------
    UnreadableError
        The header is damaged.
    """
    file.seek(8)
    for _ in range(MOST_PIECES):
        name = _name(file)
        if not name:
            return
        kind = _name(file)
        (length,) = struct.unpack("<i", read_exactly(file, 4))
        begin = file.tell()
        yield name, kind, length
        if length < 0:
            raise UnreadableError
        file.seek(begin + length)
    raise UnreadableError("it has too many pieces for a picture")


def _marker(file: BinaryIO) -> int:
    """The next marker of a JPEG picture; bytes of 255 may stand before it."""
    if read_exactly(file, 1) != b"\xff":
        raise UnreadableError
    for _ in range(_MOST_NAME):
        (kind,) = read_exactly(file, 1)
        if kind != 0xFF:
            return int(kind)
    raise UnreadableError


def _skip(file: BinaryIO, length: int) -> bytes:
    if length < 0:
        raise UnreadableError
    file.seek(length, io.SEEK_CUR)
    return b""


def _packet(file: BinaryIO, length: int) -> bytes:
    if length > MAX_PACKET:
        raise UnreadableError("its XMP packet is far larger than it should be")
    return read_exactly(file, length)


def _name(file: BinaryIO) -> bytes:
    """A name of an OpenEXR header, up to its zero."""
    found = bytearray()
    while (letter := read_exactly(file, 1)) != b"\0":
        found += letter
        if len(found) >= _MOST_NAME:
            raise UnreadableError
    return bytes(found)
