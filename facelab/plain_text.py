"""Text from outside as plain text: nothing in a file or a name is markup, control or an order to
a terminal.

Whoever shows text to rich or to Qt escapes it there as well; this takes away what no escaping
covers. And how many of something there are, in words.
"""

from __future__ import annotations

# Zero-width non-joiner and joiner: Persian and Indic words, and many emoji, are other ones
# without them.
_JOINERS = "\u200c\u200d"


def plain(text: str, limit: int | None = None) -> str:
    """One line that can be shown anywhere.

    Control characters, line breaks, escapes of terminals, marks that turn the direction of
    writing, lone surrogates and all else that cannot be printed become spaces; spaces in a row
    become one. Joiners stay between letters that they can be meant for.

    Parameters
    ----------
    text : str
    limit : int or None
        Longest length in characters; what is longer is cut and ends in "…".
    """
    if text.isprintable():
        shown = text
    else:
        shown = "".join(
            letter if letter.isprintable() or _joins(text, place) else " "
            for place, letter in enumerate(text)
        )
    shown = " ".join(shown.split())
    if limit is not None and len(shown) > limit:
        shown = shown[: limit - 1].rstrip() + "…"
    return shown


def _joins(text: str, place: int) -> bool:
    """Whether a letter is a joiner between two that are neither ASCII nor blank."""
    sides = text[place - 1 : place] + text[place + 1 : place + 2]
    return (
        text[place] in _JOINERS
        and len(sides) == 2
        and all(side.isprintable() and not side.isascii() and not side.isspace() for side in sides)
    )


def cut_to_bytes(text: str, limit: int) -> str:
    """The beginning of a text that takes no more than `limit` bytes in UTF-8, letters whole.

    File systems count a name in bytes (255 on most), and an emoji takes four.
    """
    return text.encode("utf-8", "replace")[:limit].decode("utf-8", "ignore")


def counted(count: int, what: str) -> str:
    """As in "1 picture" and "1,200 pictures"."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"
