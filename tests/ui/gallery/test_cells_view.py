"""Where faces are in a view, what is chosen by hand, and what stays in sight."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QVBoxLayout, QWidget

from facelab.library import Query

Shift, Ctrl = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
Left = Qt.MouseButton.LeftButton


@pytest.fixture
def many(people, record):
    """60 faces, named by their seeds; 60 is the newest."""
    for seed in range(1, 61):
        people.keep(str(seed), record(seed, thumbnail=b""))
    return people


@pytest.fixture
def make_view(many, make_hall, theme):
    """A shown view of 60 faces."""

    def make(mode="grid", width=600, height=420):
        hall = make_hall(many)
        hall.until(lambda: hall.gallery.faces.rowCount() == 60)
        inside = QWidget(hall.window)
        view = hall.gallery.make_view(mode, "Kept faces", inside)
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(view)
        hall.window.setCentralWidget(inside)
        hall.window.resize(width, height)
        hall.window.show()
        hall.qtbot.waitExposed(hall.window)  # what is laid out later scrolls later
        view.setFocus()
        view.hall = hall
        return view

    return make


@pytest.fixture
def grid(make_view):
    return make_view()


@pytest.fixture
def row(make_view):
    return make_view("dock", 800, 150)


def click(view, place, modifiers=Qt.KeyboardModifier.NoModifier):
    at = view.visualRect(view.model().index(place, 0)).center()
    QTest.mouseClick(view.viewport(), Left, modifiers, at)


def press(view, *keys, modifiers=Qt.KeyboardModifier.NoModifier):
    for key in keys:
        QTest.keyClick(view, key, modifiers)
    return view.currentIndex().row()


def chosen(view):
    return sorted(index.row() for index in view.selectionModel().selectedIndexes())


# -- places ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["grid", "dock"])
def test_the_cell_of_a_face_leads_back_to_it(make_view, mode):
    view = make_view(mode, 600, 300 if mode == "grid" else 150)
    for place in (0, 1, 7, 30, 59):
        index = view.model().index(place, 0)
        view.scrollTo(index)
        rect = view.visualRect(index)
        assert view.viewport().rect().contains(rect.center())
        assert view.indexAt(rect.center()) == index
    assert not view.indexAt(QPoint(-5, -5)).isValid()


def test_a_grid_scrolls_down_and_a_row_to_the_right(make_view):
    grid = make_view()
    assert grid.verticalScrollBar().maximum() > 0
    assert grid.horizontalScrollBar().maximum() == 0
    grid.verticalScrollBar().setValue(10**6)
    assert grid.places_in_sight().stop == 60
    rect = grid.visualRect(grid.model().index(59, 0))
    assert rect.bottom() < grid.viewport().height()


def test_a_low_dock_is_one_row_and_a_high_one_several(row):
    assert not row.cells().wrapping
    assert row.horizontalScrollBar().maximum() > 0
    assert row.visualRect(row.model().index(5, 0)).top() == 0
    row.hall.window.resize(800, 400)
    row.hall.until(lambda: row.cells().wrapping)
    assert row.horizontalScrollBar().maximum() == 0
    assert row.verticalScrollBar().maximum() > 0


def test_only_cells_of_the_list_have_a_place(grid):
    assert grid.visualRect(grid.model().index(-1, 0)).isNull()
    grid.hall.gallery.browsing.ask(Query(text="60"))
    grid.hall.until(lambda: grid.model().rowCount() == 1)
    assert list(grid.places_in_sight()) == [0]
    assert not grid.indexAt(QPoint(400, 20)).isValid()


# -- keys -----------------------------------------------------------------------------------------


def test_keys_walk_in_a_grid(grid):
    key, columns = Qt.Key, grid.cells().columns
    assert columns > 2
    assert press(grid) == 0  # where the keys begin
    assert press(grid, key.Key_Right, key.Key_Right) == 2
    assert press(grid, key.Key_Down) == 2 + columns
    assert press(grid, key.Key_Left, key.Key_Up) == 1
    assert press(grid, key.Key_Up) == 1
    assert press(grid, key.Key_PageDown) == 1 + grid.cells().page * columns
    assert press(grid, key.Key_PageUp) == 1
    assert press(grid, key.Key_End) == 59
    assert 59 in grid.places_in_sight()
    assert press(grid, key.Key_Right) == 59
    assert press(grid, key.Key_Home) == 0
    assert press(grid, key.Key_Left) == 0
    assert chosen(grid) == [0]


def test_keys_walk_in_a_row(row):
    key = Qt.Key
    assert press(row, key.Key_Right) == 1
    assert press(row, key.Key_Down) == 1 + row.cells().page
    assert press(row, key.Key_Up) == 1
    assert press(row, key.Key_End) == 59
    assert row.visualRect(row.currentIndex()).right() < row.viewport().width()


def test_keys_in_an_empty_list_lead_nowhere(grid):
    grid.hall.gallery.browsing.ask(Query(text="nobody"))
    grid.hall.until(lambda: grid.model().rowCount() == 0)
    assert press(grid, Qt.Key.Key_Right, Qt.Key.Key_End) == -1
    grid.selectAll()
    assert chosen(grid) == []


# -- choosing many --------------------------------------------------------------------------------


def test_shift_chooses_all_in_between(grid):
    columns = grid.cells().columns
    click(grid, 1)
    click(grid, columns + 2, Shift)
    assert chosen(grid) == list(range(1, columns + 3))
    click(grid, 0, Shift)
    assert chosen(grid) == [0, 1]


def test_shift_chooses_backwards_across_columns(grid):
    columns = grid.cells().columns
    click(grid, columns)
    click(grid, 2, Shift)
    assert chosen(grid) == list(range(2, columns + 1))


def test_shift_reaches_from_what_was_scrolled_away(grid):
    click(grid, 1)
    grid.scrollTo(grid.model().index(55, 0))
    click(grid, 55, Shift)
    assert chosen(grid) == list(range(1, 56))


def test_shift_and_arrows(grid):
    click(grid, 3)
    press(grid, Qt.Key.Key_Right, Qt.Key.Key_Right, modifiers=Shift)
    assert chosen(grid) == [3, 4, 5]
    press(grid, Qt.Key.Key_Left, modifiers=Shift)
    assert chosen(grid) == [3, 4]


def test_control_adds_and_takes_away(grid):
    click(grid, 1)
    click(grid, 4, Ctrl)
    click(grid, 6, Ctrl)
    click(grid, 4, Ctrl)
    assert chosen(grid) == [1, 6]
    press(grid, Qt.Key.Key_A, modifiers=Ctrl)
    assert chosen(grid) == list(range(60))


def test_a_click_beside_the_faces_chooses_none(grid):
    grid.hall.gallery.browsing.ask(Query(text="60"))
    grid.hall.until(lambda: grid.model().rowCount() == 1)
    click(grid, 0)
    assert chosen(grid) == [0]
    QTest.mouseClick(grid.viewport(), Left, Qt.KeyboardModifier.NoModifier, QPoint(400, 300))
    assert chosen(grid) == []


# -- what stays in sight --------------------------------------------------------------------------


def first_in_sight(view):
    """The first face of which something can be seen, and where it is."""
    place = view.places_in_sight().start
    rect = view.visualRect(view.model().index(place, 0))
    return view.hall.gallery.faces.number(place), rect.topLeft()


@pytest.mark.parametrize("mode", ["grid", "dock"])
def test_faces_kept_meanwhile_do_not_move_what_is_in_sight(make_view, many, record, mode):
    view = make_view(mode, 600, 420 if mode == "grid" else 150)
    click(view, 1)
    view.scrollTo(view.model().index(40, 0))
    before = first_in_sight(view)
    columns = view.cells().columns if mode == "grid" else 1
    for seed in range(101, 101 + columns):
        many.keep(str(seed), record(seed, created=None, thumbnail=b""))
    view.hall.until(lambda: view.model().rowCount() == 60 + columns)
    assert first_in_sight(view) == before


def test_at_the_beginning_a_new_face_comes_in_sight(grid, many, record):
    many.keep("new", record(99, created=None))
    grid.hall.until(lambda: grid.model().rowCount() == 61)
    assert 0 in grid.places_in_sight()
    assert grid.hall.gallery.faces.number(0) == many.numbers["new"]


def test_of_two_views_neither_moves_the_other(make_view, many, record):
    first = make_view()
    hall = first.hall
    second = hall.gallery.make_view("grid", "Kept faces", QWidget(hall.window))
    second.parentWidget().setGeometry(0, 0, 300, 300)
    second.resize(300, 300)
    second.parentWidget().show()
    click(first, 0)
    first.scrollTo(first.model().index(40, 0))
    second.scrollTo(second.model().index(59, 0))
    before = [view.verticalScrollBar().value() for view in (first, second)]
    many.library.remove([many.numbers["5"]])
    hall.until(lambda: first.model().rowCount() == 59)
    after = [view.verticalScrollBar().value() for view in (first, second)]
    assert after[0] == before[0]
    assert abs(after[1] - before[1]) <= second.cells().cell.height()


def test_another_question_begins_at_the_beginning(grid):
    grid.scrollTo(grid.model().index(59, 0))
    grid.hall.gallery.browsing.order("oldest")
    grid.hall.until(lambda: grid.hall.names()[0] == "1")
    assert grid.verticalScrollBar().value() == 0


def test_another_size_keeps_the_first_face_in_sight(grid):
    sizes: list[int] = []
    grid.size_changed.connect(sizes.append)
    grid.scrollTo(grid.model().index(40, 0), QAbstractItemView.ScrollHint.PositionAtTop)
    number, _ = first_in_sight(grid)
    grid.set_side(80)
    grid.set_side(80)
    assert grid.hall.gallery.faces.row_of(number) in grid.places_in_sight()
    grid.set_side(5000)
    grid.set_side(1)
    assert sizes == [80, 192, 64]
    assert grid.side() == 64


def test_another_width_keeps_the_first_face_in_sight(grid):
    grid.scrollTo(grid.model().index(40, 0), QAbstractItemView.ScrollHint.PositionAtTop)
    number, _ = first_in_sight(grid)
    grid.hall.window.resize(400, 500)
    grid.hall.until(lambda: grid.width() < 450)
    assert grid.hall.gallery.faces.row_of(number) in grid.places_in_sight()


def test_scrolling_to_a_face(grid):
    hint = QAbstractItemView.ScrollHint
    index = grid.model().index(30, 0)
    grid.scrollTo(index, hint.PositionAtCenter)
    middle = grid.visualRect(index).center().y()
    assert abs(middle - grid.viewport().height() // 2) <= 1
    value = grid.verticalScrollBar().value()
    grid.scrollTo(index)  # it is in sight
    grid.scrollTo(grid.model().index(-1, 0))
    assert grid.verticalScrollBar().value() == value
    grid.scrollTo(index, hint.PositionAtTop)
    assert grid.visualRect(index).top() == 0


# -- painting -------------------------------------------------------------------------------------


def color_at(view, place):
    """The colour in the middle of the picture of a face."""
    view.hall.until(lambda: view.hall.gallery.faces.card(place) is not None)
    rect = view._painter.picture_rect(view.visualRect(view.model().index(place, 0)))
    return view.viewport().grab().toImage().pixelColor(rect.center())


def test_a_picture_is_painted_where_its_face_is(make_hall, people, record, picture, theme):
    people.keep("red", record(2, thumbnail=picture((0, 0, 200))))
    people.keep("green", record(1, thumbnail=picture((0, 200, 0))))
    hall = make_hall(people)
    hall.shows("red", "green")
    view = hall.gallery.make_view("grid", "Kept faces", QWidget(hall.window))
    view.resize(500, 300)
    view.hall = hall
    hall.until(lambda: color_at(view, 0).red() > 150)
    hall.until(lambda: color_at(view, 1).green() > 150)
    assert color_at(view, 0).green() < 100


def test_a_face_of_another_network_is_dimmed(make_hall, people, record, picture, theme):
    from facelab.recipe import ModelRef

    white = picture((255, 255, 255))
    people.keep("here", record(2, thumbnail=white))
    people.keep("there", record(1, thumbnail=white, model=ModelRef("e" * 64, "other")))
    hall = make_hall(people)
    hall.shows("here", "there")
    view = hall.gallery.make_view("grid", "Kept faces", QWidget(hall.window))
    view.resize(500, 300)
    view.hall = hall
    hall.until(lambda: color_at(view, 0).red() > 240)
    hall.until(lambda: 100 < color_at(view, 1).red() < 200)


@pytest.mark.parametrize("mode", ["grid", "dock"])
@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_everything_there_is_to_say_is_painted(
    make_hall, people, record, theme, mode, scheme, qtbot
):
    """Long names, all stars, many tags, hovered, chosen, a target: nothing fails or warns."""
    theme.set_choice(scheme)
    tags = tuple(f"a rather long tag {number}" for number in range(20))
    people.keep("0", record(0))
    people.keep("1", record(1, name="W" * 200, rating=5, tags=tags))
    people.keep("2", record(2, rating=2))
    hall = make_hall(people)
    hall.until(lambda: hall.gallery.faces.rowCount() == 3)
    view = hall.gallery.make_view(mode, "Kept faces", QWidget(hall.window))
    view.resize(600, 200)
    hall.read_cards()
    plain = view.viewport().grab().toImage()
    hall.gallery.choice.choose(hall.numbers["1"])
    view._set_hovered(0)
    view._target = 2
    marked = view.viewport().grab().toImage()
    assert plain != marked


def test_thousands_chosen_are_painted_and_told(make_view):
    view = make_view()
    faces = view.hall.gallery.faces
    ids = np.arange(1, 100_001)
    faces.beginResetModel()
    faces._ids = ids
    faces.endResetModel()
    view.selectAll()
    assert view.hall.gallery.choice.count() == 100_000
    view.scrollTo(faces.index(77_777))
    view.viewport().grab()
    assert 77_777 in view.places_in_sight()
    assert len(view.places_in_sight()) < 100
