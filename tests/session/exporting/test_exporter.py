from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from facelab.errors import ExportError, RecipeError
from facelab.export import writing
from facelab.export.reading import read_picture_recipe
from facelab.session.choices.export import ExportChoice
from facelab.session.exporting.scope import Scope, chosen, found, of_cast, shown


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "pictures"


@pytest.fixture
def choice(folder) -> ExportChoice:
    return ExportChoice(folder=str(folder))


@pytest.fixture
def keep(session, pump, make_face) -> Callable[..., tuple[int, ...]]:
    """Keep the faces of seeds under names; returns their numbers."""

    def keep_faces(*names: str) -> tuple[int, ...]:
        session.kept.add_all([(make_face(k), name) for k, name in enumerate(names, 1)])
        # Cards and counts are read one after the other, perhaps with a write between.
        pump.until(lambda: len(session.kept.faces) == len(names))
        return tuple(sorted(card.id for card in session.kept.faces))

    return keep_faces


@pytest.fixture
def export(session, pump, choice, told) -> Callable[..., list[float]]:
    """Export, wait for its end; returns how far it was, each time that it told."""

    def run(scope: Scope, **how: object) -> list[float]:
        fractions: list[float] = []
        ended: list[object] = []
        session.exporting.ended.connect(ended.append)
        asked = ExportChoice(**{"folder": choice.folder, **how})
        job = session.exporting.run(scope, asked)
        job.changed.connect(lambda: fractions.append(job.progress.fraction or 0.0))
        pump.until(lambda: ended)
        return fractions

    return run


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_face_on_show_leaves_with_its_recipe(session, export, folder, told, make_face):
    face = make_face(7)
    export(shown(face))
    assert names(folder) == ["seed0007.png"]
    assert read_picture_recipe(folder / "seed0007.png") == face
    (said,) = (each for each in told.messages if "Exported" in each.what)
    assert (said.what, said.why, said.file) == (
        "Exported seed0007.png", f"in {folder}", folder / "seed0007.png"
    )  # fmt: skip


def test_kept_faces_leave_under_their_names_in_their_order(export, keep, folder, told):
    ids = keep("Ann", "Bob", "Cy")
    fractions = export(chosen(ids[::-1]), pattern="{index} {name}")
    assert names(folder) == ["00001 Cy.png", "00002 Bob.png", "00003 Ann.png"]
    assert fractions == sorted(fractions)
    assert told.said("Exported 3 pictures")


def test_a_name_that_is_taken_gets_a_number_unless_it_may_go(export, folder, make_face):
    face = make_face(7)
    for _ in range(2):
        export(shown(face))
    export(shown(face), overwrite=True)
    assert names(folder) == ["seed0007-2.png", "seed0007.png"]


def test_a_search_and_a_cast_are_asked_when_they_leave(session, export, keep, pump, folder):
    ids = keep("Ann", "Bob")
    session.kept.add_cast("Night", [ids[0]])
    pump.until(lambda: session.kept.facets.casts and session.kept.facets.casts[0].count)
    (cast,) = session.kept.facets.casts
    export(of_cast(cast.id, cast.name, cast.count), pattern="{cast} {name}")
    assert names(folder) == ["Night Ann.png"]
    export(found(session.kept.view().query, 2))
    assert names(folder) == ["Ann.png", "Bob.png", "Night Ann.png"]


def test_what_fails_is_told_face_by_face_and_the_others_leave(
    session, export, keep, folder, renderer, make_face, told
):
    ids = keep("Ann", "Bob", "Cy")
    renderer.errors["full", make_face(2)] = RecipeError("It has no such direction.")
    export(chosen(ids))
    assert names(folder) == ["Ann.png", "Cy.png"]
    said = told.messages[-1]
    assert (said.what, said.offers) == ("Exported 2 of 3 faces", "export failures")
    assert "Bob: It has no such direction." in said.why
    assert [each.where for each in session.exporting.refused] == ["Bob"]


