from __future__ import annotations

import io

import pytest

from facelab.damage import UnreadableError
from facelab.export.clips import packets
from facelab.export.clips.packets import packet_of
from facelab.export.clips.reading import some_pictures
from facelab.export.xmp import TIMELINE, text_in


@pytest.mark.parametrize("name", ["gif", "apng", "webp", "webm", "prores", "mp4"])
def test_a_file_that_is_cut_anywhere_is_damaged_or_says_nothing(made, name):
    content = made(name).read_bytes()
    whole = packet_of(io.BytesIO(content))
    assert whole is not None
    assert "facelab-timeline" in (text_in(whole, TIMELINE) or "")
    for end in range(0, len(content) - 1, max(1, len(content) // 150)):
        try:
            found = packet_of(io.BytesIO(content[:end]))
        except UnreadableError:
            continue
        assert found in (None, whole)


def test_what_is_no_clip_has_none():
    assert packet_of(io.BytesIO(b"")) is None
    assert packet_of(io.BytesIO(b"%PDF-1.7 and more of it")) is None


def test_a_packet_larger_than_any_is_not_read(made, monkeypatch):
    monkeypatch.setattr(packets, "MAX_PACKET", 100)
    for name in ("gif", "webm"):
        with pytest.raises(UnreadableError), made(name).open("rb") as file:
            packet_of(file)
    with made("mp4").open("rb") as file:
        assert packet_of(file) is None


def test_a_picture_far_larger_than_its_clip_is_refused(made):
    content = bytearray(made("gif").read_bytes())
    place = content.rfind(b"\x2c", 0, len(content) - 400)
    while content[place - 1] or content[place - 8 : place - 5] != b"\x21\xf9\x04":
        place = content.rfind(b"\x2c", 0, place)
    content[place + 5 : place + 9] = b"\xff\xff\xff\xff"
    with pytest.raises(UnreadableError, match="larger than facelab reads"):
        some_pictures(bytes(content), 8)
