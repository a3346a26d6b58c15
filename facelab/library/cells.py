"""Values of the library's tables as the types that they must have.

SQLite takes any kind of value in any column; a damaged page may hold a number where a text
belongs. `soundness` looks for the same when a file is checked.

Each raises a LibraryDamagedError if the value is of another kind.
"""

from __future__ import annotations

from facelab.library.faults import LibraryDamagedError, damaged
from facelab.library.values import LATEST_SECOND


def text(value: object) -> str:
    """A text."""
    if not isinstance(value, str):
        raise _another(value)
    return value


def blob(value: object) -> bytes:
    """Bytes."""
    if not isinstance(value, bytes):
        raise _another(value)
    return value


def whole(value: object) -> int:
    """A whole number."""
    if not isinstance(value, int):
        raise _another(value)
    return value


def whole_or_none(value: object) -> int | None:
    """A whole number, or none."""
    return None if value is None else whole(value)


def second(value: object) -> float:
    """A point in time, seconds since 1970."""
    if not isinstance(value, int | float) or not 0 <= value <= LATEST_SECOND:
        raise _another(value)
    return float(value)


def second_or_none(value: object) -> float | None:
    """A point in time, or none."""
    return None if value is None else second(value)


def _another(value: object) -> LibraryDamagedError:
    kind = type(value).__name__
    return damaged(f"It contains a value ({kind}) that facelab does not write.")