def test_faces_of_another_network_say_so(export, folder, make_face, told):
    export(shown(make_face(7, sha256="b" * 64)))
    assert told.said("made with another network")
    assert told.messages[-1].what == "No picture was exported"


def test_a_cancel_leaves_whole_files_and_says_how_many(
    session, choice, keep, folder, renderer, pump, told
):
    ids = keep("Ann", "Bob", "Cy")
    job = session.exporting.run(chosen(ids), choice)
    pump.until(lambda: folder.is_dir() and list(folder.glob("*.png")))
    renderer.fulls.close()
    job.cancel()
    pump.until(lambda: told.said("Export cancelled"))
    there = names(folder)
    count = len(there)
    assert 1 <= count < 3
    assert f"{count} picture" in told.messages[-1].why
    for name in there:
        Image.open(folder / name).load()


def test_a_full_disk_ends_it_and_says_how_many_are_whole(export, keep, folder, told, monkeypatch):
    ids = keep("Ann", "Bob", "Cy")
    real = writing.put
    written: list[Path] = []

    def put(path, *rest):
        if written:
            raise ExportError(f"{path.name} was not saved.", "No space left on device.")
        written.append(path)
        return real(path, *rest)

    monkeypatch.setattr("facelab.export.plan.put", put)
    export(chosen(ids))
    assert names(folder) == ["Ann.png"]
    said = told.messages[-1]
    assert said.level == "error"
    assert said.what == "Bob.png was not saved."
    assert "1 picture is saved in" in said.why


def test_the_hand_goes_first(session, choice, folder, renderer, pump, told, make_face):
    renderer.fulls.close()
    session.exporting.run(shown(make_face(7)), choice)
    renderer.fulls.wait_for("7")
    told.frames.clear()
    session.face.edit(session.face.recipe.with_seed(9), "9")
    pump.until(lambda: "preview 9" in told.frames)
    assert not folder.exists()
    renderer.fulls.open.set()
    pump.until(lambda: told.said("Exported seed0007.png"))


def test_another_device_in_between_loses_nothing(
    session, choice, folder, renderer, pump, told, make_face
):
    renderer.fulls.close()
    session.exporting.run(shown(make_face(7)), choice)
    renderer.fulls.wait_for("7")
    session.set_device("cpu")
    renderer.fulls.open.set()
    pump.until(lambda: told.said("Exported seed0007.png"))
    assert names(folder) == ["seed0007.png"]


def test_again_repeats_the_last_one_with_the_face_that_is_on_show_now(
    session, export, pump, folder, told, make_face
):
    exporting = session.exporting
    assert session.settings.export is None
    assert exporting.again(make_face(7)) == shown(make_face(7))
    assert exporting.again(None) is None
    export(shown(make_face(7)), size=16)
    assert exporting.choice is not None
    assert exporting.choice.size == 16
    assert exporting.again(make_face(8)) == shown(make_face(8))
    kept = chosen((1, 2))
    exporting.run(kept, exporting.choice)
    assert exporting.again(make_face(8)) == kept
    pump.until(lambda: told.said("No picture was exported"))


def test_a_sheet_is_one_file_of_several_faces(export, keep, folder, told):
    ids = keep("Ann", "Bob", "Cy")
    export(chosen(ids), format="rpg-maker-set", pattern="set")
    assert names(folder) == ["set.png"]
    assert told.said("Exported set.png")


def test_quitting_asks_about_it(session, choice, renderer, pump, told, make_face):
    renderer.fulls.close()
    session.exporting.run(shown(make_face(7)), choice)
    assert [job.owed for job in session.jobs.owed] == ["the export of a face"]
    renderer.fulls.open.set()
    pump.until(lambda: told.said("Exported"))


def test_a_scope_is_what_it_says(make_face):
    assert replace(shown(make_face(7)), recipe=None).title == "The face on show"
    assert chosen((1,)).title == "1 selected face"
