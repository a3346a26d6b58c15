"""A disk that is full or cannot be written: the user is told and goes on, and nothing is lost."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from facelab.errors import LibraryError
from facelab.library import Library
from facelab.recipe import Recipe
from facelab.session import Session
from facelab.session.settings import load_settings
from tests.session.on_disk import history_on_disk, kept_on_disk

BLOCK = b"x" * 4096


class Room:
    """The free space of a disk, taken and given back."""

    def __init__(self, disk: Path) -> None:
        self._file = disk / "all that there is room for"

    def fill(self) -> None:
        with self._file.open("ab", buffering=0) as file:
            for size in (4096, 1):  # the last bytes too
                try:
                    while file.write(BLOCK[:size]):
                        pass
                except OSError:
                    continue

    def free(self) -> None:
        self._file.unlink()


def flushed(session: Session, pump) -> None:
    """Wait until the writer has done all that it was given so far."""
    ends: list[object] = []
    session._writer.run(lambda: None, ends.append)
    pump.until(lambda: ends)


def keep(session: Session, seed: int, pump) -> None:
    session.face.set_seed(seed)
    pump.until(lambda: not session.busy)
    session.keep()


def seeds_kept(library: Path) -> list[int]:
    return list(kept_on_disk(library))


def seeds_of_history(settings: Path) -> list[int | None]:
    return [step.recipe.seed for step in history_on_disk(settings)]


def test_on_a_full_disk_the_user_is_told_goes_on_and_loses_nothing(
    small_disk, make_world, listen, make_face
):
    world = make_world(small_disk)
    pump, session = world.pump, world.started()
    told = listen(session)
    for seed in (1, 2, 3):
        keep(session, seed, pump)
    pump.until(lambda: len(session.kept.faces) == 3)
    flushed(session, pump)
    told.messages.clear()
    room = Room(small_disk)

    room.fill()
    keep(session, 4, pump)
    pump.until(lambda: told.said("This face was not kept."))
    keep(session, 5, pump)
    session.slots.store("A", make_face(5))
    session.change_settings(theme="light")
    session.face.undo()
    pump.until(lambda: session.kept.unsaved == 2 and not session.busy)
    flushed(session, pump)
    pump.drain()
    errors = [m for m in told.messages if m.level == "error"]
    kept_not = [m for m in errors if m.what != "The library was not backed up."]  # that comes late
    assert [m.what for m in kept_not] == ["This face was not kept."] * 2
    assert "Free some space" in kept_not[0].fix
    assert "tries again with the next face" in kept_not[0].fix
    # The history and the settings are told of once, A and B once: not with every slider.
    assert len([m for m in told.messages if m.level == "warning"]) == 2
    assert session.frame is not None
    assert session.frame.recipe.seed == 4
    assert [face.seed for face in session.kept.faces] == [3, 2, 1]
    assert seeds_kept(world.library) == [1, 2, 3]
    assert seeds_of_history(world.settings)[:4] == [7, 1, 2, 3]

    room.free()
    keep(session, 6, pump)
    pump.until(lambda: told.said("Face kept"))
    assert told.messages[-1].why.startswith("2 that could not be saved earlier")
    session.slots.store("A", make_face(6))
    flushed(session, pump)
    session.close()
    assert seeds_kept(world.library) == [1, 2, 3, 4, 5, 6]
    assert seeds_of_history(world.settings) == [7, 1, 2, 3, 4, 6]
    assert load_settings(world.settings)[0].theme == "light"
    again = world.started()
    assert again.face.recipe.seed == 6
    assert again.slots.get("A") == make_face(6)


def test_on_a_read_only_disk_the_user_is_told_and_sees_what_is_there(
    small_disk, make_world, listen
):
    world = make_world(small_disk)
    first = world.started()
    for seed in (1, 2):
        keep(first, seed, world.pump)
    world.pump.until(lambda: len(first.kept.faces) == 2)
    first.close()
    saved = {path: path.read_bytes() for path in small_disk.rglob("*") if path.is_file()}
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    try:
        session = world.session()
        told, pump = listen(session), world.pump
        session.start()
        pump.until(lambda: session.frame is not None and len(session.kept.faces) == 2)
        assert session.face.recipe.seed == 2  # where the last window ended
        pump.until(lambda: told.said("not keep new ones"))
        keep(session, 3, pump)
        pump.until(lambda: told.said("This face was not kept."))
        for seed in (4, 5):
            session.face.set_seed(seed)
        pump.until(lambda: not session.busy)
        flushed(session, pump)
        pump.drain()
        assert session.frame.recipe.seed == 5
        assert len([m for m in told.messages if "saved" in m.what]) == 1
        assert not told.said("Something went wrong in facelab.")
        session.close()
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    assert {path: path.read_bytes() for path in saved} == saved


@pytest.mark.parametrize("number", [28, 30])
def test_wherever_writing_fails_the_user_is_told_once_and_the_rest_goes_on(
    session: Session, world, told, pump, monkeypatch, make_face, number: int
):
    """As above where nobody can mount a disk; the library is full as SQLite knows it."""
    keep(session, 1, pump)
    pump.until(lambda: session.kept.faces)
    flushed(session, pump)
    told.messages.clear()

    def fails(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    def limit_library(pages: int) -> None:
        db = session.kept._library._library.database.db  # type: ignore[union-attr]
        session._writer.run(lambda: db.execute(f"PRAGMA max_page_count={pages}").fetchone())

    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", fails)
        limit_library(1)
        large: Recipe = make_face(2)
        for layer in range(4):
            large = large.with_mix((layer,), large.source, label="x" * 190)
        session.face.edit(large, "Large")
        pump.until(lambda: not session.busy)
        for seed in range(10, 50):  # until the free pages that it has are used up
            keep(session, seed, pump)
            flushed(session, pump)
            if session.kept.unsaved:
                break
        session.slots.store("B", make_face(2))
        flushed(session, pump)
        pump.drain()
        assert session.kept.unsaved
        assert told.said("This face was not kept.")
        assert len([m for m in told.messages if m.level == "warning"]) == 2
        assert not told.said("Something went wrong in facelab.")
    limit_library(1_000_000)
    keep(session, 99, pump)
    pump.until(lambda: told.said("that could not be saved earlier"))
    assert session.kept.unsaved == 0
    session.close()
    assert seeds_of_history(world.settings)[-1] == 99
    assert 99 in seeds_kept(world.library)


def test_faces_that_could_not_be_written_are_tried_once_more_at_the_end(
    session: Session, world, told, pump, monkeypatch: pytest.MonkeyPatch
):
    def full(self: Library, record: object) -> None:
        raise LibraryError("This face was not kept.", "The disk is full.", "Free some space.")

    with monkeypatch.context() as disk:
        disk.setattr(Library, "keep", full)
        keep(session, 5, pump)
        pump.until(lambda: session.kept.unsaved == 1 and told.said("not kept"))
    session.close()
    assert seeds_kept(world.library) == [5]
