"""A cast that was found and not kept survives an end that asks nobody."""

from __future__ import annotations

import pytest

from facelab.casting.wishes import Wishes
from facelab.session.exploring.saved_cast import FILE_NAME, Held, encode


@pytest.fixture
def put(world, make_face):
    """What a session that ended suddenly has left: faces that were found for a cast."""

    def put(*seeds: int, name: str = "") -> None:
        world.settings.mkdir(exist_ok=True)
        held = Held(tuple(make_face(seed) for seed in seeds), 5, name)
        (world.settings / FILE_NAME).write_bytes(encode(held))

    return put


def seeds_of(session) -> list[int]:
    return [each.recipe.seed for each in session.cast_finder.faces]


def test_it_is_there_again_at_the_next_start(world, put, pump, listen):
    put(1, 2, 3, name="Crew")
    session = world.session()
    told = listen(session)
    session.start()
    finder = session.cast_finder
    assert seeds_of(session) == [1, 2, 3]
    assert (finder.name, finder.wanted, finder.unkept) == ("Crew", 5, 3)
    assert finder.is_of_before
    pump.until(lambda: told.said("3 faces found for a cast are back."))
    pump.until(lambda: session.frame is not None)
    session.browse.set_shown(True)
    finder.show()
    assert [face.seed for face in session.browse.faces] == [1, 2, 3]
    finder.keep("Crew")
    pump.until(lambda: [crew.count for crew in session.kept.facets.casts] == [3])
    session.close()
    again = world.started()
    pump.until(lambda: not again.cast_finder.faces)  # the library has them


def test_it_stays_until_it_is_kept_or_given_up(world, put, pump):
    put(1, 2)
    for _ in range(2):
        session = world.started()
        assert seeds_of(session) == [1, 2]
        session.close()
    session = world.started()
    session.cast_finder.give_up()
    session.cast_finder.give_up(False)  # one stays after all
    session.close()
    session = world.started()
    session.cast_finder.give_up()
    session.close()
    assert seeds_of(world.started()) == []


def test_what_the_library_has_does_not_come_back(world, put, pump, make_face, listen):
    put(1, 2)
    session = world.started()
    session.cast_finder.keep("Crew")
    pump.until(lambda: session.kept.facets.casts)
    session.close()
    put(1, 2)  # it ended before it had heard of it
    again = world.session()
    told = listen(again)
    again.start()
    pump.until(lambda: not again.cast_finder.faces)
    assert again.cast_finder.wanted == 0
    assert not told.said("found for a cast")
    again.close()
    put(1, 2, 3)
    again = world.started()
    pump.until(lambda: again.cast_finder.unkept == 1)
    assert seeds_of(again) == [1, 2, 3]


def test_a_cast_on_its_way_to_a_library_that_takes_nothing_comes_back(
    world, put, pump, monkeypatch
):
    put(1, 2)
    session = world.started()
    monkeypatch.setattr(session.kept, "add_all", lambda *_: None)
    session.cast_finder.keep("Crew")
    assert session.cast_finder.unkept == 0
    session.close()
    assert seeds_of(world.started()) == [1, 2]


def test_another_search_takes_its_place(world, put, pump, monkeypatch):
    put(1, 2)
    session = world.started()
    finder = session.cast_finder

    def steps(*_):
        yield from ()

    monkeypatch.setattr(finder, "_steps", steps)
    finder.find(Wishes(count=3))
    pump.until(lambda: finder.progress is None)
    assert (finder.faces, finder.is_of_before) == ([], False)
    session.close()
    assert seeds_of(world.started()) == []


@pytest.mark.parametrize("content", [b"{}", b'{"format":"facelab-found-cast","version":1}', b"\0"])
def test_what_makes_no_sense_is_set_aside_and_told(world, content, listen):
    world.settings.mkdir(exist_ok=True)
    (world.settings / FILE_NAME).write_bytes(content)
    session = world.session()
    told = listen(session)
    session.start()
    assert told.said("The cast that was found last could not be restored.")
    assert (world.settings / f"{FILE_NAME}.broken").read_bytes() == content
