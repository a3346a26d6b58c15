"""The XMP packet of a clip, whichever kind it is: found without reading pixels, and never more
read than a packet may have.

GIF89a, and XMP specification, part 3, 1.1.2: an application extension of its own. Matroska,
RFC 9559: a tag, for which there is no agreed name. The others: `boxes`, and as in pictures.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import BinaryIO

from facelab.damage import CUT_SHORT, UnreadableError, read_exactly, reading
from facelab.export import packets
from facelab.export.clips.boxes import check_boxes, xmp_in
from facelab.export.formats.png import XMP_CHUNK
from facelab.export.png_text import SIGNATURE, find_text
from facelab.export.xmp import MAX_PACKET

WEBM_TAG = "XMP"
GIF_XMP = b"XMP DataXMP"
GIF_TRAILER = bytes([1, *range(255, -1, -1), 0])  # leads readers that count blocks to the end
GIF = (b"GIF87a", b"GIF89a")
WEBM = b"\x1a\x45\xdf\xa3"
_SEGMENT, _TAGS, _TAG, _SIMPLE, _NAME, _STRING = (
    0x18538067, 0x1254C367, 0x7373, 0x67C8, 0x45A3, 0x4487,
)  # fmt: skip
_GIF_END = b"\x3b"
_MOST = 200_000  # blocks or elements


def packet_of(file: BinaryIO) -> bytes | None:
    """The packet of a clip, None if it has none, or is no clip.

    Raises
    ------
    UnreadableError
        The file is damaged, or the packet larger than any.
    """
    file.seek(0)
    head = file.read(12)
    with reading():
        if head[4:8] == b"ftyp":
            return _or_cut_short(file, xmp_in(file, MAX_PACKET), check_boxes)
        if head.startswith(GIF):
            return _or_cut_short(file, _gif_packet(file), check_gif)
        if head.startswith(WEBM):
            return _or_cut_short(file, _webm_packet(file), check_webm)
        file.seek(0)
        if head.startswith(SIGNATURE):
            text = find_text(file, XMP_CHUNK, MAX_PACKET)
            return None if text is None else text.encode("utf-8")
        if head.startswith(b"RIFF") and head.endswith(b"WEBP"):
            return next(iter(packets.webp_packets(file)), None)
    return None


def _or_cut_short(
    file: BinaryIO, packet: bytes | None, check: Callable[[BinaryIO], None]
) -> bytes | None:
    """The packet of a clip; without one the file may have ended before it."""
    if packet is None:
        check(file)
    return packet


def gif_pictures(file: BinaryIO) -> int:
    """How many pictures a GIF has, none of them unpacked; its XMP need not be whole blocks."""
    return sum(1 for kind, _ in _gif_pieces(file) if kind == b"\x2c")


def check_gif(file: BinaryIO) -> None:
    """Raises UnreadableError if it ends before its trailer."""
    if not any(kind == _GIF_END for kind, _ in _gif_pieces(file)):
        raise UnreadableError(CUT_SHORT)


def _gif_packet(file: BinaryIO) -> bytes | None:
    for kind, name in _gif_pieces(file):
        if kind == b"\x21" and name == GIF_XMP:
            return _gif_xmp(file)
    return None


def _gif_pieces(file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """Kind of each picture and extension, and of the trailer; the name of an application's."""
    file.seek(10)
    packed = read_exactly(file, 3)[0]
    if packed & 0x80:
        file.seek(3 << (1 + (packed & 7)), io.SEEK_CUR)
    for _ in range(_MOST):
        kind, name = file.read(1), b""
        if kind == b"\x21":
            if read_exactly(file, 1) == b"\xff":
                name = read_exactly(file, read_exactly(file, 1)[0])
        elif kind == b"\x2c":
            packed = read_exactly(file, 9)[8]
            size = 3 << (1 + (packed & 7)) if packed & 0x80 else 0
            file.seek(size + 1, io.SEEK_CUR)
        yield kind, name
        if kind not in (b"\x21", b"\x2c"):
            return
        _skip_blocks(file)
    raise UnreadableError("it has too many pieces for a clip")


