"""The boxes of an MP4 file, and XMP among them.

ISO/IEC 14496-12, 4.2: a size, a kind of four letters, a content. XMP specification, part 3, 2.2:
the packet is a box of the kind "uuid" with a name of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

_XMP = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
MOST_BOXES = 10_000


def xmp_box(packet: bytes) -> bytes:
    """A packet as a box that may stand at the end of a file."""
    content = _XMP + packet
    return (8 + len(content)).to_bytes(4, "big") + b"uuid" + content


def xmp_in(content: bytes, limit: int) -> bytes | None:
    """The packet in a file, None if there is none of up to `limit` bytes."""
    for kind, start, end in _boxes(content):
        body = start + len(_XMP)
        if kind == b"uuid" and content[start:body] == _XMP:
            return content[body:end] if end - body <= limit else None
    return None


def _boxes(content: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Kind, and where the content begins and ends, of each box that is whole."""
    place = 0
    for _ in range(MOST_BOXES):
        if place + 8 > len(content):
            return
        size, kind, head = int.from_bytes(content[place : place + 4], "big"), place + 4, 8
        if size == 1:  # a size of 64 bits follows
            size, head = int.from_bytes(content[place + 8 : place + 16], "big"), 16
        elif size == 0:  # to the end of the file
            size = len(content) - place
        if size < head or place + size > len(content):
            return
        yield content[kind : kind + 4], place + head, place + size
        place += size
