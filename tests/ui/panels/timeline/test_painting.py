"""Only what is in sight is painted, so that large timelines move as small ones do."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter

from facelab.recipe import ModelRef, Recipe, Seed
from facelab.recipe.timeline import Key, Timeline
from facelab.recipe.tracks import Point, Track
from facelab.ui.panels.timeline import painting
from facelab.ui.panels.timeline.geometry import Geometry, fitting_scale
from facelab.ui.theme import colors

FACE = Recipe(ModelRef("0" * 64, "tiny"), Seed(1))
WIDTH = 400


def geometry(timeline: Timeline, zoom: float = 1.0, offset: float = 0.0) -> Geometry:
    return Geometry(timeline, WIDTH, fitting_scale(timeline, WIDTH) * zoom, offset)


def painted(g: Geometry, monkeypatch, name: str, exposed=None, look=None) -> list[int]:
    """Numbers with which a part of the painting was called."""
    called: list[int] = []
    real = getattr(painting, name)

    def note(painter, *rest):
        called.append(next(each for each in rest if isinstance(each, int)))
        real(painter, *rest)

    monkeypatch.setattr(painting, name, note)
    image = QImage(WIDTH, g.height, QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    painting.paint(painter, g, look or painting.Look(), colors(), exposed)
    painter.end()
    return called


@pytest.mark.usefixtures("qapp")
def test_tracks_that_are_scrolled_out_are_not_painted(monkeypatch):
    points = (Point(0.0, -1.0), Point(2.0, 1.0))
    tracks = tuple(Track(f"own-{k}", points) for k in range(9))
    g = geometry(Timeline((Key(FACE), Key(FACE)), tracks=tracks))
    exposed = g.track_row(3).united(g.track_row(4))
    assert painted(g, monkeypatch, "_track", exposed) == [3, 4]


@pytest.mark.usefixtures("qapp")
def test_keys_that_nobody_could_make_out_are_not_painted_unless_they_are_selected(monkeypatch):
    g = geometry(Timeline(tuple(Key(FACE, 0.1) for _ in range(1000))))
    look = painting.Look(chosen=(503,))
    numbers = [n - 1 for n in _numbers(g, monkeypatch, look)]
    assert len(numbers) < 120
    assert {503, 999} <= set(numbers)
    assert min(numbers) < 20


@pytest.mark.usefixtures("qapp")
def test_keys_beside_the_strip_are_not_painted_but_their_holds_are(monkeypatch):
    keys = (Key(FACE, 1.0, 60.0), *(Key(FACE, 10.0) for _ in range(8)), Key(FACE))
    g = geometry(Timeline(keys), zoom=20.0, offset=30.0)
    assert _numbers(g, monkeypatch, painting.Look()) == [1]  # its hold goes on


def _numbers(g: Geometry, monkeypatch, look) -> list[int]:
    called: list[int] = []
    monkeypatch.setattr(painting, "_number", lambda _, box, number: called.append(number))
    painted(g, monkeypatch, "_change", QRect(0, 0, WIDTH, g.height), look)
    return called
