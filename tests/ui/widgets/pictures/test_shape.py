"""Cells as large as there is room for."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, QSize

from facelab.ui.widgets.pictures import CellShape, arranged

SHAPE = CellShape(pad=4, least=84, most=240)


@pytest.mark.parametrize("room", [QSize(380, 520), QSize(220, 160), QSize(1060, 220)])
@pytest.mark.parametrize(("count", "in_row"), [(1, 1), (7, 7), (12, 12), (36, 12), (36, 6)])
def test_cells_are_in_their_room(room, count, in_row):
    columns, cell = arranged(SHAPE, room, count, in_row=in_row)
    assert 1 <= columns <= count
    assert columns * cell.width() <= room.width()
    assert SHAPE.side(cell) >= SHAPE.least or columns == 1
    assert SHAPE.side(cell) <= 240


def test_rows_of_a_sheet_are_broken_into_equal_lines():
    columns, _ = arranged(SHAPE, QSize(520, 900), 36, in_row=12)
    assert 12 % columns == 0


def test_rows_that_fill_share_out_the_height():
    room = QSize(900, 700)
    columns, cell = arranged(SHAPE, room, 20, fills=True)
    rows = -(-20 // columns)
    assert room.height() - rows < rows * cell.height() <= room.height()
    assert arranged(SHAPE, room, 20)[1].height() == SHAPE.height(SHAPE.side(cell))


def test_what_scrolls_is_as_wide_as_its_column():
    _, cell = arranged(SHAPE, QSize(300, 100), 20, fills=True)
    assert SHAPE.side(cell) == cell.width() - 2 * SHAPE.pad


def test_picture_and_name_are_in_their_cell():
    cell = QRect(10, 20, 130, 150)
    picture, line = SHAPE.picture(cell), SHAPE.line(cell)
    assert cell.contains(picture)
    assert cell.contains(line)
    assert picture.bottom() < line.top()
    assert picture.width() == picture.height() == SHAPE.side(cell.size())
