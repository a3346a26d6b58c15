from __future__ import annotations

from facelab.export.clips.boxes import xmp_box, xmp_in

FREE = (12).to_bytes(4, "big") + b"free" + b"1234"
LARGE = (1).to_bytes(4, "big") + b"mdat" + (20).to_bytes(8, "big") + b"1234"
BOX = xmp_box(b"packet")


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
