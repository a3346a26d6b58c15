"""What people type, to wishes: "age 20 to 40, dark hair, no glasses", "smile > 0.5"."""

from __future__ import annotations

import difflib
import re

from facelab.casting.wishes import Range, Wish
from facelab.casting.words import LABELS, OTHER_NAMES, WORDS, range_text
from facelab.errors import RecipeError
from facelab.plain_text import plain

_NUMBER = r"[-+−]?\d+(?:\.\d+)?"
_UNIT = r"\s*(?:years?|y|°|degrees?|sd|sigma|σ)?"
_BETWEEN = re.compile(
    rf"(?P<name>[a-z][a-z -]*?)\s*[=:]?\s*(?:between\s+|from\s+)?(?P<low>{_NUMBER}){_UNIT}"
    rf"\s*(?:to|and|\.\.+|–|-)\s*(?P<high>{_NUMBER}){_UNIT}"
)
_ABOVE = re.compile(
    rf"(?P<name>[a-z][a-z -]*?)\s*(?:>=?|≥|over|above|at least|from)\s*(?P<low>{_NUMBER}){_UNIT}"
)
_BELOW = re.compile(
    rf"(?P<name>[a-z][a-z -]*?)\s*(?:<=?|≤|under|below|at most|up to)\s*"
    rf"(?P<high>{_NUMBER}){_UNIT}"
)
_SHOWN = 60
MOST_LETTERS = 200  # of a wish as it is typed


def wishes_of(text: str) -> tuple[Wish, ...]:
    """The wishes in a text, one between every two commas.

    Raises
    ------
    RecipeError
        One of them is not understood; it says what was probably meant.
    """
    return tuple(wish_of(part) for part in text.split(",") if part.strip())


def one_wish(text: str) -> Wish | None:
    """All that a text wishes for as one wish; None if it wishes for nothing.

    Raises
    ------
    RecipeError
        A part of it is not understood, or it is too much for one.
    """
    wishes = wishes_of(text)
    if len(wishes) < 2:
        return wishes[0] if wishes else None
    words = ", ".join(each.words for each in wishes)
    try:
        return Wish(words, tuple(each for wish in wishes for each in wish.ranges))
    except ValueError as error:
        raise RecipeError(f"The wish “{words[:_SHOWN]}” makes no sense: {error}.") from None


def text_of(wish: Wish) -> str:
    """What one types for a wish: its words if they mean the same, as they need not in a file that
    was written by hand; else its ranges.

    Raises
    ------
    RecipeError
        Nothing that one can type means it.
    """
    for text in (wish.words, ", ".join(map(range_text, wish.ranges))):
        try:
            meant = one_wish(text)
        except RecipeError:
            continue
        if meant is not None and meant.ranges == wish.ranges and len(text) <= MOST_LETTERS:
            return text
    raise RecipeError(
        f"The wish “{plain(wish.words, _SHOWN)}” cannot be shown in the window.",
        "Its ranges are more exact than what one can type.",
        "Give the file to facelab make cast with --wishes.",
    )


def wish_of(text: str) -> Wish:
    """One wish.

    Raises
    ------
    RecipeError
        It is not understood.
    """
    words = " ".join(plain(text).lower().split())
    ranges = WORDS.get(words) or _ranges(words)
    if ranges is None:
        raise _not_understood(words)
    try:
        return Wish(words, ranges)
    except ValueError as error:
        raise RecipeError(f"The wish “{words[:_SHOWN]}” makes no sense: {error}.") from None


def _ranges(words: str) -> tuple[Range, ...] | None:
    for form in (_BETWEEN, _ABOVE, _BELOW):
        if (found := form.fullmatch(words)) is None:
            continue
        label = _label(found["name"].strip())
        ends = {
            end: float(each.replace("−", "-"))
            for end, each in found.groupdict().items()
            if end != "name"
        }
        try:
            return (Range(label, **ends),)
        except ValueError as error:
            raise RecipeError(f"The wish “{words[:_SHOWN]}” makes no sense: {error}.") from None
    return None


def _label(name: str) -> str:
    spelled = name.replace(" ", "-")
    label = OTHER_NAMES.get(spelled, spelled)
    if label not in LABELS:
        known = [*LABELS, *OTHER_NAMES]
        raise RecipeError(
            f"Nothing called “{name[:_SHOWN]}” is measured in faces.",
            "",
            f"{_meant(spelled, known)}Write “age 20 to 40”, “smile > 0.5” or words such as "
            "“dark hair”.",
        )
    return label


def _not_understood(words: str) -> RecipeError:
    if words in LABELS or words in OTHER_NAMES:
        return RecipeError(
            f"The wish “{words}” has no limit.", "", f"Say how much, as in “{words} > 0.5”."
        )
    return RecipeError(
        f"The wish “{words[:_SHOWN]}” is not understood.",
        "",
        f"{_meant(words, list(WORDS))}Write “age 20 to 40”, “smile > 0.5” or words such as "
        "“dark hair”.",
    )


def _meant(spelled: str, known: list[str]) -> str:
    near = difflib.get_close_matches(spelled, known, n=1)
    return f"Did you mean “{near[0]}”? " if near else ""
