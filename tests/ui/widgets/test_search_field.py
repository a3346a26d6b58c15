"""A field to search with says what it is for in whole words."""

from __future__ import annotations

import pytest

from facelab.ui.widgets import SearchField


@pytest.mark.parametrize("width", range(24, 400, 16))
def test_its_hint_is_never_cut(qtbot, width):
    field = SearchField("Search kept faces")
    qtbot.addWidget(field)
    field.resize(width, 28)
    field.show()
    hint = field.placeholderText()
    assert hint in {"Search kept faces", "Search", ""}
    assert field.fontMetrics().horizontalAdvance(hint) < max(1, width - 24)
    assert field.accessibleName() == "Search kept faces"


def test_it_says_all_where_there_is_room_again(qtbot):
    field = SearchField("Search kept faces")
    qtbot.addWidget(field)
    field.show()
    seen = []
    for width in (400, 110, 400):
        field.resize(width, 28)
        seen.append(field.placeholderText())
    assert seen == ["Search kept faces", "Search", "Search kept faces"]
