"""Kept faces on their way by drag and drop, within a facelab window."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
from PySide6.QtCore import QMimeData

FACES = "application/x-facelab-faces"
MOST = 10_000
# What SQLite takes as the number of a row: another program may have written the data.
_Number = Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]


def faces_mime(ids: Sequence[int]) -> QMimeData:
    """What is carried when these faces of the library are dragged; at most 10,000."""
    data = QMimeData()
    data.setData(FACES, msgspec.json.encode([int(number) for number in ids[:MOST]]))
    return data


def has_faces(data: QMimeData) -> bool:
    """Whether faces of the library are carried."""
    return data.hasFormat(FACES)


def dropped_faces(data: QMimeData) -> tuple[int, ...]:
    """Numbers of the faces that are carried, the one under the hand first; empty if none."""
    try:
        ids = msgspec.json.decode(data.data(FACES).data(), type=tuple[_Number, ...])
    except msgspec.DecodeError:
        return ()
    return tuple(dict.fromkeys(ids))[:MOST]
