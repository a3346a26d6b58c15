"""What the timeline says where it has no key, in full in whatever room there is."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter

from facelab.ui.theme import Colors, text_font

SAID = (
    "Press K to make this face a key, or drop faces here.",
    "Then change the face, press K again, and play with Space.",
)
# From the most that there is to say to the least, for less and less room.
FORMS = (
    SAID,
    ("Press K to make this face a key.", "Change the face, and press K again."),
    ("Press K to make this face a key.",),
    ("Press K for a key.",),
)
SIDE, GAP = 12, 4
WRAPPED = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop) | int(
    Qt.TextFlag.TextWordWrap
)


@dataclass(frozen=True)
class Line:
    """A sentence, and where it stands."""

    text: str
    box: QRect
    font: QFont


def placed(room: QRect) -> list[Line]:
    """The sentences of the fullest form that fits into a room, in the middle of it."""
    lines: list[Line] = []
    for form in FORMS:
        lines = _stacked(form, room.adjusted(SIDE, 0, -SIDE, 0))
        if all(room.contains(each.box) for each in lines):
            break
    return lines


def _stacked(form: tuple[str, ...], room: QRect) -> list[Line]:
    fonts = [text_font(bold=k == 0) for k in range(len(form))]
    boxes = [
        QFontMetrics(font).boundingRect(room, WRAPPED, text)
        for font, text in zip(fonts, form, strict=True)
    ]
    height = sum(box.height() for box in boxes) + GAP * (len(boxes) - 1)
    top, lines = room.center().y() - height // 2, []
    for text, font, box in zip(form, fonts, boxes, strict=True):
        # A word that is wider than the room would stand out on both sides.
        width = max(room.width(), box.width())
        left = room.center().x() - width // 2
        lines.append(Line(text, QRect(left, top, width, box.height()), font))
        top += box.height() + GAP
    return lines


def paint_empty(painter: QPainter, room: QRect, c: Colors) -> None:
    """Paint what is to be done."""
    for k, line in enumerate(placed(room)):
        painter.setFont(line.font)
        painter.setPen(c.text_dim if k else c.text)
        painter.drawText(line.box, WRAPPED, line.text)
