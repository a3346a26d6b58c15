"""Pages of faces: which they are, when they are drawn, what is kept of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from facelab.engine.directions.spread import Spread
from facelab.recipe import Seed
from facelab.session.exploring.browse import name_of
from facelab.session.exploring.pages import FACES, Near, NewFaces


@pytest.fixture
def browse(session, renderer):
    spread = Spread(np.eye(3, dtype=np.float32))
    session._loaded.info = renderer.info = replace(renderer.info, spread=spread)
    renderer.done.clear()
    return session.browse


@pytest.fixture
def shown(browse, pump):
    """Faces from seed 100 on are on show, with their pictures."""
    browse.set_shown(True)
    browse.show_seed(100)
    pump.until(lambda: all(browse.frame(each) for each in range(FACES)))
    return browse


def seeds(browse) -> list[int | None]:
    return [each.seed for each in browse.faces]


def test_nothing_is_drawn_while_nobody_looks(browse, renderer, pump):
    browse.show_seed(100)
    pump.drain()
    assert seeds(browse) == list(range(100, 120))
    assert not renderer.done
    browse.set_shown(True)
    pump.until(lambda: browse.frame(FACES - 1))
    assert [kind for kind, _ in renderer.done] == ["preview"] * FACES


def test_pages_follow_each_other_and_are_the_same_again(shown):
    shown.next_page()
    assert seeds(shown) == list(range(120, 140))
    shown.previous_page()
    assert (seeds(shown), shown.title) == (list(range(100, 120)), "Seeds 100 to 119")
    shown.show_seed(2**32 - 1)
    assert seeds(shown)[:2] == [2**32 - 1, 0]


def test_a_page_that_was_seen_is_not_drawn_again(shown, renderer, pump):
    shown.next_page()
    pump.until(lambda: shown.frame(FACES - 1))
    drawn = len(renderer.done)
    shown.previous_page()
    assert all(shown.frame(each) for each in range(FACES))
    shown.set_shown(False)
    shown.set_shown(True)
    pump.drain()
    assert len(renderer.done) == drawn


def test_new_faces_have_the_truncation_of_the_face_on_show_and_none_of_its_edits(session, browse):
    session.face.edit(session.face.recipe.with_truncation(0.3).with_amount("smile", 1.0), "Edit")
    browse.set_shown(True)
    assert {each.truncation.psi for each in browse.faces} == {0.3}
    assert not any(each.directions for each in browse.faces)
    first = seeds(browse)
    browse.set_shown(False)
    session.face.edit(session.face.recipe.with_truncation(0.9), "Edit")
    browse.set_shown(True)
    assert {each.truncation.psi for each in browse.faces} == {0.9}
    assert seeds(browse) == first


def test_more_like_one_and_back_to_where_it_was(shown):
    shown.next_page()
    like = shown.faces[7]
    shown.more_like(7)
    assert shown.faces[0] == like
    assert len(set(shown.faces)) == FACES
    assert (shown.title, shown.is_near) == ("Like seed 127", True)
    assert [name_of(each) for each in shown.faces[:2]] == ["seed 127", "Variation 1"]
    assert not shown.has_previous
    near = shown.faces[1]
    shown.set_amount(0.8)
    assert shown.faces[1].directions[0].amount == 0.8
    shown.set_amount(0.35)
    assert shown.faces[1] == near
    shown.next_page()
    assert shown.faces[0] == like
    assert shown.faces[1] != near
    assert shown.out()
    assert (seeds(shown), shown.at) == (list(range(120, 140)), 7)
    assert not shown.out()


def test_faces_that_there_are_none_of_leave_the_page_as_it_was(session, shown, told):
    session._loaded.info = replace(session._loaded.info, spread=None)
    before = shown.faces
    shown.more_like(3)
    assert shown.faces == before
    assert not shown.is_near
    assert told.said("Faces near this one cannot be found")


def test_kept_faces_are_marked_and_have_their_picture(session, shown, pump):
    shown.keep([1, 4])
    assert [each for each in range(FACES) if shown.is_kept(each)] == [1, 4]
    pump.until(lambda: session.kept.facets.total == 2)
    assert all(card.has_thumbnail for card in session.kept.faces)
    assert {card.seed for card in session.kept.faces} == {101, 104}
    # what the library says of another page, and of this one again
    shown.next_page()
    pump.until(lambda: not any(shown.is_kept(each) for each in range(FACES)))
    shown.previous_page()
    pump.until(lambda: shown.is_kept(4))
    session.kept.unkeep()
    pump.until(lambda: not shown.is_kept(4) and not shown.is_kept(1))


def test_one_that_is_kept_is_not_kept_twice(session, shown, pump, told):
    shown.keep([2])
    pump.until(lambda: session.kept.facets.total == 1)
    shown.keep([2])
    shown.keep([3])
    pump.until(lambda: session.kept.facets.total == 2 and len(told.messages) > 1)
    assert [each.what for each in told.messages] == ["Face kept"] * 2


@pytest.fixture
def library_says(shown, monkeypatch):
    """Answers the last question or one before, with places that are in the library; returns the
    hearts that are full then.
    """
    answers = []
    monkeypatch.setattr(
        shown._kept, "ask", lambda question, answered, failed: answers.append(answered)
    )

    def says(*places: int, question: int = -1) -> list[int]:
        answers[question]([7 if place in places else None for place in range(FACES)])
        return [each for each in range(FACES) if shown.is_kept(each)]

    return says


def test_what_the_library_says_before_one_is_there_does_not_take_its_heart(shown, library_says):
    shown.look_at_library()
    shown.keep([2])
    assert library_says(4) == [2, 4]
    shown.next_page()
    assert library_says() == []
    shown.previous_page()
    assert library_says() == [2]


def test_once_it_is_there_the_library_knows_better(shown, library_says):
    shown.keep([2])
    shown.look_at_library()
    shown.note_written(frozenset([shown.faces[2]]))
    assert library_says(question=-2) == [2]  # asked before
    assert library_says() == []  # it was removed at once
    shown.keep([5])  # the disk is full, and takes it later
    shown.look_at_library()
    assert library_says(5) == [5]
    shown.look_at_library()
    assert library_says() == []


def test_one_that_was_removed_while_another_page_was_on_show_has_no_heart(session, shown, pump):
    shown.keep([2])
    shown.set_shown(False)
    pump.until(lambda: session.kept.facets.total == 1)
    session.kept.remove(session.kept.faces[0])
    pump.until(lambda: session.kept.facets.binned == 1)
    shown.set_shown(True)
    pump.until(lambda: not shown.is_kept(2))


def test_a_face_that_cannot_be_drawn_is_told_once(browse, renderer, pump, told, make_face):
    browse.show_seed(100)
    for place in (3, 4):
        renderer.errors["preview", browse.faces[place]] = RuntimeError("no")
    told.messages.clear()
    browse.set_shown(True)
    pump.until(lambda: browse.frame(FACES - 1))
    assert [each for each in range(FACES) if browse.failed(each)] == [3, 4]
    assert len(told.messages) == 1
    assert browse.frame(5) is not None


def test_another_kind_of_pages_is_shown_and_left(shown):
    class Two:
        def faces(self, number, model):
            return tuple(NewFaces(shown.faces[0], 7).faces(number, model)[:2])

        def title(self, number):
            return f"Two, {number}"

    shown.show_pages(Two())
    assert (seeds(shown), shown.title, shown.amount) == ([7, 8], "Two, 0", None)
    assert shown.out()
    assert seeds(shown) == list(range(100, 120))


def test_near_pages_are_the_same_again(browse, renderer, make_face):
    near = Near(make_face(5))
    assert near.faces(2, renderer.info) == near.faces(2, renderer.info)
    assert near.faces(0, renderer.info)[0].source == Seed(5)


def test_with_another_network_the_same_seeds_are_other_faces(session, shown, make_info):
    first = shown.faces
    shown.more_like(2)
    session._loaded.info = make_info(sha256="b" * 64)
    shown.on_loaded()
    assert {each.model.sha256 for each in shown.faces} == {"b" * 64}
    assert seeds(shown) == list(range(100, 120))
    assert not set(shown.faces) & set(first)
