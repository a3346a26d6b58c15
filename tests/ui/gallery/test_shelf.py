"""The side list of the gallery: what a press, a key and a drop on its rows do."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog

from facelab.ui.gallery import faces_mime
from facelab.ui.gallery.shelf import Shelf, _tip

Key = Qt.Key


@pytest.fixture
def shelf(hall, window) -> Shelf:
    made: Shelf = hall.gallery.make_shelf(window)
    window.setCentralWidget(made)
    window.show()
    hall.qtbot.waitActive(window)
    hall.until(lambda: row_of(made, "tag", "villain") is not None)
    return made


def row_of(shelf: Shelf, kind: str, key: object = "") -> int | None:
    rows = enumerate(shelf._rows.rows())
    return next((place for place, row in rows if (row.kind, row.key) == (kind, key)), None)


def middle_of(shelf: Shelf, kind: str, key: object = "") -> QPoint:
    place = row_of(shelf, kind, key)
    assert place is not None, f"no row {kind} {key}"
    return shelf.visualRect(shelf.model().index(place, 0)).center()


def click(shelf: Shelf, kind: str, key: object = "") -> None:
    QTest.mouseClick(shelf.viewport(), Qt.MouseButton.LeftButton, pos=middle_of(shelf, kind, key))


def go_to(shelf: Shelf, kind: str, key: object = "") -> None:
    place = row_of(shelf, kind, key)
    assert place is not None
    shelf.setFocus()
    shelf.setCurrentIndex(shelf.model().index(place, 0))


def says(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: (name, True))


# -- what to look at -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "key", "shown"),
    [
        ("bin", "", ["dora"]),
        ("cast", 1, ["bob"]),
        ("rating", 3, ["ann", "bob"]),
        ("date", "Last 7 days", ["ann", "bob"]),
        ("tag", "hero", ["ann", "bob"]),
        ("model", "e" * 64, ["carl"]),
    ],
)
def test_a_press_shows_that_only_and_again_all(hall, shelf, kind, key, shown):
    click(shelf, kind, key)
    hall.shows(*shown)
    place = row_of(shelf, kind, key)
    assert place is not None
    assert shelf._rows.row(place).on
    click(shelf, kind, key)
    hall.shows("ann", "bob", "carl", "nameless")


def test_all_faces_lifts_every_condition(hall, shelf):
    click(shelf, "rating", 3)
    click(shelf, "tag", "villain")
    hall.shows("bob")
    click(shelf, "all")
    hall.shows("ann", "bob", "carl", "nameless")


def test_sections_fold_by_the_mouse_and_by_keys(shelf):
    click(shelf, "title", "Rating")
    assert row_of(shelf, "rating", 5) is None
    go_to(shelf, "title", "Rating")
    QTest.keyClick(shelf, Key.Key_Left)  # it is folded already
    assert row_of(shelf, "rating", 5) is None
    QTest.keyClick(shelf, Key.Key_Right)
    assert row_of(shelf, "rating", 5) is not None
    QTest.keyClick(shelf, Key.Key_Space)
    assert row_of(shelf, "rating", 5) is None


def test_enter_presses_a_row(hall, shelf):
    go_to(shelf, "tag", "villain")
    QTest.keyClick(shelf, Key.Key_Return)
    hall.shows("bob")


def test_the_finder_leaves_what_has_these_letters(hall, shelf):
    hall.gallery.shelf_model.find("NIG")
    rows = [(row.kind, row.text) for row in shelf._rows.rows()]
    assert rows == [("title", "Casts"), ("cast", "Night")]
    hall.gallery.shelf_model.find("")
    assert row_of(shelf, "all") == 0


# -- casts -----------------------------------------------------------------------------------------


def test_f2_renames_a_cast_and_delete_removes_it(hall, shelf, monkeypatch, answer):
    says(monkeypatch, "Dusk")
    go_to(shelf, "cast", 1)
    QTest.keyClick(shelf, Key.Key_F2)
    hall.until(lambda: [cast.name for cast in hall.gallery.browsing.facets.casts] == ["Dusk"])
    go_to(shelf, "cast", 1)
    answer("Remove")
    QTest.keyClick(shelf, Key.Key_Delete)
    hall.until(lambda: row_of(shelf, "cast", 1) is None)


def test_the_menus(shelf):
    def entries(kind: str, key: object = "") -> list[tuple[str, bool]] | None:
        place = row_of(shelf, kind, key)
        menu = shelf.make_menu(shelf._rows.row(place))
        if menu is None:
            return None
        return [(act.text(), act.isEnabled()) for act in menu.actions() if not act.isSeparator()]

    assert entries("cast", 1) == [
        ("Rename…", True),
        ("Export pictures…", True),
        ("Export as .facelab file…", True),
        ("Remove cast…", True),
    ]
    assert entries("bin") == [("Empty bin…", True)]
    assert entries("tag", "hero") is None


# -- faces that are dropped ------------------------------------------------------------------------


def dropped(hall, shelf, drop, names: list[str], kind: str, key: object = ""):
    data = faces_mime([hall.numbers[name] for name in names])
    return drop(shelf, data, middle_of(shelf, kind, key))


def test_faces_are_sorted_by_dropping_them(hall, shelf, drop, monkeypatch):
    cards = hall.session.kept.cards
    assert dropped(hall, shelf, drop, ["ann"], "cast", 1).dropped
    hall.until(lambda: [cast.count for cast in hall.gallery.browsing.facets.casts] == [2])
    says(monkeypatch, "Day")
    assert dropped(hall, shelf, drop, ["ann", "carl"], "new_cast").dropped
    hall.until(lambda: [c.count for c in hall.gallery.browsing.facets.casts] == [2, 2])
    hall.read_cards()
    assert dropped(hall, shelf, drop, ["carl"], "rating", 4).dropped
    hall.until(lambda: cards.get(hall.numbers["carl"]).rating == 4)
    assert dropped(hall, shelf, drop, ["carl"], "tag", "hero").dropped
    hall.until(lambda: cards.get(hall.numbers["carl"]).tags == ("hero",))
    assert dropped(hall, shelf, drop, ["ann", "bob"], "bin").dropped
    hall.shows("carl", "nameless")
    assert shelf.target == -1


def test_from_the_bin_faces_are_dropped_on_all_only(hall, shelf, drop):
    click(shelf, "bin")
    hall.shows("dora")
    assert not dropped(hall, shelf, drop, ["dora"], "tag", "hero").dropped
    assert dropped(hall, shelf, drop, ["dora"], "all").dropped
    hall.until(lambda: hall.gallery.browsing.facets.binned == 0)


def test_nothing_is_dropped_where_it_means_nothing(hall, shelf, drop):
    for kind, key in (("all", ""), ("title", "Tags"), ("date", "Today"), ("model", "e" * 64)):
        assert not dropped(hall, shelf, drop, ["ann"], kind, key).dropped
    text = QMimeData()
    text.setText("a text")
    assert not drop(shelf, text, middle_of(shelf, "cast", 1)).entered


def test_every_row_that_takes_faces_says_so(shelf):
    for row in shelf._rows.rows():
        if row.kind in ("cast", "new_cast", "rating", "tag", "bin"):
            assert "Drop faces here" in _tip(row)
        else:
            assert "Drop" not in _tip(row)
