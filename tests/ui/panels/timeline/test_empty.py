"""What an empty timeline says can be read in full in any room."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QFontMetrics, QImage, QPainter

from facelab.ui.panels.timeline.empty import FORMS, SAID, WRAPPED, paint_empty, placed
from facelab.ui.panels.timeline.geometry import KEYS_ROW, RULER
from facelab.ui.theme import colors

HEIGHT = RULER + KEYS_ROW
pytestmark = pytest.mark.usefixtures("qapp")


@pytest.mark.parametrize("width", [160, 200, 240, 300, 420, 800, 1400])
def test_no_sentence_is_cut_or_lies_over_another(width):
    room = QRect(0, 0, width, HEIGHT)
    lines = placed(room)
    assert tuple(each.text for each in lines) in FORMS
    for line in lines:
        assert room.contains(line.box)
        needed = QFontMetrics(line.font).boundingRect(
            QRect(0, 0, line.box.width(), 10_000), WRAPPED, line.text
        )
        assert needed.height() <= line.box.height()
        assert needed.width() <= line.box.width()
    for above, below in itertools.pairwise(lines):
        assert above.box.bottom() < below.box.top()


def test_all_of_it_is_said_where_there_is_room_and_its_beginning_everywhere():
    assert tuple(each.text for each in placed(QRect(0, 0, 420, HEIGHT))) == SAID
    assert len(placed(QRect(0, 0, 420, HEIGHT // 4))) == 1
    for width in range(160, 500, 20):
        said = placed(QRect(0, 0, width, HEIGHT))
        assert said[0].text.startswith("Press K")
        assert len(said) == 2


def test_it_is_painted_within_its_room():
    image = QImage(220, HEIGHT, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    paint_empty(painter, QRect(10, 0, 200, HEIGHT), colors())
    painter.end()
    painted = {x for x in range(220) for y in range(HEIGHT) if image.pixel(x, y) & 0xFFFFFF}
    assert painted
    assert min(painted) > 10
    assert max(painted) < 210
