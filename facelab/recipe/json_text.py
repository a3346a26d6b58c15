"""JSON as editors write it: with a byte-order mark or without, in UTF-8 or UTF-16."""

from __future__ import annotations

import codecs

_MARKS = (  # UTF-32's begins with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def json_text(raw: str | bytes) -> str | bytes:
    """The same JSON as a parser takes it: in UTF-8 or decoded, without a mark before it.

    Raises
    ------
    UnicodeDecodeError
        It looks like UTF-16 or UTF-32, and it is not.
    """
    if isinstance(raw, str):
        return raw.removeprefix("\ufeff")
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return raw.decode(encoding)
    # JSON begins with an ASCII letter: where the zeros lie beside it shows how wide letters are.
    first = tuple(map(bool, raw[:2]))
    if first == (False, True):
        return raw.decode("utf-16-be")
    if first == (True, False):
        return raw.decode("utf-16-le" if any(raw[2:4]) else "utf-32-le")
    return raw.removeprefix(codecs.BOM_UTF8)
