"""A cast that is found beside the window: shown as it is found, kept, stopped."""

from __future__ import annotations

import threading
from types import SimpleNamespace

import numpy as np
import pytest

from facelab.casting.said import wishes_of
from facelab.casting.wishes import Wishes
from facelab.errors import Stopped
from facelab.recipe import ModelRef
from tests.casting.world import World

WANTED = Wishes(count=24, wishes=wishes_of("smile > 0"), apart=0.05, apart_in_w=0.2)


@pytest.fixture
def finder(session, monkeypatch):
    """Labels are those of a world without networks; pictures are drawn by the session's."""
    made = session.cast_finder

    class Drawn(World):
        def see(self, recipe):
            yield from made._draw(recipe)
            return (yield from super().see(recipe))

    def eyes(model):
        yield from ()
        return Drawn(model=ModelRef(model.sha256, model.name))

    monkeypatch.setattr(made, "_eyes", eyes)
    session.browse.set_shown(True)
    return made


def over(finder) -> bool:
    return finder.progress is None


def test_faces_are_shown_as_they_are_found_and_told_at_the_end(session, finder, pump):
    browse, titles = session.browse, []
    finder.changed.connect(lambda: titles.append(browse.title))
    finder.find(WANTED)
    assert (browse.title, browse.faces, browse.is_near) == ("Cast: 0 of 24 found", (), True)
    pump.until(lambda: len(finder.faces) == 3)
    assert browse.faces == tuple(each.recipe for each in finder.faces)
    assert browse.frame(2) is not None
    pump.until(lambda: over(finder))
    assert len(finder.faces) == finder.outcome.drawn * finder.outcome.passed == 24
    assert "Cast: 24 of 24 found" in titles
    assert len(browse.faces) == 20
    browse.next_page()
    assert browse.faces == tuple(each.recipe for each in finder.faces[20:])
    browse.next_page()  # there are no more
    assert len(browse.faces) == 4
    assert browse.out()
    finder.show()
    assert len(browse.faces) == 20


def test_how_far_it_is_is_never_less_for_what_the_engine_does_in_between(finder, pump):
    done = []

    def note() -> None:
        if finder.progress is not None:
            done.append(finder.progress.done)

    finder.changed.connect(note)
    finder.find(WANTED)
    pump.until(lambda: over(finder))
    assert done == sorted(done)


def test_it_stops_and_what_was_found_stays(session, finder, pump):
    finder.find(WANTED)
    pump.until(lambda: len(finder.faces) >= 2)
    finder.stop()
    assert over(finder)
    there = len(finder.faces)
    pump.until(lambda: not session.jobs.listed)
    assert len(finder.faces) - there <= 1  # one was on its way
    assert (finder.outcome, finder.wanted) == (None, 24)


def test_what_was_found_and_not_kept_is_known(session, finder, pump):
    finder.find(WANTED)
    pump.until(lambda: len(finder.faces) >= 2)
    finder.stop()
    pump.until(lambda: not session.jobs.listed)
    assert finder.unkept == len(finder.faces)
    finder.keep("Crew")
    assert finder.unkept == 0
    finder.find(WANTED)
    finder.stop()
    assert finder.unkept == 0


def test_what_was_found_and_not_kept_is_there_at_the_next_start(session, finder, pump, world):
    finder.name = "Crew"
    finder.find(WANTED)
    pump.until(lambda: len(finder.faces) >= 2)
    session.close()  # as the system's end does: nobody is asked
    again = world.started().cast_finder
    assert [each.recipe for each in again.faces] == [each.recipe for each in finder.faces]
    assert (again.name, again.wanted) == ("Crew", 24)


def test_faces_that_are_kept_one_by_one_are_not_lost(session, finder, pump):
    finder.find(WANTED)
    pump.until(lambda: over(finder))
    first, second, *_ = (each.recipe for each in finder.faces)
    session.kept.add(first, None, "")
    pump.until(lambda: finder.unkept == 23)
    session.kept.add(second, None, "")
    pump.until(lambda: finder.unkept == 22)


def test_another_network_ends_it_and_what_was_found_stays(session, finder, pump, told):
    finder.find(WANTED)
    pump.until(lambda: len(finder.faces) >= 2)
    draw = finder._draw

    def drop(recipe):  # as the engine does with what is of a network that has gone
        yield from ()
        raise Stopped

    finder._draw = drop
    pump.until(lambda: over(finder))
    finder._draw = draw
    assert (finder.outcome, finder.wanted) == (None, 24)
    assert not told.messages


def test_what_is_missing_is_looked_for_beside_the_window(finder, pump, monkeypatch):
    threads: list[threading.Thread] = []
    found: list[tuple[object, ...]] = []
    where = "facelab.session.exploring.cast_finder"

    def missing():
        threads.append(threading.current_thread())
        return ()

    monkeypatch.setattr(f"{where}.LABEL_NETS", SimpleNamespace(missing=missing))
    monkeypatch.setattr(f"{where}.missing_identity", missing)
    finder.look_for_missing(found.append)
    pump.until(lambda: found)
    assert found == [()]
    assert threading.current_thread() not in threads


def test_all_are_kept_in_a_cast_with_their_pictures(session, finder, pump, told):
    finder.find(Wishes(count=3, wishes=WANTED.wishes, apart=0.05, apart_in_w=0.2))
    pump.until(lambda: over(finder))
    finder.keep("Crew")
    pump.until(lambda: told.said("3 faces put into the cast “Crew”"))
    pump.until(lambda: [crew.count for crew in session.kept.facets.casts] == [3])
    assert [crew.name for crew in session.kept.facets.casts] == ["Crew"]
    assert all(card.has_thumbnail for card in session.kept.faces)


def test_what_goes_wrong_is_told(session, finder, pump, told, monkeypatch):
    def eyes(model):
        yield from ()
        raise OSError("no such network")

    monkeypatch.setattr(finder, "_eyes", eyes)
    finder.find(WANTED)
    pump.until(lambda: over(finder))
    assert told.said("no such network")


def test_w_is_mapped_by_the_engine_in_parts(finder, renderer, pump):
    asked: list[int] = []
    mapped: list[np.ndarray] = []

    def map(z, label=None):
        asked.append(len(z))
        return z[:, :3].astype("float32")

    renderer.map = map

    def steps(stop):
        return (yield from finder._map_of(renderer.info)(np.ones((300, 3))))

    finder._jobs.run("Mapping", steps, mapped.append)
    pump.until(lambda: mapped)
    assert mapped[0].shape == (300, 3)
    assert max(asked) <= 125
