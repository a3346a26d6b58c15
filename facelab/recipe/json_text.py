"""JSON as editors write it: with a byte-order mark, in UTF-8 or UTF-16."""

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
        Its mark says UTF-16 or UTF-32, and it is not.
    """
    if isinstance(raw, str):
        return raw.removeprefix("\ufeff")
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return raw.decode(encoding)
    return raw.removeprefix(codecs.BOM_UTF8)
