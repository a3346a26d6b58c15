"""The boxes of an MP4 or MOV file, and XMP among them.

ISO/IEC 14496-12, 4.2: a size, a kind of four letters, a content. XMP specification, part 3, 2.2:
in MP4 the packet is a box of the kind "uuid" with a name of its own, in MOV one of the kind "XMP_"
in the user data of the movie.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

from facelab.damage import CUT_SHORT, UnreadableError

_XMP = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
MOST_BOXES = 10_000
_IN_MOVIE = (b"moov", b"udta", b"XMP_")


def xmp_box(packet: bytes) -> bytes:
    """A packet as a box that may stand at the end of a file."""
    content = _XMP + packet
    return (8 + len(content)).to_bytes(4, "big") + b"uuid" + content


def xmp_in(file: BinaryIO, limit: int) -> bytes | None:
    """The packet in a file, None if there is none of up to `limit` bytes."""
    end = file.seek(0, io.SEEK_END)
    for kind, start, stop in _boxes(file, 0, end):
        if kind == b"uuid" and _read(file, start, len(_XMP)) == _XMP:
            body = start + len(_XMP)
            return _read(file, body, stop - body) if stop - body <= limit else None
    start, stop = 0, end
    for wanted in _IN_MOVIE:
        found = next((each for each in _boxes(file, start, stop) if each[0] == wanted), None)
        if found is None:
            return None
        _, start, stop = found
    return _read(file, start, stop - start) if stop - start <= limit else None


def index_is_first(file: BinaryIO) -> bool:
    """Whether a player may begin before it has the whole file."""
    end = file.seek(0, io.SEEK_END)
    kinds = [kind for kind, _, _ in _boxes(file, 0, end)]
    return b"moov" in kinds and b"mdat" in kinds and kinds.index(b"moov") < kinds.index(b"mdat")


def check_boxes(file: BinaryIO) -> None:
    """Raises UnreadableError if boxes go beyond the end, or those of a movie are not there."""
    end = file.seek(0, io.SEEK_END)
    place, kinds = 0, []
    for kind, start, stop in _boxes(file, 0, end):
        if kind == b"moov" and max((c for _, _, c in _boxes(file, start, stop)), default=0) != stop:
            raise UnreadableError
        kinds.append(kind)
        place = stop
    if (place != end and len(kinds) < MOST_BOXES) or not {b"moov", b"mdat"}.issubset(kinds):
        raise UnreadableError(CUT_SHORT)


def _boxes(file: BinaryIO, place: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Kind, and where the content begins and ends, of each box that is whole."""
    for _ in range(MOST_BOXES):
        if place + 8 > end:
            return
        first = _read(file, place, 16)
        size, kind, head = int.from_bytes(first[:4], "big"), first[4:8], 8
        if size == 1:  # a size of 64 bits follows
            size, head = int.from_bytes(first[8:16], "big"), 16
        elif size == 0:  # to the end
            size = end - place
        if size < head or place + size > end:
            return
        yield kind, place + head, place + size
        place += size


def _read(file: BinaryIO, place: int, count: int) -> bytes:
    file.seek(place)
    return file.read(count)
