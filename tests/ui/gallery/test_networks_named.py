"""What the gallery calls networks: as the status bar and the menu do, never a file's stem."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from facelab.recipe import ModelRef
from facelab.session.known_networks import KnownNetwork
from facelab.ui.gallery.card_painter import CardPainter

OTHER = ModelRef("e" * 64, "other-1024-f")
NAMELESS = ModelRef("d" * 64, "")


def known_network(model: ModelRef, title: str) -> KnownNetwork:
    where = Path("somewhere")
    return KnownNetwork(
        where, "file", False, model.name, title, "stylegan2", 16, model.sha256, "", "", ""
    )


@pytest.fixture
def knows(monkeypatch):
    """Have a session know networks by titles."""

    def know(session, **titles):
        known = tuple(known_network(ModelRef(key * 64, key), each) for key, each in titles.items())
        monkeypatch.setattr(session.networks, "known", known)
        session.networks.changed.emit()

    return know


@pytest.fixture
def painted(monkeypatch):
    """What the badges say."""
    found: list[str] = []
    paint = CardPainter._paint_network

    def paint_network(self, painter, box, name):
        found.append(name)
        paint(self, painter, box, name)

    monkeypatch.setattr(CardPainter, "_paint_network", paint_network)
    return found


def networks_of(hall):
    return [row.text for row in hall.gallery.shelf_model.rows() if row.kind == "model"]


def test_badge_and_tooltip_say_the_title(make_hall, people, record, theme, knows, painted):
    people.keep("there", record(1, model=OTHER))
    hall = make_hall(people)
    hall.shows("there")
    hall.read_cards()
    view = hall.gallery.make_view("grid", "Kept faces", QWidget(hall.window))
    view.resize(500, 300)
    view.grab()
    index = hall.gallery.faces.index(0)
    assert painted == ["other-1024-f"], "nobody knows it here: what the face says of it"
    assert "Network: other-1024-f, not on" in index.data(Qt.ItemDataRole.ToolTipRole)
    knows(hall.session, e="Faces <large>")
    view.grab()
    assert painted[-1] == "Faces <large>"
    assert "Network: Faces &lt;large&gt;, not on" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert "Faces <large>" in index.data(Qt.ItemDataRole.AccessibleTextRole)


def test_filters_say_titles_and_tell_two_of_one_apart(make_hall, people, record, knows):
    for seed, model in enumerate((OTHER, OTHER, NAMELESS)):
        people.keep(str(seed), record(seed, model=model))
    people.keep("here", record(7))
    hall = make_hall(people)
    browsing = hall.gallery.browsing
    hall.until(lambda: len(networks_of(hall)) == 3)
    assert networks_of(hall)[0] == "other-1024-f"
    assert "Unknown network" in networks_of(hall)
    knows(hall.session, e="Faces", d="Faces")
    assert networks_of(hall)[0] == "Faces (eeeeeeee)"
    assert "Faces (dddddddd)" in networks_of(hall)
    browsing.toggle_model("d" * 64)
    assert [each.label for each in browsing.conditions()] == ["Faces (dddddddd)"]
