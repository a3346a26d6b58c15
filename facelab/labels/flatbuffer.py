"""Tables of FlatBuffers, the form of .tflite files: read a field at a time, within their bytes.

https://flatbuffers.dev/internals
"""

from __future__ import annotations

import struct

from facelab.damage import UnreadableError

_MAX_ITEMS = 100_000


class MalformedError(UnreadableError):
    """The bytes are not what such a file holds."""


class Table:
    """A table of a FlatBuffer: fields by number, each of them optional."""

    def __init__(self, data: bytes, at: int) -> None:
        self._data, self._at = data, at
        self._fields = at - _unpack("<i", data, at)
        self._count = (_unpack("<H", data, self._fields) - 4) // 2

    def _place(self, number: int) -> int:
        if number >= self._count:
            return 0
        offset = _unpack("<H", self._data, self._fields + 4 + 2 * number)
        return self._at + offset if offset else 0

    def integer(self, number: int, kind: str = "<i", default: int = 0) -> int:
        """A number; `kind` as in struct."""
        place = self._place(number)
        return _unpack(kind, self._data, place) if place else default

    def table(self, number: int) -> Table | None:
        """A table inside this one."""
        place = self._place(number)
        return Table(self._data, follow(self._data, place)) if place else None

    def tables(self, number: int) -> list[Table]:
        """A list of tables."""
        start, count = self._vector(number)
        return [Table(self._data, follow(self._data, start + 4 * k)) for k in range(count)]

    def integers(self, number: int) -> list[int]:
        """A list of 32-bit numbers."""
        start, count = self._vector(number)
        return list(_unpack_many(f"<{count}i", self._data, start))

    def content(self, number: int) -> bytes:
        """A list of bytes, or a text."""
        start, count = self._vector(number, _unlimited=True)
        if start + count > len(self._data):
            raise MalformedError("a list extends beyond the end of the file")
        return self._data[start : start + count]

    def _vector(self, number: int, _unlimited: bool = False) -> tuple[int, int]:
        place = self._place(number)
        if not place:
            return 0, 0
        start = follow(self._data, place)
        count = _unpack("<I", self._data, start)
        if count > _MAX_ITEMS and not _unlimited:
            raise MalformedError("a list is too long")
        return start + 4, count


def _unpack(kind: str, data: bytes, at: int) -> int:
    return int(_unpack_many(kind, data, at)[0])


def _unpack_many(kind: str, data: bytes, at: int) -> tuple[int, ...]:
    if at < 0:
        raise MalformedError("an offset points before the start of the file")
    return struct.unpack_from(kind, data, at)


def follow(data: bytes, at: int) -> int:
    """Where the offset at this place leads."""
    return at + _unpack("<I", data, at)
