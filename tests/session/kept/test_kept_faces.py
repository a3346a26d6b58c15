from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from facelab.engine import Frame
from facelab.errors import LibraryError
from facelab.library import (
    ImportReport,
    KeptFace,
    Library,
    Query,
    Record,
    database,
    faults,
    recovery,
)
from facelab.library.database import Database
from facelab.library.place import Place
from facelab.recipe import ModelRef, Recipe, Seed
from facelab.session.disk import Writer
from facelab.session.jobs import Jobs
from facelab.session.kept.kept_faces import Keeping
from facelab.session.kept.view import LibraryView
from facelab.session.messages import Message

MODEL = ModelRef("a" * 64, "fake")


def recipe(seed: int) -> Recipe:
    return Recipe(MODEL, Seed(seed))


def frame(seed: int) -> Frame:
    pixels = np.full((4, 4, 4), seed % 256, np.uint8)
    ws = np.full((4, 3), seed, np.float32)
    return Frame(pixels, "full", 4, recipe(seed), ws, 1.0)


class Desk:
    """A Keeping, the messages it sent, and the pump that runs its calls."""

    def __init__(self, folder: Path, pump) -> None:
        self.folder = folder
        self.until: Callable[[Callable[[], object]], None] = pump.until
        self.said: list[Message] = []
        self.writer = Writer(pump)
        self.jobs = Jobs(pump)
        self.kept = Keeping(folder, self.writer, self.said.append, pump, self.jobs)

    def add(self, *seeds: int) -> None:
        for seed in seeds:
            self.kept.add(recipe(seed), frame(seed))
        self.until(lambda: set(seeds) <= set(self.seeds()))

    def seeds(self) -> list[int | None]:
        return [card.seed for card in self.kept.faces]

    def face(self, number: int) -> KeptFace:
        """All of a face, as it is used."""
        came: list[KeptFace] = []
        self.kept.face(number, came.append)
        self.until(lambda: came)
        return came[0]

    def whats(self) -> list[str]:
        return [message.what for message in self.said]

    def shown(self, view: LibraryView) -> list[int]:
        return [int(number) for number in view.ids]

    def close(self) -> None:
        assert self.jobs.close(timeout=10)
        self.kept.close()
        assert self.writer.close(timeout=10)


@pytest.fixture
def make_desk(world) -> Iterator[Callable[[], Desk]]:
    made: list[Desk] = []

    def make() -> Desk:
        made.append(Desk(world.library, world.pump))
        return made[-1]

    yield make
    for desk in made:
        desk.close()


@pytest.fixture
def desk(make_desk) -> Desk:
    made: Desk = make_desk()
    made.kept.load()
    return made


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


def test_a_face_that_could_not_be_written_is_kept_with_the_next(desk, monkeypatch):
    desk.add(1)
    keep = Library.keep

    def full(self, record):
        raise LibraryError("This face was not kept.", "The disk is full.", "Free some space.")

    monkeypatch.setattr(Library, "keep", full)
    desk.kept.add(recipe(2), frame(2))
    desk.kept.add(recipe(3), frame(3))
    desk.until(lambda: desk.whats().count("This face was not kept.") == 2)
    assert "tries again" in desk.said[-1].fix
    assert desk.kept.unsaved == 2
    monkeypatch.setattr(Library, "keep", keep)
    desk.add(4)
    assert set(desk.seeds()) == {1, 2, 3, 4}
    assert desk.kept.unsaved == 0
    assert any(message.why.startswith("2 that") for message in desk.said)


def test_an_unwritable_place_is_told_and_the_session_goes_on(make_desk, world):
    world.library.write_text("a file, no folder")
    desk = make_desk()
    desk.kept.load()
    desk.until(lambda: desk.said)
    assert desk.said[0].level == "error"
    assert "cannot be opened" in desk.said[0].what
    desk.kept.add(recipe(1), frame(1))
    desk.until(lambda: len(desk.said) == 2)
    world.library.unlink()
    desk.add(2)
    assert set(desk.seeds()) == {1, 2}


def test_a_read_only_library_is_told_once_and_not_looked_after(make_desk, monkeypatch):
    first = make_desk()
    first.kept.load()
    first.add(1)
    first.close()
    shutil.rmtree(first.folder / "backups", ignore_errors=True)
    monkeypatch.setattr(Library, "read_only", property(lambda self: True))
    second = make_desk()
    second.kept.load()
    second.until(lambda: second.seeds() == [1] and second.said)
    assert [message.level for message in second.said] == ["warning"]
    assert "is not writable" in second.said[0].why
    assert not (second.folder / "backups").exists()


def test_a_file_damaged_meanwhile_is_recovered_and_the_face_kept(desk, monkeypatch):
    desk.add(*range(1, 30))
    path = desk.folder / "library.sqlite"
    db = sqlite3.connect(path)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    size = path.stat().st_size
    with path.open("rb+") as file:
        file.seek(4096 * 2)
        file.write(os.urandom(size - 4096 * 2))
    desk.kept.add(recipe(100), frame(100))
    desk.until(lambda: any("recovered" in what for what in desk.whats()))
    desk.until(lambda: 100 in desk.seeds())
    assert list((desk.folder / "damaged").glob("*.sqlite"))


def test_damage_found_on_the_side_is_recovered(make_desk, monkeypatch):
    first = make_desk()
    first.kept.load()
    first.add(*range(1, 30))
    first.close()
    path = first.folder / "library.sqlite"
    # Nothing in the log that would mend the damage.
    assert not path.with_name("library.sqlite-wal").exists()
    with path.open("rb+") as file:
        file.seek(4096 * 3)
        file.write(b"\xff" * 4096 * 4)
    monkeypatch.setattr(recovery, "CHECKED_AT_START_BYTES", 0)
    second = make_desk()
    second.kept.load()
    second.until(lambda: any("recovered" in what for what in second.whats()))


