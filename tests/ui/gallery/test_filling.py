"""Faces that were kept without a picture get one once someone looks at them."""

from __future__ import annotations

import pytest

from facelab.errors import LibraryError, RecipeError
from facelab.recipe import ModelRef
from facelab.session.rendering.pictures import Wanted


@pytest.fixture
def bare(people, record):
    """Two faces without picture and w+, one of another network, one with a picture."""
    people.keep("one", record(1, ws=None, thumbnail=b""))
    people.keep("two", record(2, ws=None, thumbnail=b""))
    other = ModelRef("e" * 64, "another")
    people.keep("other", record(3, ws=None, thumbnail=b"", model=other))
    people.keep("there", record(4))
    return people


def look_at(hall):
    """What painting them does."""
    for row in range(hall.gallery.faces.rowCount()):
        hall.gallery.faces.card(row)


def test_those_of_the_loaded_network_are_filled(make_hall, bare):
    hall = make_hall(bare)
    look_at(hall)
    for name in ("one", "two"):
        hall.until(lambda name=name: bare.library.get(bare.numbers[name]).thumbnail)
        kept = bare.library.get(bare.numbers[name])
        assert kept.ws.shape == (12, 8)
    assert bare.library.get(bare.numbers["other"]).thumbnail == b""
    assert hall.told == []


def test_nobody_looks_nothing_is_made(make_hall, bare, renderer):
    hall = make_hall(bare)
    hall.session.face.set_seed(77)
    hall.until(lambda: not hall.session.busy)
    drawn = {recipe.seed for _, recipe in renderer.rendered}
    assert 77 in drawn
    assert drawn <= {
        7,
        42,
        77,
    }  # on the canvas; one that the next replaces may go undrawn


def test_cards_that_came_before_the_network_are_filled_when_it_is_there(
    qtbot, session, start, window, bare, theme
):
    """The library is read in a blink, a network takes a second."""
    from facelab.ui.gallery import Gallery

    gallery = Gallery(session, session.pictures, window)
    session.kept.load()
    qtbot.waitUntil(lambda: gallery.faces.rowCount() == 4)
    qtbot.waitUntil(lambda: None not in [gallery.faces.card(row) for row in range(4)])
    assert session.model is None
    start()
    for name in ("one", "two"):
        qtbot.waitUntil(lambda name=name: bool(bare.library.get(bare.numbers[name]).thumbnail))


def test_one_that_cannot_be_drawn_is_tried_once_and_the_others_go_on(
    make_hall, bare, renderer, monkeypatch
):
    tried = []
    preview = type(renderer).preview

    def fails(self, recipe, **options):
        if recipe.seed == 2:
            tried.append(recipe)
            raise RecipeError("no")
        return preview(self, recipe, **options)

    monkeypatch.setattr(type(renderer), "preview", fails)
    hall = make_hall(bare)
    look_at(hall)
    hall.until(lambda: bare.library.get(bare.numbers["one"]).thumbnail)
    hall.until(lambda: tried)
    look_at(hall)
    hall.session.face.set_seed(77)
    hall.until(lambda: not hall.session.busy)
    assert len(tried) == 1
    assert hall.told == []


def test_on_a_full_disk_it_stops_without_a_word(make_hall, bare, monkeypatch):
    calls = []

    def full(self, *_):
        calls.append(1)
        raise LibraryError("The face's picture was not saved.", "The disk is full.")

    hall = make_hall(bare)
    monkeypatch.setattr("facelab.library.Library.fill", full)
    look_at(hall)
    hall.until(lambda: calls)
    hall.session.face.set_seed(77)
    hall.until(lambda: not hall.session.busy)
    assert len(calls) == 1
    assert hall.told == []


def test_another_network_is_another_chance(make_hall, bare, renderer, monkeypatch):
    preview = type(renderer).preview
    broken = [True]

    def fails(self, recipe, **options):
        if broken and recipe.seed in (1, 2):
            raise RecipeError("no")
        return preview(self, recipe, **options)

    monkeypatch.setattr(type(renderer), "preview", fails)
    hall = make_hall(bare)
    look_at(hall)
    hall.until(lambda: len(hall.gallery._filling._tried) == 2)
    hall.until(lambda: not hall.gallery._filling._running)
    broken.clear()
    hall.session.set_device("cpu")
    for name in ("one", "two"):
        hall.until(lambda name=name: bare.library.get(bare.numbers[name]).thumbnail)


def test_what_was_drawn_for_another_library_is_not_written(
    make_hall, bare, renderer, tmp_path, monkeypatch
):
    hall = make_hall(bare)
    drawn: list[Wanted] = []
    monkeypatch.setattr(hall.session.pictures, "preview", drawn.append)
    look_at(hall)
    hall.until(lambda: drawn)
    filled = []
    monkeypatch.setattr(hall.session.kept, "fill", lambda *_: filled.append(1))
    hall.session.kept.move_to(tmp_path / "second")
    hall.until(lambda: hall.gallery.browsing.facets.total == 0)
    drawn[0].done(renderer.preview(drawn[0].recipe))
    assert filled == []


def test_no_more_faces_are_remembered_than_a_thousand(make_hall, bare, monkeypatch):
    monkeypatch.setattr("facelab.ui.gallery.filling.MOST_BARE", 2)
    hall = make_hall(bare)
    look_at(hall)
    hall.until(lambda: bare.library.get(bare.numbers["one"]).thumbnail)
    assert len(hall.gallery._filling._bare) <= 2
