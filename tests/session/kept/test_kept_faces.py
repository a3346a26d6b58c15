from __future__ import annotations

import sqlite3

from facelab.library import (
    KeptFace,
    Library,
    Query,
    Record,
)
from facelab.recipe import Recipe
from tests.session.kept.desk import frame, recipe


def test_a_face_is_told_to_be_kept_once_it_is_on_the_disk(desk):
    desk.kept.add(recipe(7), frame(7), "Ann")
    desk.until(lambda: "Face kept" in desk.whats())
    db = sqlite3.connect(desk.folder / "library.sqlite")
    assert db.execute("SELECT name FROM face").fetchall() == [("Ann",)]
    db.close()
    desk.until(lambda: desk.kept.faces)
    (card,) = desk.kept.faces
    face = desk.face(card.id)
    assert (face.recipe, face.name) == (recipe(7), "Ann")
    assert face.ws.tolist() == frame(7).ws.tolist()
    assert face.thumbnail[:2] == b"\xff\xd8"


def test_which_faces_are_on_the_disk_is_told_also_of_those_that_were_there(desk):
    told: list[frozenset[Recipe]] = []
    desk.kept.written.connect(told.append)
    desk.kept.add(recipe(1), None)
    desk.kept.add_all([(recipe(1), ""), (recipe(2), "Bob")])
    desk.until(lambda: len(told) == 2)
    assert told == [frozenset([recipe(1)]), frozenset([recipe(1), recipe(2)])]
    db = sqlite3.connect(desk.folder / "library.sqlite")
    assert db.execute("SELECT count(*) FROM face").fetchone() == (2,)
    db.close()


def test_a_face_without_a_picture_is_kept_and_can_be_given_one(desk):
    desk.kept.add(recipe(7), None)
    desk.until(lambda: desk.kept.faces)
    number = desk.kept.faces[0].id
    assert not desk.kept.faces[0].has_thumbnail
    desk.kept.fill(number, frame(7))
    desk.until(lambda: desk.kept.faces[0].has_thumbnail)
    assert desk.face(number).ws is not None


def test_the_same_face_twice_is_said_to_be_there(desk):
    desk.add(1)
    desk.kept.add(recipe(1), frame(1))
    desk.until(lambda: "This face is already kept" in desk.whats())
    assert len(desk.kept.faces) == 1


def test_faces_are_newest_first_and_renamed(desk):
    desk.add(1, 2)
    assert desk.seeds() == [2, 1]
    desk.kept.rename(desk.kept.faces[1], "Bob")
    desk.until(lambda: desk.kept.faces[1].name == "Bob")


def test_removed_faces_come_back_the_last_first(desk):
    desk.add(1, 2, 3)
    one, two, three = (face.id for face in reversed(desk.kept.faces))
    assert not desk.kept.can_restore
    desk.kept.remove(desk.kept.faces[0])
    desk.kept.remove([one, two])
    desk.until(lambda: desk.kept.faces == [])
    # the list may be read anew before the last removal says that it is done
    desk.until(lambda: "2 faces removed" in desk.whats())
    assert desk.kept.can_restore
    assert "2 faces removed" in desk.whats()
    desk.kept.restore()
    desk.until(lambda: desk.seeds() == [2, 1])
    desk.kept.restore()
    desk.until(lambda: desk.seeds() == [3, 2, 1])
    assert not desk.kept.can_restore
    desk.kept.restore()  # nothing to do
    desk.kept.remove([three])
    desk.until(lambda: desk.kept.facets.binned == 1)
    desk.kept.purge()
    desk.until(lambda: desk.kept.facets.binned == 0)
    assert not desk.kept.can_restore
    assert desk.seeds() == [2, 1]


def test_a_view_follows_its_question_and_the_library(desk):
    desk.add(1, 2)
    view = desk.kept.view()
    calls: list[list[int]] = []
    view.changed.connect(lambda: calls.append(desk.shown(view)))
    desk.until(lambda: desk.shown(view) == [2, 1])
    view.show(Query(text="nobody"))
    assert view.loading
    view.show(Query(sort="oldest"))  # overtakes the question before
    desk.until(lambda: desk.shown(view) == [1, 2])
    assert [] not in calls
    desk.add(3)
    desk.until(lambda: desk.shown(view) == [1, 2, 3])
    count = len(calls)
    desk.kept.update([1], rating=2)  # another card, the same list
    desk.until(lambda: desk.kept.faces[-1].rating == 2)
    assert len(calls) == count
    view.close()
    desk.add(4)
    assert desk.shown(view) == [1, 2, 3]


def test_cards_and_pictures_come_soon_and_stay_fresh(desk):
    desk.add(1, 2)
    cards = desk.kept.cards
    ready: list[frozenset[int]] = []
    cards.ready.connect(ready.append)
    assert cards.get(1) is None
    assert cards.thumbnail(1) is None
    assert cards.get(2) is None
    desk.until(lambda: cards.get(1) and cards.get(2) and cards.thumbnail(1))
    assert ready[0] == {1, 2}
    assert cards.get(1).seed == 1
    assert cards.thumbnail(1)[:2] == b"\xff\xd8"
    desk.kept.tag([1], add=["hero"])
    desk.until(lambda: cards.get(1).tags == ("hero",))  # never None in between
    assert cards.get(99) is None
    desk.until(lambda: any(99 in said for said in ready))


def test_a_scroll_past_thousands_asks_for_what_is_on_the_screen(desk):
    desk.add(*range(1, 5))
    for number in range(10_000, 1, -1):
        desk.kept.cards.get(number)
    desk.until(lambda: desk.kept.cards.get(2))


def test_a_face_is_read_in_full(desk):
    desk.add(5)
    got: list[KeptFace] = []
    desk.kept.face(1, got.append)
    desk.until(lambda: got)
    assert got[0].recipe == recipe(5)
    desk.kept.face(77, got.append)
    desk.until(lambda: any("no kept face 77" in what for what in desk.whats()))
    errors: list[Exception] = []
    desk.kept.face(78, got.append, errors.append)
    desk.until(lambda: errors)
    assert len(got) == 1


def test_casts_tags_and_notes(desk):
    desk.add(1, 2)
    made: list[int] = []
    desk.kept.add_cast("Crew", [1], made.append)
    desk.until(lambda: made)
    desk.kept.put_in_cast(made[0], [2])
    desk.kept.tag([1, 2], add=["hero"])
    desk.kept.update([1], note="tall", name="Ann", rating=5)
    desk.until(lambda: desk.kept.faces[1].note == "tall")
    facets = desk.kept.facets
    assert [(cast.name, cast.count) for cast in facets.casts] == [("Crew", 2)]
    assert facets.tags == (("hero", 2),)
    desk.kept.take_out_of_cast(made[0], [1])
    desk.kept.rename_cast(made[0], "Night")
    desk.until(lambda: [(c.name, c.count) for c in desk.kept.facets.casts] == [("Night", 1)])
    desk.kept.remove_cast(made[0])
    desk.until(lambda: desk.kept.facets.casts == ())


def test_what_another_process_writes_is_seen(desk):
    desk.add(1)
    other = Library(desk.folder)
    other.keep(Record(recipe(2)))
    other.close()
    desk.until(lambda: set(desk.seeds()) == {1, 2})
