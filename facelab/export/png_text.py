"""A text out of a PNG picture, wherever in the file it lies.

Pillow finds texts after the pixels only by unpacking these, and reads a chunk as long as it
claims to be. Here pixels are stepped over, and of a text no more is read or unpacked than allowed.
Text chunks: PNG specification, third edition, 11.3.3.
"""

from __future__ import annotations

import io
import struct
import zlib
from typing import BinaryIO

from facelab.damage import UnreadableError, read_exactly, reading

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MAX_CHUNKS = 500_000  # a picture of 8192 px in chunks of 8 KB has a tenth of it
MAX_SIDE = 2**20
_MAX_KEYWORD = 79
_TEXTS = (b"tEXt", b"zTXt", b"iTXt")


def find_text(file: BinaryIO, keyword: str, limit: int) -> str | None:
    """The first text of this keyword; None if there is none.

    Parameters
    ----------
    file : file object
        That can seek.
    limit : int
        Most bytes that the text may have, packed or not.

    Raises
    ------
    UnreadableError
        It is no PNG picture, it is cut short, or the text is damaged or longer.
    """
    with reading():
        if file.read(len(SIGNATURE)) != SIGNATURE:
            raise UnreadableError("it is not a PNG picture")
        _check_header(file)
        for _ in range(MAX_CHUNKS):
            length, kind = struct.unpack(">I4s", read_exactly(file, 8))
            if kind == b"IEND":
                return None
            if kind not in _TEXTS:
                file.seek(length + 4, io.SEEK_CUR)
                continue
            wanted = keyword.encode("latin-1") + b"\0"
            head = read_exactly(file, min(length, _MAX_KEYWORD + 1))
            if not head.startswith(wanted):
                file.seek(length - len(head) + 4, io.SEEK_CUR)
                continue
            if length > limit + 2 * _MAX_KEYWORD:
                raise UnreadableError("it contains far too much text")
            body = head + read_exactly(file, length - len(head))
            (checksum,) = struct.unpack(">I", read_exactly(file, 4))
            if checksum != zlib.crc32(kind + body):
                raise UnreadableError("the text in it is damaged")
            return _text(kind, body[len(wanted) :], limit)
    raise UnreadableError("it has too many pieces for a picture")


def _check_header(file: BinaryIO) -> None:
    length, kind, width, height = struct.unpack(">I4sII", read_exactly(file, 16))
    if kind != b"IHDR" or length != 13:
        raise UnreadableError
    if not (1 <= width <= MAX_SIDE and 1 <= height <= MAX_SIDE):
        raise UnreadableError("its size is impossible")
    file.seek(length - 8 + 4, io.SEEK_CUR)


def _text(kind: bytes, body: bytes, limit: int) -> str:
    """The text of a chunk, from behind its keyword."""
    packed = kind == b"zTXt"
    if kind == b"iTXt":
        packed = body[0] != 0
        # flag, method, language 0 keyword in that language 0 text
        _, _, raw = body[2:].split(b"\0", 2)
        method = body[1]
    else:
        method, raw = (body[0], body[1:]) if packed else (0, body)
    if packed:
        if method != 0:
            raise UnreadableError("the text in it is compressed in an unknown way")
        raw = _unpacked(raw, limit)
    if kind == b"iTXt":
        return raw.decode("utf-8")
    try:  # which is what programs write there that move texts; the specification says Latin-1
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _unpacked(raw: bytes, limit: int) -> bytes:
    unpacker = zlib.decompressobj()
    text = unpacker.decompress(raw, limit + 1)
    if len(text) > limit:
        raise UnreadableError("the text in it is far larger than it should be")
    if not unpacker.eof:
        raise UnreadableError("the text in it is cut short")
    return text
