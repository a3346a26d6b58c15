from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from facelab.library import Query
from facelab.session.exporting.scope import chosen, found, of_cast
from facelab.ui.dialogs.export.what import What


@pytest.fixture
def what(qtbot: QtBot) -> What:
    from PySide6.QtWidgets import QWidget

    ground = QWidget()
    qtbot.addWidget(ground)
    made = What(ground)
    made.ground = ground  # type: ignore[attr-defined]  # keeps it alive
    return made


def titles(what: What) -> list[str]:
    return [what.faces.itemText(k) for k in range(what.faces.count())]


def test_the_faces_that_were_meant_are_taken_whatever_is_selected(what: What):
    meant = chosen((7, 3))
    what.offer([chosen((1, 2, 3)), found(Query(), 9)], meant)
    assert what.scope == meant
    assert titles(what) == ["2 selected faces", "All kept faces (9 faces)"]


def test_a_search_says_how_many_it_finds_by_now(what: What):
    what.offer([found(Query(), 10)], found(Query(), 9))
    assert titles(what) == ["All kept faces (10 faces)"]
    what.offer([found(Query(), 10)], found(Query(text="old"), 2))
    assert what.scope == found(Query(text="old"), 2)


def test_long_names_are_cut_and_told_whole(what: What):
    cast = of_cast(1, 200 * "x", 1)
    what.offer([cast], None)
    assert len(titles(what)[0]) < 80
    assert 200 * "x" in what.faces.toolTip()
