"""Files that were opened: remembered whichever way they came."""

from __future__ import annotations

import numpy as np

from facelab.export.recipe_file import write_recipe
from facelab.library import Library, Record, export_faces
from facelab.session.opening.recent import MOST
from tests.png_files import write_png


def test_the_newest_is_the_first_and_each_is_there_once(session, tmp_path):
    paths = [tmp_path / f"{number}.png" for number in range(MOST + 2)]
    for path in (*paths, paths[5]):
        session.recent.note(path)
    newest = [5, 11, 10, 9, 8, 7, 6, 4, 3, 2]
    assert [path.name for path in session.recent.paths] == [f"{n}.png" for n in newest]
    session.recent.clear()
    assert session.recent.paths == ()


def test_what_was_opened_is_noted_and_what_could_not_be_is_not(
    session, told, pump, tmp_path, make_face
):
    write_png(tmp_path / "a.png", np.zeros((4, 4, 3), np.uint8), make_face(3))
    write_recipe(tmp_path / "b.json", make_face(4))
    write_recipe(tmp_path / "other network.json", make_face(5, sha256="b" * 64))
    for name in ("a.png", "b.json"):
        session.open_files([tmp_path / name])
        pump.until(lambda name=name: session.recent.paths[:1] == (tmp_path / name,))
    for name in ("other network.json", "nowhere.png"):
        session.open_files([tmp_path / name])
    pump.until(lambda: len(told.messages) == 2)
    assert [path.name for path in session.recent.paths] == ["b.json", "a.png"]


def test_exports_and_directions_are_noted(session, pump, tmp_path, make_face):
    library = Library(tmp_path / "library")
    library.keep(Record(make_face(3), np.zeros((4, 3), np.float32), b""))
    library.close()
    export_faces(tmp_path / "library", tmp_path / "cast.facelab")
    session.open_files([tmp_path / "cast.facelab"])
    pump.until(lambda: session.recent.paths == (tmp_path / "cast.facelab",))
    np.save(tmp_path / "smile.npy", np.ones(3, np.float32))
    session.open_files([tmp_path / "smile.npy"], "direction")
    pump.until(lambda: session.recent.paths[:1] == (tmp_path / "smile.npy",))


def test_those_that_are_gone_are_found(session, pump, tmp_path):
    there, gone = tmp_path / "a.png", tmp_path / "b.png"
    there.touch()
    for path in (there, gone, tmp_path / ("x" * 300)):
        session.recent.note(path)
    missing: list[frozenset[object]] = []
    session.recent.find_missing(missing.append)
    pump.until(lambda: missing)
    assert missing == [frozenset({gone, tmp_path / ("x" * 300)})]
