from __future__ import annotations

import io

from facelab.export.clips import boxes
from facelab.export.clips.boxes import index_is_first, xmp_box

FREE = (12).to_bytes(4, "big") + b"free" + b"1234"
LARGE = (1).to_bytes(4, "big") + b"mdat" + (20).to_bytes(8, "big") + b"1234"
BOX = xmp_box(b"packet")


def xmp_in(content: bytes, limit: int) -> bytes | None:
    return boxes.xmp_in(io.BytesIO(content), limit)


def box(kind: bytes, content: bytes) -> bytes:
    return (8 + len(content)).to_bytes(4, "big") + kind + content


def test_a_packet_is_found_behind_other_boxes():
    assert xmp_in(FREE + LARGE + BOX, 100) == b"packet"
    assert xmp_in(FREE + LARGE + bytes(4) + BOX[4:], 100) == b"packet"  # to the end of the file


def test_a_box_that_is_not_whole_holds_nothing():
    for end in range(len(FREE + BOX)):
        assert xmp_in((FREE + BOX)[:end], 100) is None
    assert xmp_in((3).to_bytes(4, "big") + b"free" + BOX, 100) is None
    assert xmp_in(b"\0\0\0\1mdat" + b"\xff" * 8 + BOX, 100) is None


def test_another_box_of_that_kind_is_passed_over():
    other = (24).to_bytes(4, "big") + b"uuid" + b"another name 16."
    assert xmp_in(other + BOX, 100) == b"packet"


def test_in_mov_it_lies_in_the_user_data_of_the_movie():
    movie = box(b"moov", FREE + box(b"udta", box(b"name", b"x") + box(b"XMP_", b"packet")))
    assert xmp_in(FREE + movie, 100) == b"packet"
    assert xmp_in(FREE + movie, 5) is None
    assert xmp_in(FREE + box(b"moov", box(b"udta", b"")), 100) is None


def test_whether_the_index_is_first():
    movie, media = box(b"moov", b""), box(b"mdat", b"1234")
    assert index_is_first(io.BytesIO(FREE + movie + media))
    assert not index_is_first(io.BytesIO(FREE + media + movie))
    assert not index_is_first(io.BytesIO(media))
