from __future__ import annotations

import struct

import pytest

from facelab.damage import UnreadableError
from facelab.export.clips.reading import first_picture


def gif(screen: tuple[int, int], picture: tuple[int, int]) -> bytes:
    """A GIF that says sizes and has no pixels."""
    head = b"GIF89a" + struct.pack("<HHBBB", *screen, 0x80, 0, 0) + bytes(6)
    return head + b"," + struct.pack("<HHHHB", 0, 0, *picture, 0) + b"\x02\x00;"


@pytest.mark.parametrize(("screen", "picture"), [((9, 9), (40_000, 40_000)), ((9000, 9), (9, 9))])
def test_a_clip_whose_pictures_are_far_too_large_is_refused_in_words(screen, picture):
    with pytest.raises(UnreadableError, match=r"size|larger"):
        first_picture(gif(screen, picture))