def test_the_library_is_backed_up_after_the_start(make_desk):
    first = make_desk()
    first.kept.load()
    first.add(1)
    first.close()
    second = make_desk()
    second.kept.load()
    second.until(lambda: list((second.folder / "backups").glob("library-*.sqlite")))


def test_export_and_import_with_progress(desk, make_desk, tmp_path):
    desk.add(1, 2)
    path = tmp_path / "x.facelab"
    titles: list[str] = []
    desk.jobs.changed.connect(lambda: titles.extend(job.title for job in desk.jobs.listed))
    out: list[Path] = []
    desk.kept.exported.connect(out.append)
    desk.kept.export_file(path, [1])
    desk.until(lambda: out)
    assert "Exporting to x.facelab" in titles
    desk.kept.remove([1])
    desk.kept.purge()
    desk.until(lambda: desk.seeds() == [2] and not desk.kept.facets.binned)
    reports: list[ImportReport] = []
    desk.kept.imported.connect(reports.append)
    desk.kept.import_file(path)
    desk.until(lambda: set(desk.seeds()) == {1, 2})
    desk.until(lambda: reports)
    assert (reports[0].added, reports[0].merged) == (1, 0)
    desk.until(lambda: not desk.jobs.listed)


def test_a_bad_file_is_refused_in_words(desk, tmp_path):
    (tmp_path / "bad.facelab").write_bytes(b"nonsense")
    desk.kept.import_file(tmp_path / "bad.facelab")
    desk.until(lambda: any("bad.facelab cannot be opened" in what for what in desk.whats()))


def test_recipes_that_cannot_be_read_are_counted_once_and_stay(make_desk):
    first = make_desk()
    first.kept.load()
    first.add(1, 2)
    first.close()
    db = sqlite3.connect(first.folder / "library.sqlite")
    db.execute("UPDATE face SET readable = 0 WHERE id = 1")
    db.execute("UPDATE recipe SET json = '{}' WHERE face_id = 1")
    db.commit()
    db.close()
    second = make_desk()
    second.kept.load()
    second.until(lambda: second.seeds() == [2])
    second.add(3)
    assert second.whats().count("1 kept face cannot be read.") == 1
    db = sqlite3.connect(second.folder / "library.sqlite")
    assert db.execute("SELECT count(*) FROM recipe").fetchone() == (3,)
    db.close()


# -- another library -----------------------------------------------------------------------------


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


def test_who_asked_for_an_import_tells_of_it(desk, tmp_path):
    desk.add(1)
    path = tmp_path / "x.facelab"
    out: list[Path] = []
    desk.kept.exported.connect(out.append)
    desk.kept.export_file(path)
    desk.until(lambda: out)
    count = len(desk.said)
    reports: list[ImportReport] = []
    desk.kept.import_file(path, reports.append)
    desk.until(lambda: reports)
    assert (reports[0].added, reports[0].merged) == (0, 1)
    assert len(desk.said) == count


# -- held by another program, on disks of others ---------------------------------------------------


@pytest.fixture
def holder(world, monkeypatch) -> Iterator[sqlite3.Connection]:
    """Another program that lets nobody read a library of one face."""
    monkeypatch.setattr(faults, "BUSY_SECONDS", 0.02)
    library = Library(world.library)
    library.keep(Record(recipe(1)))
    library.close()
    other = sqlite3.connect(library.path, isolation_level=None)
    other.execute("PRAGMA locking_mode=EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    yield other
    other.close()


def test_a_library_that_is_held_at_the_start_is_told_once_and_opens_when_it_is_free(
    holder, make_desk
):
    desk = make_desk()
    desk.kept.load()
    view = desk.kept.view()
    desk.kept.add(recipe(2), frame(2))
    desk.until(lambda: "Another program is using the library." in desk.whats())
    holder.close()
    desk.until(lambda: set(desk.seeds()) == {1, 2} and len(view.ids) == 2)
    assert desk.whats() == [
        "Another program is using the library.",
        "Face kept",
    ]


def test_a_face_that_is_asked_for_meanwhile_comes_later(holder, make_desk):
    desk = make_desk()
    came: list[KeptFace] = []
    desk.kept.face(1, came.append)
    desk.until(lambda: desk.said)
    holder.close()
    desk.until(lambda: came)
    assert came[0].recipe == recipe(1)


def test_damage_that_a_reader_meets_is_mended_at_once(desk):
    desk.add(1, 2)
    desk.kept.update([1, 2], note="a note")
    desk.until(lambda: all(card.note for card in desk.kept.faces))
    db = sqlite3.connect(desk.folder / "library.sqlite")
    db.execute("UPDATE face SET note = x'00ff' WHERE id = 1")
    db.commit()
    db.close()
    desk.until(lambda: "The library was damaged and has been recovered." in desk.whats())
    desk.until(lambda: set(desk.seeds()) == {1, 2})


def test_the_user_is_told_of_a_doubtful_place_once_for_each(world, monkeypatch):
    monkeypatch.setattr(database, "place_of", lambda folder: Place("synced", "Dropbox"))
    for _ in range(2):
        session = world.session()
        said: list[str] = []
        session.message.connect(lambda message, said=said: said.append(message.what))
        session.start()
        world.pump.until(lambda session=session: session.settings.doubted_places)
        session.close()
        if _ == 0:
            assert "The library is in a synced folder." in said
        else:
            assert "The library is in a synced folder." not in said
