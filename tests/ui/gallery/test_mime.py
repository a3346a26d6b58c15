from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QMimeData

from facelab.ui.gallery import FACES, dropped_faces, faces_mime, has_faces
from facelab.ui.gallery.mime import MOST


def data_of(raw: bytes) -> QMimeData:
    data = QMimeData()
    data.setData(FACES, raw)
    return data


def test_numbers_travel_in_their_order():
    data = faces_mime([3, 1, 2**40])
    assert has_faces(data)
    assert dropped_faces(data) == (3, 1, 2**40)
    assert json.loads(bytes(data.data(FACES).data())) == [3, 1, 2**40]


def test_no_more_than_ten_thousand_travel():
    assert len(dropped_faces(faces_mime(range(1, MOST + 2)))) == MOST
    assert len(dropped_faces(data_of(json.dumps(list(range(1, MOST + 2))).encode()))) == MOST


def test_other_things_are_no_faces():
    data = QMimeData()
    data.setText("[1, 2]")
    assert not has_faces(data)
    assert dropped_faces(data) == ()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"nonsense",
        b"\xff\xfe\x00",
        b"[1, 2",
        b'["1"]',
        b"[1.5]",
        b"[true]",
        b"[null]",
        b'{"1": 2}',
        b"3",
        b"[0]",
        b"[-1]",
        b"[9223372036854775808]",
        b"[1" + b"0" * 5000 + b"]",
        b"[" * 200_000,
        b"[[1]]",
    ],
)
def test_hostile_data_are_no_faces(raw):
    assert dropped_faces(data_of(raw)) == ()


def test_a_number_said_twice_is_one_face():
    assert dropped_faces(data_of(b"[4, 7, 4, 4]")) == (4, 7)
