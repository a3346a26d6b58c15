"""That a picture is in sRGB, as files say it."""

from __future__ import annotations

from functools import cache

from PIL import ImageCms

_DATE = slice(24, 36)  # of the profile's making: ICC.1:2022, 7.2.8
_DAY = bytes((0x07, 0xEA, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0))  # 2026-01-01
# Red, green, blue, white: x and y of ITU-R BT.709 and D65.
PRIMARIES = (0.64, 0.33, 0.30, 0.60, 0.15, 0.06, 0.3127, 0.3290)


@cache
def srgb_profile() -> bytes:
    """An ICC profile, the same bytes on every day."""
    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    made[_DATE] = _DAY
    return bytes(made)
