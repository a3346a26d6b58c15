"""Files that are opened, one or many: nothing vanishes without a word."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from facelab.engine.directions.spread import Spread
from facelab.errors import LibraryError
from facelab.export.character_file import read_set, write_set
from facelab.export.format_file import write_formats
from facelab.export.formats import WRITERS
from facelab.export.named import NAMED
from facelab.export.recipe_file import write_recipe
from facelab.export.timeline_file import write_timeline
from facelab.export.writer import Encoding, Metadata, Picture
from facelab.export.writing import write
from facelab.library import Library, Record, export_faces
from facelab.recipe import Latent
from facelab.recipe.character.sets import set_of_amounts
from facelab.recipe.timeline import Key, Timeline
from facelab.session.opening import files as opening
from facelab.session.opening import words as opened_words


@pytest.fixture
def recipes(tmp_path, make_face):
    """Writes recipes of some seeds; returns their paths."""

    def write(*seeds: int, folder: Path = tmp_path, **options) -> list[Path]:
        folder.mkdir(exist_ok=True)
        for seed in seeds:
            write_recipe(folder / f"face{seed}.json", make_face(seed, **options))
        return [folder / f"face{seed}.json" for seed in seeds]

    return write


@pytest.fixture
def opened(session, told, pump):
    """Opens files and waits until something is told; returns the message."""

    def open_all(paths, meant=None):
        told.messages.clear()
        session.open_files(paths, meant)
        pump.until(lambda: told.messages)
        (message,) = told.messages
        return message

    return open_all


def seeds(session) -> list[object]:
    return [step.recipe.seed for step in session.face.steps]


# -- many ----------------------------------------------------------------------------------------


def test_of_five_pictures_the_first_is_shown_and_the_others_are_in_the_history(
    session, recipes, opened
):
    message = opened(recipes(21, 22, 23, 24, 25))
    assert message.level == "info"
    assert message.what == "Opened 5 faces. The first is shown"
    assert message.why == "The others are in History."
    assert seeds(session) == [7, 22, 23, 24, 25, 7, 21]
    assert session.face.undo_label == "Open face21"
    session.face.undo()  # one step back is the face that was on show
    assert session.face.recipe.seed == 7
    session.face.redo()
    assert session.face.recipe.seed == 21


def test_the_truncation_of_faces_that_came_together_is_theirs_only(
    session, make_face, opened, tmp_path
):
    own = session.face.recipe.truncation
    for seed in (21, 22):
        write_recipe(tmp_path / f"{seed}.json", make_face(seed).with_truncation(psi=1.5))
    opened([tmp_path / "21.json", tmp_path / "22.json"])
    assert session.face.recipe.truncation.psi == 1.5
    session.face.set_seed(99)
    assert session.face.recipe.truncation == own
    session.face.set_seed(22)
    assert session.face.recipe.truncation.psi == 1.5, "it comes back with the face"


def test_all_of_them_are_kept_by_one_button(session, recipes, opened, pump, told):
    assert opened(recipes(21, 22, 23)).offers == "keep opened"
    assert session.opening.can_keep_opened
    assert session.opening.keep_words == "Keep all 3"
    told.messages.clear()
    session.opening.keep_opened()
    pump.until(lambda: len(session.kept.faces) == 3 and told.messages)
    assert {face.name for face in session.kept.faces} == {"face21", "face22", "face23"}
    assert told.messages[0].what == "3 faces kept"
    assert not session.opening.can_keep_opened
    session.opening.keep_opened()  # nothing more to keep
    opened(recipes(21, 24))
    told.messages.clear()
    session.opening.keep_opened()
    pump.until(lambda: told.messages)
    assert (told.messages[0].what, told.messages[0].why) == ("1 face kept", "1 was already kept.")
    pump.until(lambda: len(session.kept.faces) == 4)
    # Only what this has brought goes again, and comes back.
    assert told.messages[0].offers == "unkeep"
    session.kept.unkeep()
    pump.until(lambda: len(session.kept.faces) == 3)
    assert not session.kept.can_unkeep
    session.kept.restore()
    pump.until(lambda: len(session.kept.faces) == 4)


def test_all_of_them_are_held_until_there_is_room(
    session, recipes, opened, pump, told, monkeypatch
):
    def full(self, record):
        raise LibraryError("This face was not kept.", "The disk is full.", "Free some space.")

    opened(recipes(21, 22, 23))
    told.messages.clear()
    with monkeypatch.context() as patch:
        patch.setattr(Library, "keep", full)
        session.opening.keep_opened()
        pump.until(lambda: told.messages)
    assert "Until you quit, facelab holds on to it" in told.messages[0].fix
    assert session.kept.unsaved == 3
    session.kept.save_unsaved()
    pump.until(lambda: len(session.kept.faces) == 3)
    assert session.kept.unsaved == 0


def test_the_history_is_not_flooded(session, recipes, opened, monkeypatch):
    monkeypatch.setattr(opening, "MOST_STEPS", 3)
    message = opened(recipes(21, 22, 23, 24, 25))
    assert seeds(session) == [7, 22, 23, 7, 21]
    assert "2 more are in History" in message.why
    assert session.opening.keep_words == "Keep all 5"


def test_a_folder_is_its_files(session, recipes, opened, tmp_path):
    recipes(21, 22, folder=tmp_path / "cast")
    (tmp_path / "cast" / "notes.txt").touch()
    message = opened([tmp_path / "cast"])
    assert message.what == "Opened 2 faces. The first is shown"
    assert "1 file of other types was skipped." in message.why
    assert session.face.recipe.seed == 21


def test_an_empty_folder_is_told(session, opened, tmp_path):
    (tmp_path / "cast").mkdir()
    message = opened([tmp_path / "cast"])
    assert (message.level, message.what) == ("warning", "It contains nothing facelab can open")
    assert session.face.recipe.seed == 7


def test_each_file_that_is_refused_is_named_with_its_reason(
    session, recipes, opened, tmp_path, make_face
):
    (tmp_path / "notes.txt").write_text("hello")
    (tmp_path / "broken.json").write_text("{")
    (other,) = recipes(31, sha256="b" * 64)
    paths = [*recipes(21), tmp_path / "notes.txt", tmp_path / "broken.json", other]
    message = opened(paths)
    assert message.level == "warning"
    assert message.what == "Opened face21.json. 3 files were not opened"
    for words in ("notes.txt: ", "broken.json: ", "face31.json: It needs fake"):
        assert words in message.why
    assert len(message.why.splitlines()) == 3
    assert session.face.recipe == make_face(21)
    message = opened(paths[1:])
    assert (message.level, message.what) == ("error", "3 files were not opened")


def test_a_folder_of_junk_does_not_fill_the_window(opened, tmp_path):
    for k in range(40):
        (tmp_path / f"{k:02}.json").write_text("{")
    message = opened([tmp_path / f"{k:02}.json" for k in range(40)])
    assert len(message.why.splitlines()) == opened_words.MOST_NAMED + 1
    assert message.why.endswith("And 34 more.")


def test_a_name_that_holds_orders_is_plain(opened, recipes, tmp_path):
    bad = tmp_path / "a\x1b[31m\nb.json"
    bad.write_text("{")
    message = opened([*recipes(21), bad])
    assert "\x1b" not in message.why
    assert len(message.why.splitlines()) == 1


def test_directions_and_faces_together(session, recipes, opened, tmp_path):
    np.save(tmp_path / "smile.npy", np.ones(3))
    np.save(tmp_path / "age.npy", np.eye(1, 3))
    message = opened([tmp_path / "smile.npy", *recipes(21), tmp_path / "age.npy"])
    assert message.what == "Opened face21.json. Imported 2 directions into Mine"
    assert {each.title for each in session.own.directions()} == {"smile", "age"}
    assert session.face.recipe.seed == 21


def test_exports_are_imported_and_what_was_refused_stays_said(
    session, recipes, told, pump, tmp_path, make_face
):
    library = Library(tmp_path / "other")
    library.keep(Record(make_face(31)))
    library.close()
    export_faces(tmp_path / "other", tmp_path / "cast.facelab")
    (tmp_path / "notes.txt").touch()
    session.open_files([tmp_path / "cast.facelab", tmp_path / "notes.txt"])
    pump.until(lambda: told.said("1 new face imported"))
    last = told.messages[-1]
    assert last.level == "warning"
    assert "1 file was not opened" in last.what
    assert "notes.txt: " in last.why
    assert session.face.recipe == make_face(31)


def test_before_there_is_a_network_many_wait(world, listen, recipes, pump, tmp_path):
    world.loading.close()
    session = world.session()
    said = listen(session)
    session.start()
    np.savez(tmp_path / "projected_w.npz", w=np.ones((1, 4, 3)))
    session.open_files(recipes(21, 22))
    session.open_files([tmp_path / "projected_w.npz"])
    assert not said.messages
    world.loading.open.set()
    pump.until(lambda: session.model is not None and session.face.recipe.seed is None)
    assert seeds(session) == [7, 22, 7, 21, None]


def test_before_there_is_a_network_a_timeline_waits(world, listen, make_face, pump, tmp_path):
    world.loading.close()
    session = world.session()
    said = listen(session)
    session.start()
    clip = Timeline((Key(make_face(1)), Key(make_face(2))))
    write_timeline(tmp_path / "clip.json", clip)
    session.open_files([tmp_path / "clip.json"])
    pump.until(lambda: session.opening._timelines)
    assert session.animating.timeline is None
    assert not said.messages
    world.loading.open.set()
    pump.until(lambda: session.animating.timeline == clip)


def test_sets_of_expressions_become_the_users_own(session, opened, pump, tmp_path):
    smiles = set_of_amounts("smile", (-1.0, 1.0))
    frowns = set_of_amounts("brows", (-1.0, 1.0))
    for each in (smiles, frowns):
        write_set(tmp_path / f"from a friend, {each.name}.json", each)
    files = [*tmp_path.glob("from*.json")]
    said = opened(files[:1])
    one = read_set(files[0])
    assert said.what == f"Added {one.shown} to your own sets of expressions"
    assert f"--set {one.name}" in said.why
    assert opened(files[:1]).what == f"{one.shown} is already among the sets of expressions"
    both = opened(files)
    assert both.what == "Added 1 set of expressions to your own"
    assert "1 was there already." in both.why
    pump.until(lambda: dict(session.own_sets.own) == {"brows": frowns, "smile": smiles})
    assert files[0] in session.recent.paths


def test_formats_become_the_users_own(session, opened, pump, tmp_path):
    icon = NAMED["avatar"].changed(name="icon", title="Icon", longest=96)
    stamp = icon.changed(name="stamp", title="Stamp", longest=200)
    one, both = tmp_path / "from a friend.json", tmp_path / "both.json"
    write_formats(one, [icon])
    write_formats(both, [icon, stamp])
    said = opened([one])
    assert said.what == "Added Icon to your own formats"
    assert "--format icon" in said.why
    assert opened([one]).what == "Icon is already among the formats"
    said = opened([both])
    assert said.what == "Added 1 format to your own"
    assert "stamp" in said.why
    assert "1 was there already." in said.why
    assert dict(session.formats.own) == {"icon": icon, "stamp": stamp}
    assert one in session.recent.paths
    both.write_text(both.read_text().replace('"longest": 200', '"longest": -1'))
    said = opened([both])
    assert said.level == "error"
    assert "Longest is -1" in said.why


# -- faces and directions ------------------------------------------------------------------------


def test_a_latent_opens_as_the_face_that_it_is(session, told, pump, tmp_path):
    np.savez(tmp_path / "projected_w.npz", w=np.arange(12.0).reshape(1, 4, 3))
    session.open_files([tmp_path / "projected_w.npz"])
    pump.until(lambda: session.face.recipe.seed is None)
    source = session.face.recipe.source
    assert isinstance(source, Latent)
    np.testing.assert_array_equal(source.array(), np.arange(12.0).reshape(4, 3))
    assert session.face.recipe.truncation.psi == 1.0
    assert session.face.undo_label == "Open projected_w.npz"
    assert not session.own.directions()
    assert not told.messages


def test_of_four_latents_in_a_file_all_can_be_kept(session, opened, pump, tmp_path):
    stack = np.random.RandomState(0).randn(4, 4, 3)
    np.savez(tmp_path / "cast.npz", latents=stack)
    message = opened([tmp_path / "cast.npz"])
    assert message.what == "Opened 4 faces from cast.npz. The first is shown"
    assert session.opening.keep_words == "Keep all 4"
    session.opening.keep_opened()
    pump.until(lambda: len(session.kept.faces) == 4)
    assert {face.name for face in session.kept.faces} == {f"cast {k}" for k in range(1, 5)}


def test_who_is_unsure_asks(world, listen, pump, tmp_path):
    average = np.full(3, 5, np.float32)
    spread = Spread(np.eye(3, dtype=np.float32))
    world.renderer.info = replace(world.renderer.info, w_avg=average, spread=spread)
    session = world.started()
    told = listen(session)
    asked: list[tuple[Path, ...]] = []
    session.opening.unsure.connect(asked.append)
    path = tmp_path / "x.npy"
    np.save(path, np.full(3, 2.2))
    session.open_files([path])
    pump.until(lambda: asked)
    assert asked == [(path,)]
    assert not told.messages
    assert session.face.recipe.seed == 7
    assert not session.own.directions()
    session.open_files([path], "face")
    pump.until(lambda: session.face.recipe.seed is None)
    session.open_files([path], "direction")
    pump.until(lambda: session.own.directions())


def test_a_folder_of_pictures_of_every_format_opens_as_their_faces(
    session, make_face, opened, tmp_path
):
    folder = tmp_path / "pictures"
    grey = np.full((16, 16, 3), 99, np.uint8)
    opening = {name: writer for name, writer in WRITERS.items() if writer.opens}
    for number, (name, writer) in enumerate(sorted(opening.items()), 31):
        picture = Picture(grey, make_face(number))
        write(
            folder / f"{name}{writer.suffixes[0]}",
            picture,
            Metadata.of(picture.recipe),
            Encoding(name),
        )
    message = opened([folder])
    assert message.what == f"Opened {len(opening)} faces. The first is shown"
    assert set(seeds(session)) >= set(range(31, 31 + len(opening)))
