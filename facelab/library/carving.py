"""Rows straight from the pages of a damaged file, whatever leads to them.

SQLite finds a row through the table of tables and the pages above it; one broken link and all
below it is gone, though it is there. Here every page that holds rows is read by itself. See
https://www.sqlite.org/fileformat2.html, sections 1.5, 1.6 and 2.1.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator
from pathlib import Path

_LEAF = 13
_MAX_COLUMNS = 64
_SIZES = (0, 1, 2, 3, 4, 6, 8)

Value = int | float | str | bytes | None
Row = tuple[int, tuple[Value, ...]]


def carve(path: Path, size: int, free: frozenset[int] = frozenset()) -> Iterator[Row]:
    """Every row of every table page that makes sense: its number and its columns.

    Which table it is of is for the caller to see.

    Parameters
    ----------
    path : Path
        A file that `mending` has made.
    size : int
        Of a page.
    free : frozenset of int
        Pages to leave out: what was deleted for good stays so.
    """
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as raw:
        yield from _Pages(raw, size, free).rows()


class _Pages:
    def __init__(self, raw: mmap.mmap, size: int, free: frozenset[int]) -> None:
        self._raw = raw
        self._size = size
        self._count = len(raw) // size
        self._free = free

    def rows(self) -> Iterator[Row]:
        for number in range(1, self._count + 1):
            start = (number - 1) * self._size
            head = start + (100 if number == 1 else 0)
            if self._raw[head] != _LEAF or number in self._free:
                continue
            (cells,) = struct.unpack_from(">H", self._raw, head + 3)
            for index in range(min(cells, self._size // 4)):
                at = head + 8 + 2 * index
                if at + 2 > start + self._size:
                    break
                (place,) = struct.unpack_from(">H", self._raw, at)
                row = self._row(start, start + place)
                if row is not None:
                    yield row

    def _row(self, start: int, at: int) -> Row | None:
        end = start + self._size
        try:
            length, at = _varint(self._raw, at, end)
            number, at = _varint(self._raw, at, end)
            payload = self._payload(at, end, length)
            return None if payload is None else (_signed(number), _columns(payload))
        except (ValueError, IndexError, struct.error):
            return None

    def _payload(self, at: int, end: int, length: int) -> bytes | None:
        """All bytes of a row, those of its overflow pages too; None if they are not there."""
        usable = self._size
        most = usable - 35
        if length <= most:
            return self._raw[at : at + length] if at + length <= end else None
        least = (usable - 12) * 32 // 255 - 23
        local = least + (length - least) % (usable - 4)
        local = local if local <= most else least
        if at + local + 4 > end or length > len(self._raw):
            return None
        parts = [self._raw[at : at + local]]
        left = length - local
        (page,) = struct.unpack_from(">I", self._raw, at + local)
        while left > 0:
            if not 1 <= page <= self._count:
                return None
            start = (page - 1) * self._size
            (page,) = struct.unpack_from(">I", self._raw, start)
            part = min(left, usable - 4)
            parts.append(self._raw[start + 4 : start + 4 + part])
            left -= part
        return b"".join(parts)


def _varint(raw: mmap.mmap | bytes, at: int, end: int) -> tuple[int, int]:
    value = 0
    for index in range(9):
        if at + index >= end:
            raise ValueError("a number is cut off")
        byte = raw[at + index]
        if index == 8:
            return value << 8 | byte, at + 9
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + index + 1
    raise AssertionError


def _signed(number: int) -> int:
    return number - 2**64 if number >= 2**63 else number


def _columns(payload: bytes) -> tuple[Value, ...]:
    """The columns of a record; a ValueError if it is none."""
    head, at = _varint(payload, 0, len(payload))
    if not at <= head <= len(payload):
        raise ValueError("no head")
    kinds: list[int] = []
    while at < head and len(kinds) <= _MAX_COLUMNS:
        kind, at = _varint(payload, at, head)
        kinds.append(kind)
    values: list[Value] = []
    for kind in kinds:
        size = _SIZES[kind] if kind < 7 else 8 if kind == 7 else max(0, (kind - 12) // 2)
        part = payload[at : at + size]
        if len(part) < size or kind in (10, 11):
            raise ValueError("cut off")
        at += size
        values.append(_value(kind, part))
    return tuple(values)


def _value(kind: int, part: bytes) -> Value:
    if kind == 0:
        return None
    if kind == 7:
        return float(struct.unpack(">d", part)[0])
    if kind in (8, 9):
        return kind - 8
    if kind < 7:
        return int.from_bytes(part, "big", signed=True)
    return part.decode("utf-8", "replace") if kind % 2 else part
