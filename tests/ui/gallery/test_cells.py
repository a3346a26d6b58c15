from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, QSize

from facelab.ui.gallery.cells import Cells


def grid(count: int, width: int = 330, height: int = 250) -> Cells:
    return Cells(count, QSize(100, 60), QSize(width, height), True)


def row(count: int, width: int = 330) -> Cells:
    return Cells(count, QSize(100, 60), QSize(width, 60), False)


def test_a_grid_has_as_many_columns_as_fit_and_shares_out_the_rest():
    cells = grid(10)
    assert (cells.columns, cells.rows, cells.extent, cells.page) == (3, 4, 240, 4)
    assert [cells.rect(place) for place in (0, 1, 2, 9)] == [
        QRect(0, 0, 110, 60), QRect(110, 0, 110, 60), QRect(220, 0, 110, 60), QRect(0, 180, 110, 60)
    ]  # fmt: skip


def test_a_row_goes_on_to_the_right():
    cells = row(10)
    assert (cells.columns, cells.rows, cells.extent, cells.page) == (10, 1, 1000, 3)
    assert cells.rect(9) == QRect(900, 0, 100, 60)


@pytest.mark.parametrize("cells", [grid(10), grid(10, 331), grid(7, 199), row(10), row(1)])
def test_every_pixel_of_a_cell_leads_back_to_it(cells):
    for place in range(cells.count):
        rect = cells.rect(place)
        for x in (rect.left(), rect.center().x(), rect.right()):
            for y in (rect.top(), rect.bottom()):
                assert cells.at(QPoint(x, y)) == place


def test_beside_the_cells_is_none():
    cells = grid(10)
    for point in ((-1, 5), (5, -1), (330, 5), (115, 190), (5, 241)):
        assert cells.at(QPoint(*point)) is None
    assert row(3).at(QPoint(300, 5)) is None
    assert row(3).at(QPoint(5, 60)) is None


@pytest.mark.parametrize(
    ("cells", "start", "stop", "places"),
    [
        (grid(10), 0, 59, range(3)),
        (grid(10), 59, 60, range(6)),
        (grid(10), 130, 1000, range(6, 10)),
        (grid(10), -50, -1, range(0)),
        (grid(0), 0, 100, range(0)),
        (row(10), 150, 399, range(1, 4)),
        (row(10), 5000, 6000, range(0)),
        (row(0), 0, 100, range(0)),
    ],
)
def test_what_lies_between(cells, start, stop, places):
    assert list(cells.between(start, stop)) == list(places)


def test_a_million_cells_are_as_quick_as_ten():
    cells = grid(1_000_000)
    place = cells.at(QPoint(329, cells.extent - 61))
    assert place == 999_998
    assert list(cells.between(cells.extent - 60, cells.extent)) == [999_999]


@pytest.mark.parametrize("wrapping", [True, False])
def test_no_room_is_no_error(wrapping):
    cells = Cells(5, QSize(0, 0), QSize(0, 0), wrapping)
    assert cells.columns >= 1
    assert cells.page >= 1
    cells.rect(4)
    cells.at(QPoint(0, 0))
    cells.between(0, 10)