def _gif_xmp(file: BinaryIO) -> bytes:
    """The packet stands there as it is, its letters taken for lengths by who does not know it."""
    found = bytearray()
    while True:
        more = file.read(65_536)
        begin = max(0, len(found) - len(GIF_TRAILER))
        found += more
        place = found.find(GIF_TRAILER[:-1], begin)
        if not (0 <= place <= MAX_PACKET) and len(found) > MAX_PACKET:
            raise UnreadableError("its XMP packet is far larger than it should be")
        if place < 0 and not more:
            raise UnreadableError(CUT_SHORT)
        if place >= 0:
            return bytes(found[:place])


def _skip_blocks(file: BinaryIO) -> None:
    for _ in range(_MOST * 10):
        (length,) = read_exactly(file, 1)
        if not length:
            return
        file.seek(length, io.SEEK_CUR)
    raise UnreadableError("it has too many pieces for a clip")


def check_webm(file: BinaryIO) -> None:
    """Raises UnreadableError if what is in it goes beyond its end, or there is nothing."""
    end = file.seek(0, io.SEEK_END)
    segments = 0
    for kind, start, stop in _to_the_end(file, 0, end):
        if kind == _SEGMENT:
            segments += sum(1 for _ in _to_the_end(file, start, stop))
    if not segments:
        raise UnreadableError(CUT_SHORT)


def _to_the_end(file: BinaryIO, place: int, end: int) -> Iterator[tuple[int, int, int]]:
    for kind, start, stop in _elements(file, place, end):
        yield kind, start, stop
        place = stop
    if place != end:
        raise UnreadableError(CUT_SHORT)


def _webm_packet(file: BinaryIO) -> bytes | None:
    end = file.seek(0, io.SEEK_END)
    for kind, start, stop in _elements(file, 0, end):
        if kind != _SEGMENT:
            continue
        for tags in _of_kind(file, start, stop, _TAGS):
            for tag in _of_kind(file, *tags, _TAG):
                for simple in _of_kind(file, *tag, _SIMPLE):
                    said = {name: place for name, *place in _elements(file, *simple)}
                    if _NAME not in said or _STRING not in said:
                        continue
                    if _content(file, *said[_NAME]) == WEBM_TAG.encode():
                        return _content(file, *said[_STRING])
    return None


def _of_kind(file: BinaryIO, start: int, stop: int, kind: int) -> Iterator[tuple[int, int]]:
    return ((a, b) for each, a, b in _elements(file, start, stop) if each == kind)


def _elements(file: BinaryIO, place: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Kind, and where the content begins and ends, of each element of EBML (RFC 8794)."""
    for _ in range(_MOST):
        if place >= end:
            return
        file.seek(place)
        kind = _number(file, keep=True)
        size = _number(file, keep=False)
        start = file.tell()
        # a size of ones alone is not known: to the end
        stop = end if size is None else start + size
        if kind is None or stop > end:
            return
        yield kind, start, stop
        place = stop
    raise UnreadableError("it has too many pieces for a clip")


def _number(file: BinaryIO, keep: bool) -> int | None:
    """A number of EBML's own length; `keep` leaves the bit that says the length in it."""
    first = read_exactly(file, 1)
    length = 9 - first[0].bit_length()
    if length > 8:
        raise UnreadableError
    value = int.from_bytes(first + read_exactly(file, length - 1), "big")
    if keep:
        return value
    value &= (1 << (7 * length)) - 1
    return None if value == (1 << (7 * length)) - 1 else value


def _content(file: BinaryIO, start: int, stop: int) -> bytes:
    if stop - start > MAX_PACKET:
        raise UnreadableError("its XMP packet is far larger than it should be")
    file.seek(start)
    return read_exactly(file, stop - start)
