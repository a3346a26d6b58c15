"""The group "Mine": imported, made from faces, renamed, deleted, exported."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from facelab import paths
from facelab.checkpoints.own_direction_file import make_own, read_file, write_file
from facelab.checkpoints.own_directions import write_own
from facelab.engine.own_directions.made import FromFile, Made
from facelab.errors import RecipeError
from facelab.library import Library, Query, Record
from facelab.library.means import MOST
from facelab.recipe import Recipe
from facelab.session.opening.contents import Contents
from facelab.session.opening.words import told_opened
from facelab.session.own_directions import told_imported


def made(title: str, reads_as: str = "", strange: bool = False) -> Made:
    own = make_own(title, np.ones((1, 3), np.float32), "n", "a" * 64, "")
    return Made(own, reads_as, strange)


def test_a_direction_that_reads_as_nothing_is_said_loudly():
    message = told_imported((FromFile((made("x", strange=True),), 1), 1), Path("x.npy"))
    assert message.level == "warning"
    assert message.what == "Imported “x” into Mine, but it may do nothing"
    assert "another network" in message.why
    assert message.fix
    again = told_imported((FromFile((made("x", strange=True),), 1), 0), Path("x.npy"))
    assert again.what == "“x” is already in Mine, but it may do nothing"
    fine = told_imported((FromFile((made("x", "Age +1.0"),), 1), 1), Path("x.npy"))
    assert (fine.level, fine.why) == ("info", "It reads as Age +1.0.")


def test_of_several_too():
    several = FromFile((made("x", "Age +1.0"), made("y", strange=True)), 2)
    message = told_imported((several, 2), Path("x.npy"))
    assert message.level == "warning"
    assert "1 of them" in message.why
    found = Contents(2, imported=[(Path("x.npy"), several, 2), (Path("y.npy"), several, 2)])
    told = told_opened(found, 0)
    assert told is not None
    assert told.level == "warning"
    assert "“y”" in told.why


@pytest.fixture
def changes(session) -> list[int]:
    """One for each time that the set has changed."""
    found: list[int] = []
    session.directions_changed.connect(lambda: found.append(1))
    return found


def mine(session) -> list[str]:
    return [each.title for each in session.own.directions()]


def imported(session, pump, path: Path, array=None) -> str:
    """Import a vector; returns its id."""
    np.save(path, np.array([0.0, 2.0, 0.0]) if array is None else array)
    before = len(mine(session))
    session.open_files([path])
    pump.until(lambda: len(mine(session)) > before)
    return str(session.own.directions()[-1].id)


def test_a_file_that_is_opened_is_imported(session, told, pump, tmp_path, changes):
    name = imported(session, pump, tmp_path / "e4e_age.npy")
    assert mine(session) == ["e4e age"]
    assert changes == [1]
    pump.until(lambda: told.messages)
    assert told.messages[0].what == "Imported “e4e age” into Mine"
    direction = session.model.directions.get(name)
    assert (direction.group, direction.layers) == ("Mine", (0, 3))
    assert np.linalg.norm(direction.vectors) == pytest.approx(2.8)
    session.face.edit(session.face.recipe.with_amount(name, 1.5), "x")
    pump.until(lambda: not session.busy)
    session.open_files([tmp_path / "e4e_age.npy"])
    pump.until(lambda: told.said("is already in Mine"))
    assert mine(session) == ["e4e age"]


def test_of_components_the_first_are_imported(session, told, pump, tmp_path):
    stack = np.random.RandomState(0).randn(20, 1, 3)
    np.savez(tmp_path / "pca.npz", lat_comp=stack, lat_stdev=np.arange(20, 0, -1))
    session.open_files([tmp_path / "pca.npz"])
    pump.until(lambda: told.messages)
    assert told.messages[0].what == "Imported 16 directions from pca.npz into Mine"
    assert told.messages[0].why == "The first 16 of 20."
    assert mine(session) == [f"pca {k}" for k in range(1, 17)]


@pytest.mark.parametrize(
    ("array", "words"),
    [
        (np.ones(5), "takes 1 or 4 rows of 3"),
        (np.ones((3, 3)), "takes 1 or 4 rows of 3"),
        (np.zeros(3), "only zeros"),
    ],
)
def test_what_does_not_fit_is_told(session, told, pump, tmp_path, array, words, changes):
    np.save(tmp_path / "a.npy", array)
    session.open_files([tmp_path / "a.npy"])
    pump.until(lambda: told.messages)
    assert told.messages[0].level == "error"
    assert told.said(words)
    assert mine(session) == changes == []


def test_one_of_another_model_is_refused_and_one_s_own_comes_as_it_was(
    session, told, pump, tmp_path
):
    for sha256 in ("b" * 64, session.model.sha256):
        made = make_own("Smirk", np.full((4, 3), 7, np.float32), "fake", sha256, "A note.")
        write_file(tmp_path / f"{sha256[:4]}.safetensors", made)
        session.open_files([tmp_path / f"{sha256[:4]}.safetensors"])
    pump.until(lambda: mine(session))
    pump.until(lambda: len(told.messages) == 2)
    assert "made for another network" in told.messages[0].what
    (found,) = session.own.directions()
    assert (found.title, found.note) == ("Smirk", "A note.")
    np.testing.assert_array_equal(found.vectors, np.full((4, 3), 7))


def test_before_there_is_a_network_an_import_waits(world, listen, tmp_path, pump):
    world.loading.close()
    session = world.session()
    said = listen(session)
    session.start()
    np.save(tmp_path / "a.npy", np.ones(3))
    session.open_files([tmp_path / "a.npy"])
    session.own.export("smile", tmp_path / "b.npy")
    session.own.from_faces([1])
    assert len(said.messages) == 2
    assert said.said("Wait until it is loaded")
    world.loading.open.set()
    pump.until(lambda: mine(session) == ["a"])


def test_one_that_comes_while_another_device_is_loaded_is_there_afterwards(
    session, told, pump, world, renderer, make_info, tmp_path
):
    """The load may have looked at the folder before; a face on show may use it already."""
    world.loading.close()
    session.set_device("cpu")
    world.loading.wait_for("cpu")
    renderer.info = make_info()  # its directions are those that were there when it looked
    name = imported(session, pump, tmp_path / "nose.npy")
    session.face.edit(session.face.recipe.with_amount(name, 1.0), "Nose")
    world.loading.open.set()
    pump.until(lambda: not session.busy and session.frame.recipe.amount(name) == 1.0)
    pump.until(lambda: mine(session) == ["nose"])
    assert [message.level for message in told.messages] == ["info"]


def test_another_name(session, pump, tmp_path):
    name = imported(session, pump, tmp_path / "a.npy")
    session.own.rename(name, "  ")
    session.own.rename(name, " Older ")
    pump.until(lambda: mine(session) == ["Older"])
    assert session.own.directions()[0].id == name
    assert session.own.is_own(name)
    assert not session.own.is_own("smile")


def test_only_one_s_own_are_renamed_and_deleted(session, told, pump):
    session.own.rename("smile", "x")
    session.own.delete("smile")
    pump.until(lambda: len(told.messages) == 2)
    assert all("own directions" in message.what for message in told.messages)
    assert not session.own.can_restore


def test_what_is_deleted_comes_back(session, told, pump, tmp_path):
    name = imported(session, pump, tmp_path / "a.npy")
    session.own.delete(name)
    pump.until(lambda: session.own.can_restore)
    assert mine(session) == []
    assert told.messages[-1].what == "Deleted “a” from Mine"
    assert told.messages[-1].offers == "restore direction"
    session.own.restore()
    session.own.restore()  # there is nothing more
    pump.until(lambda: mine(session) == ["a"])
    assert not session.own.can_restore


def test_the_face_on_show_lets_go_of_what_is_deleted_and_undo_still_shows_it(
    session, told, pump, tmp_path, world, make_info
):
    name = imported(session, pump, tmp_path / "a.npy")
    session.face.edit(session.face.recipe.with_amount(name, 2.0, (1, 2)), "x")
    used = session.face.recipe
    session.own.delete(name)
    pump.until(lambda: mine(session) == [])
    assert session.face.recipe.directions == ()
    assert session.face.undo_label == "Delete a"
    session.face.undo()
    assert session.face.recipe == used
    session.model.check(used)
    pump.until(lambda: not session.busy)
    assert [message.level for message in told.messages] == ["info"] * 2
    world.renderer.info = make_info()  # another device: the network is loaded anew
    session.set_device("cpu")
    pump.until(lambda: session.model is world.renderer.info and not session.busy)
    session.model.check(used)


@pytest.mark.parametrize("suffix", [".npy", ".safetensors"])
def test_any_direction_can_be_exported(session, told, pump, tmp_path, suffix):
    path = tmp_path / f"out{suffix}"
    session.own.export("smile", path)
    pump.until(lambda: told.messages)
    assert told.messages[0].what == f"Saved out{suffix}"
    step = session.model.directions.get("smile").vectors
    if suffix == ".npy":
        np.testing.assert_array_equal(np.load(path), step)
    else:
        found = read_file(path)
        np.testing.assert_array_equal(found.vectors, step)
        assert (found.title, found.metadata.model_sha256) == ("Smile", session.model.sha256)


@pytest.mark.parametrize(("name", "file"), [("smile", "a.txt"), ("none", "a.npy")])
def test_what_cannot_be_exported_is_told(session, told, pump, tmp_path, name, file):
    session.own.export(name, tmp_path / file)
    pump.until(lambda: told.messages)
    assert told.messages[0].level == "error"
    assert not (tmp_path / file).exists()


def test_a_full_folder_is_told(session, told, pump, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("FACELAB_DIRECTIONS", str(tmp_path / "file" / "x"))
    np.save(tmp_path / "a.npy", np.ones(3))
    session.open_files([tmp_path / "a.npy"])
    pump.until(lambda: told.messages)
    assert told.said("was not saved")


def test_what_another_process_wrote_is_seen(session, pump, changes):
    write_own(make_own("Theirs", np.ones((1, 3), np.float32), "fake", session.model.sha256))
    write_own(make_own("Odd", np.ones((1, 9), np.float32), "fake", session.model.sha256))
    (paths.directions_dir() / "bad.safetensors").write_bytes(b"")
    session.own.reload()
    pump.until(lambda: changes)
    assert mine(session) == ["Theirs"]


# -- out of faces ---------------------------------------------------------------------------------


@pytest.fixture
def keep(world, session, pump):
    """Keep the face of a seed; returns its number."""

    def make(seed: int, ws: float | None = None, sha256: str | None = None) -> int:
        library = Library(world.library)
        ref = session.model.ref if sha256 is None else type(session.model.ref)(sha256, "other")
        recipe = Recipe(ref, session.face.recipe.source).with_seed(seed).with_truncation(psi=1)
        rows = None if ws is None else np.full((4, 3), ws, np.float32)
        number = library.keep(Record(recipe, rows)).id
        library.close()
        return number

    return make


def direction_of(session, pump, *args, **options):
    before = len(mine(session))
    session.own.from_faces(*args, **options)
    pump.until(lambda: len(mine(session)) > before)
    return session.own.directions()[-1]


def test_faces_against_the_average_one(session, told, pump, keep):
    ids = [keep(3), keep(5)]
    found = direction_of(session, pump, ids, None, title="Bold")
    pump.until(lambda: told.messages)
    assert told.messages[-1].what == "“Bold” is now in Mine"
    assert (found.title, found.note) == ("Bold", "Made from 2 faces of yours.")
    assert found.vectors.shape == (1, 3)
    np.testing.assert_allclose(found.vectors[0] / found.vectors[0, 0], [1, 0, 0], atol=1e-6)
    assert found.vectors[0, 0] > 0


def test_faces_against_others_with_what_is_known_of_them(session, pump, keep):
    """Where the library has a w+ that is taken; the engine composes the others."""
    first, second = keep(3, ws=1.0), keep(9)
    found = direction_of(session, pump, [first], [second])
    assert found.title == "My direction"
    np.testing.assert_allclose(found.vectors[0] / found.vectors[0, 1], [-8, 1, 1], rtol=1e-4)


def test_against_all_others_leaves_these_out(session, pump, keep):
    first, _, _ = keep(3), keep(1), keep(7, sha256="b" * 64)
    found = direction_of(session, pump, [first], Query())
    assert found.vectors[0, 0] > 0
    assert MOST >= 1_000


def test_the_same_faces_or_none_make_no_direction(session, told, pump, keep):
    first, other = keep(3), keep(4, sha256="b" * 64)
    session.own.from_faces([first], [first])
    pump.until(lambda: told.said("On average, they are the same face"))
    session.own.from_faces([other], None)
    pump.until(lambda: told.said("made with other networks"))
    session.own.from_faces([first], [4711])
    pump.until(lambda: len(told.messages) == 3)
    assert mine(session) == []


def test_a_face_that_cannot_be_composed_is_told(session, told, pump, keep, renderer, monkeypatch):
    def refuse(recipe):
        raise RecipeError("No direction is called 'nose'.")

    number = keep(3)
    monkeypatch.setattr(renderer, "compose", refuse)
    session.own.from_faces([number])
    pump.until(lambda: told.said("'nose'"))
    assert mine(session) == []
