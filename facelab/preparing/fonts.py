"""Fonts for names: the one that comes with Pillow, which has ASCII alone, and for other letters
those of the system.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from PIL import ImageFont

# Where each system keeps letters of many languages. Pillow looks for them in its folders.
SYSTEM = (
    *("DejaVuSans.ttf", "NotoSans-Regular.ttf", "LiberationSans-Regular.ttf"),  # Linux
    *("segoeui.ttf", "arial.ttf", "Helvetica.ttc", "Arial Unicode.ttf"),  # Windows, macOS
    *("NotoSansCJK-Regular.ttc", "NotoSansCJKjp-Regular.otf", "wqy-zenhei.ttc"),
    *("msyh.ttc", "YuGothR.ttc", "malgun.ttf", "PingFang.ttc", "Hiragino Sans GB.ttc"),
    *("AppleSDGothicNeo.ttc", "NotoNaskhArabic-Regular.ttf", "Nirmala.ttf"),
)

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
_MISSING = "\uffff"  # no letter: every font draws for it what stands for missing ones
_PROBE = 24  # pixels that fonts are compared at


def readable(text: str, size: float) -> tuple[str, Font]:
    """The text, and a font that has all its letters.

    Where no font has them all, accents go; where that does not help, the font that comes with
    Pillow draws boxes.
    """
    for each in (text, _without_accents(text)):
        if each.isascii():
            return each, ImageFont.load_default(size)
        for name in SYSTEM:
            if (font := _sized(name, size)) is not None and _has_all(name, each):
                return each, font
    return text, ImageFont.load_default(size)


def _without_accents(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


@cache
def _sized(name: str, size: float) -> ImageFont.FreeTypeFont | None:
    try:
        return ImageFont.truetype(name, size)
    except OSError:  # this system does not have it, or it is damaged
        return None


def _has_all(name: str, text: str) -> bool:
    return all(letter.isspace() or _has(name, letter) for letter in set(text))


@cache
def _has(name: str, letter: str) -> bool:
    font = _sized(name, _PROBE)
    return font is not None and bytes(font.getmask(letter)) != bytes(font.getmask(_MISSING))
