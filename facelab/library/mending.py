"""A damaged library's file with a header that is known to be good.

Of the first 100 bytes SQLite believes every one, and each that is wrong can make all pages
behind them unreadable. But facelab writes them all the same way: only the page size is not
known, and that can be seen from the pages. See the SQLite file format,
https://www.sqlite.org/fileformat2.html, sections 1.3 and 4.
"""

from __future__ import annotations

import shutil
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from facelab.files import open_regular
from facelab.library.soundness import HEADER_BYTES, MAGIC, PAGE_SIZES, page_size

USUAL_PAGE_SIZE = 4096
# First byte of a page: the four kinds of b-tree pages, and what overflow and free pages have.
KINDS = frozenset({2, 5, 10, 13})
_FREE = 0
_LOOKED_AT = 64
_NO_LIMIT = 2**62
_PAGE_HEAD = struct.Struct(">BHHHB")
_MOST_FRAGMENTS = 60
_LOG_MAGIC = (0x377F0682, 0x377F0683)
_LOG_HEAD = struct.Struct(">8I")
_FRAME_HEAD = struct.Struct(">6I")


@dataclass(frozen=True)
class Mended:
    """How a copy is laid out.

    Attributes
    ----------
    page_size : int
    free : frozenset of int
        Numbers of the pages that the file counted as free; none if that list was damaged.
    """

    page_size: int
    free: frozenset[int]


def mended_copy(damaged: Path, into: Path) -> Mended | None:
    """Copy a library's file, with what its log holds played into it, under a good header.

    Returns None, and leaves no copy, if there are no pages in it.

    Raises
    ------
    OSError
        It cannot be read, or there is no room for the copy.
    """
    shutil.copyfile(damaged, into)
    with into.open("rb+") as file:
        size = _page_size(file)
        if size:
            _play(damaged.with_name(damaged.name + "-wal"), file, size)
            mended = Mended(size, _free_pages(file, size))
            _write_header(file, size)
            return mended
    into.unlink()
    return None


def _page_size(file: BinaryIO) -> int:
    file.seek(0)
    said = page_size(file.read(HEADER_BYTES))
    # The smallest that fits: a page of a multiple begins where one of them does.
    candidates: list[int] = [*([said] if said else []), *PAGE_SIZES]
    fitting = (size for size in candidates if _looks_like_pages(file, size))
    usual = USUAL_PAGE_SIZE if file.seek(0, 2) >= USUAL_PAGE_SIZE else 0
    return next(fitting, usual)


def _looks_like_pages(file: BinaryIO, size: int) -> bool:
    """Whether most pages that are no overflow begin as those of a table or an index do."""
    good = wrong = 0
    for number in range(1, _LOOKED_AT):
        file.seek(number * size)
        head = file.read(_PAGE_HEAD.size)
        if len(head) < _PAGE_HEAD.size:
            break
        kind, free, cells, begin, fragments = _PAGE_HEAD.unpack(head)
        if kind in KINDS:
            begin = begin or 65536
            fits = free < size and 8 + 2 * cells <= begin <= size and fragments <= _MOST_FRAGMENTS
            good, wrong = good + fits, wrong + (not fits)
        elif kind != _FREE:
            wrong += 1
    return good > 0 and good >= 4 * wrong


def _play(log: Path, file: BinaryIO, size: int) -> None:
    """Write the pages of a log into the file, as far as they were committed."""
    try:
        raw = open_regular(log, _NO_LIMIT)
    except OSError:
        return
    with raw:
        head = raw.read(_LOG_HEAD.size)
        if len(head) < _LOG_HEAD.size:
            return
        magic, _, page, _, *salts = _LOG_HEAD.unpack(head)[:6]
        if magic not in _LOG_MAGIC or page != size:
            return
        pages: dict[int, int] = {}  # number of a page -> where in the log it is
        waiting: dict[int, int] = {}
        while len(frame := raw.read(_FRAME_HEAD.size)) == _FRAME_HEAD.size:
            number, total, *marks = _FRAME_HEAD.unpack(frame)[:4]
            if marks != salts or number == 0:
                break  # left from before the log was begun anew
            waiting[number] = raw.tell()
            if len(raw.read(size)) < size:
                break
            if total:  # the last of a transaction
                pages |= waiting
                waiting.clear()
        for number, place in pages.items():
            raw.seek(place)
            file.seek((number - 1) * size)
            file.write(raw.read(size))


def _free_pages(file: BinaryIO, size: int) -> frozenset[int]:
    file.seek(0)
    header = file.read(HEADER_BYTES)
    trunk, count = struct.unpack(">2I", header[32:40])
    free: set[int] = set()
    while trunk and trunk not in free and len(free) < count:
        free.add(trunk)
        file.seek((trunk - 1) * size)
        page = file.read(size)
        if len(page) < size:
            return frozenset()
        trunk, leaves = struct.unpack_from(">2I", page)
        if leaves > size // 4 - 2:
            return frozenset()
        free.update(struct.unpack_from(f">{leaves}I", page, 8))
    return frozenset(free) if len(free) == count else frozenset()


def _write_header(file: BinaryIO, size: int) -> None:
    pages = -(-file.seek(0, 2) // size)
    file.truncate(pages * size)
    header = bytearray(HEADER_BYTES)
    header[:16] = MAGIC
    header[16:18] = (1 if size == 65536 else size).to_bytes(2, "big")
    header[18:20] = b"\1\1"  # written and read without a log
    header[21:24] = b"\x40\x20\x20"
    header[27] = header[95] = 1  # the number of pages is valid
    header[28:32] = pages.to_bytes(4, "big")
    header[43] = 1
    header[47] = 4  # the format of the schema
    header[59] = 1  # UTF-8
    header[96:100] = (3_040_000).to_bytes(4, "big")
    file.seek(0)
    file.write(header)
