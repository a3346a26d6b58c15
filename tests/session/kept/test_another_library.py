"""Another library in the place of the one that is open."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from facelab.errors import LibraryError
from facelab.library import (
    Library,
    Query,
    Record,
)
from facelab.library.database import Database
from facelab.recipe import Recipe
from tests.session.kept.desk import frame, recipe


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A library with the face of seed 50 in another folder, in a cast; its numbers begin anew."""
    folder = tmp_path / "elsewhere"
    library = Library(folder)
    library.keep(Record(recipe(50), name="Zoe", casts=("Others",)))
    library.close()
    return folder


def test_another_library_takes_over_with_views_cards_and_all(desk, elsewhere):
    desk.add(1, 2)
    made: list[int] = []
    desk.kept.add_cast("Crew", [1], made.append)
    desk.until(lambda: made)
    view = desk.kept.view(Query(cast=made[0]))
    desk.until(lambda: desk.shown(view) == [1])
    desk.until(lambda: desk.kept.cards.get(1) and desk.kept.cards.thumbnail(1))
    desk.kept.remove([2])
    desk.until(lambda: desk.kept.can_restore)
    moved: list[Path] = []
    desk.kept.moved.connect(moved.append)
    desk.kept.moved.connect(lambda _: view.show(Query(sort="oldest")))
    done: list[None] = []
    desk.kept.move_to(elsewhere, done.append)
    desk.until(lambda: done)
    assert moved == [elsewhere]
    assert desk.kept.folder == elsewhere
    assert not desk.kept.can_restore
    desk.until(lambda: desk.seeds() == [50])
    assert [cast.name for cast in desk.kept.facets.casts] == ["Others"]
    desk.until(lambda: desk.shown(view) == [1])
    desk.until(lambda: desk.kept.cards.get(1))
    assert desk.kept.cards.get(1).name == "Zoe"
    desk.until(lambda: desk.kept.cards.thumbnail(1) == b"")  # that face has no picture
    desk.add(51)
    desk.until(lambda: desk.shown(view) == [1, 2])
    library = Library(desk.folder)
    assert library.get(1).recipe == recipe(1)  # the old one is as it was
    library.close()


def test_a_view_of_a_cast_or_of_faces_like_one_shows_all_of_another_library(desk, elsewhere):
    desk.add(1)
    view = desk.kept.view(Query(cast=9))
    like = desk.kept.view(Query(sort="similar", like=1))
    desk.until(lambda: desk.shown(like) == [1])
    desk.kept.move_to(elsewhere)
    desk.until(lambda: desk.seeds() == [50])
    desk.until(lambda: desk.shown(view) == [1] and desk.shown(like) == [1])
    assert (view.query, like.query) == (Query(), Query())


def test_what_was_found_in_the_old_library_is_gone_at_once(desk, elsewhere, tmp_path):
    desk.add(1, 2)
    view = desk.kept.view()
    desk.until(lambda: desk.shown(view) == [2, 1])
    seen: list[tuple[list[int], int]] = []
    desk.kept.moved.connect(lambda _: seen.append((desk.shown(view), len(desk.kept.faces))))
    desk.kept.move_to(elsewhere)
    desk.until(lambda: seen)
    assert seen == [([], 0)]
    desk.until(lambda: desk.seeds() == [50])


def test_faces_that_could_not_be_written_are_written_in_the_new_place(desk, elsewhere, monkeypatch):
    def full(self, record):
        raise LibraryError("This face was not kept.", "The disk is full.", "Free some space.")

    with monkeypatch.context() as patch:
        patch.setattr(Library, "keep", full)
        desk.kept.add(recipe(2), frame(2))
        desk.kept.add(recipe(3), frame(3))
        desk.until(lambda: len(desk.said) == 2)
    desk.kept.move_to(elsewhere)
    # each is in the list before the next is written, and counted when it is
    desk.until(lambda: set(desk.seeds()) == {50, 2, 3} and desk.kept.unsaved == 0)


def test_a_face_kept_while_the_library_changes_is_in_one_of_them(desk, elsewhere):
    desk.add(1)
    desk.kept.move_to(elsewhere)
    desk.kept.add(recipe(2), frame(2))
    desk.until(lambda: set(desk.seeds()) == {50, 2})


def test_a_change_meant_for_the_old_library_never_reaches_the_new_one(desk, elsewhere):
    desk.add(1)
    desk.kept.move_to(elsewhere)
    desk.kept.remove([1])  # the window still shows the old one
    desk.until(lambda: "Nothing was changed." in desk.whats())
    desk.until(lambda: desk.seeds() == [50])
    assert not desk.kept.can_restore


@pytest.mark.parametrize("fault", ["a file", "read only", "newer"])
def test_a_place_that_cannot_hold_a_library_leaves_the_old_one(
    desk, elsewhere, tmp_path, fault, monkeypatch
):
    desk.add(1)
    target = elsewhere
    if fault == "a file":
        target = tmp_path / "a file" / "library"
        target.parent.write_text("")
    elif fault == "read only":
        locked = property(lambda self: self.path.parent == elsewhere, lambda self, value: None)
        monkeypatch.setattr(Database, "read_only", locked, raising=False)
    else:
        db = sqlite3.connect(elsewhere / "library.sqlite")
        db.execute("ALTER TABLE face ADD COLUMN mood TEXT")
        db.execute("PRAGMA user_version=99")
        db.close()
    errors: list[Exception] = []
    desk.kept.move_to(target, failed=errors.append)
    desk.until(lambda: errors)
    assert isinstance(errors[0], LibraryError)
    desk.kept.check_place(target, lambda _: pytest.fail("it cannot"), errors.append)
    desk.until(lambda: len(errors) == 2)
    desk.add(2)
    assert set(desk.seeds()) == {1, 2}
    assert desk.kept.folder == desk.folder


def test_the_same_place_again_changes_nothing(desk):
    desk.add(1)
    moved: list[Path] = []
    desk.kept.moved.connect(moved.append)
    done: list[None] = []
    desk.kept.move_to(desk.folder, done.append)
    desk.until(lambda: done)
    assert moved == []
    assert desk.seeds() == [1]


def test_no_answer_of_the_old_library_comes_after_the_new_one_is_there(desk, elsewhere):
    desk.add(1)
    got: list[tuple[Path, Recipe]] = []
    for number in range(50):
        desk.kept.face(1, lambda face, _=number: got.append((desk.kept.folder, face.recipe)))
    desk.kept.move_to(elsewhere)
    desk.until(lambda: desk.seeds() == [50])
    assert set(got) <= {(desk.folder, recipe(1)), (elsewhere, recipe(50))}
