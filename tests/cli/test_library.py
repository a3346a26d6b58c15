from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from facelab.cli import library as commands
from facelab.cli.main import main
from facelab.cli.parser import OneLineParser
from facelab.errors import ExportError, LibraryError, RecipeError
from facelab.export.recipe_file import read_recipe
from facelab.library import Library, Record, faults, timelines
from facelab.recipe import ModelRef, Recipe, Seed
from facelab.recipe.timeline import Key, Timeline

DAY = 86400.0


@pytest.fixture
def folder(user_folders: Path) -> Path:
    """The user's own library: four faces, the last in the bin."""
    made = user_folders / "library"
    library = Library(made)
    for seed, name in enumerate(["Ann", "Bob [bold]", "", "gone"]):
        library.keep(
            Record(
                Recipe(ModelRef("a" * 64, "tiny"), Seed(40 + seed)).with_amount("smile", seed),
                np.full((2, 4), seed, np.float32),
                b"\xff\xd8jpeg",
                name,
                rating=seed,
                tags=("hero",) if seed < 2 else (),
                casts=("Crew",) if seed == 1 else (),
                created=1.7e9 + seed * DAY,
            )
        )
    library.remove([4])
    library.close()
    return made


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Run `facelab library ...`; returns what it printed."""

    def run(*words: object) -> str:
        parser = OneLineParser(prog="facelab")
        commands.add_parser(parser.add_subparsers())
        parsed = parser.parse_args(["library", *map(str, words)])
        assert parsed.run(parsed) == 0
        return capsys.readouterr().out

    return run


def ids(printed: str) -> list[int]:
    return [json.loads(line)["id"] for line in printed.splitlines()]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["list"], [3, 2, 1]),
        (["list", "--sort", "oldest"], [1, 2, 3]),
        (["list", "--sort", "name"], [1, 2, 3]),
        (["list", "--limit", 1], [3]),
        (["list", "--rating", 1], [3, 2]),
        (["list", "--tag", "HERO"], [2, 1]),
        (["list", "--cast", "crew"], [2]),
        (["list", "--model", "tiny"], [3, 2, 1]),
        (["list", "--model", "aaaa", "--rating", 2], [3]),
        (["list", "--bin"], [4]),
        (["list", "--like", 2], [2, 1, 3]),
        (["list", "--since", "2023-11-16", "--until", "2100-01-01"], [3]),
        (["search", "ann"], [1]),
        (["search", "seed", "4"], [3, 2, 1]),
        (["search", "hero", "--rating", 1], [2]),
        (["search", "nobody"], []),
    ],
)
def test_faces_are_listed_and_searched(folder, run, words, found):
    assert ids(run(*words, "--json")) == found


def test_a_table_for_people(folder, run):
    printed = run("list")
    assert "Ann" in printed
    assert "Bob [bold]" in printed  # a name is no markup
    assert "seed 42" in printed


def test_all_of_a_face_is_shown(folder, run, tmp_path):
    printed = run("show", 2, "--recipe", tmp_path / "r.json", "--thumbnail", tmp_path / "t.jpg")
    for word in ("Bob [bold]", "seed 41", "psi 0.7", "1 direction", "hero", "Crew", "tiny"):
        assert word in printed
    assert read_recipe(tmp_path / "r.json").seed == 41
    picture = (tmp_path / "t.jpg").read_bytes()
    assert picture.startswith(b"\xff\xd8")
    assert picture.endswith(b"jpeg"), "as it is kept"
    assert b"facelab" in picture, "with its recipe"
    said = json.loads(run("show", 2, "--json"))
    assert said["recipe"]["recipe"]["source"] == {"kind": "seed", "seed": 41}
    assert "in the bin" in run("show", 4)


def test_export_and_import(folder, run, tmp_path):
    file = tmp_path / "x.facelab"
    run("export", file, "--ids", "2,1")
    other = tmp_path / "other"
    run("--library", other, "import", file)
    run("import", "--library", other, file)
    assert ids(run("--library", other, "list", "--sort", "oldest", "--json")) == [2, 1]
    assert ids(run("list", "--sort", "oldest", "--json", "--library", other)) == [2, 1]
    timelines.keep(folder, "Walk", Timeline((Key(Recipe(ModelRef("a" * 64, "tiny"), Seed(1))),)))
    run("export", file, "--search", "bob", "--overwrite")
    third = tmp_path / "third"
    run("--library", third, "import", file)
    assert len(ids(run("--library", third, "list", "--json"))) == 1
    assert not timelines.files(third)


def test_timelines_leave_where_no_face_was_kept(user_folders, tmp_path, capsys):
    folder, file = user_folders / "library", tmp_path / "all.facelab"
    timelines.keep(folder, "Walk", Timeline((Key(Recipe(ModelRef("a" * 64, "tiny"), Seed(1))),)))
    parser = OneLineParser(prog="facelab")
    commands.add_parser(parser.add_subparsers())
    parsed = parser.parse_args(["library", "export", str(file)])
    assert parsed.run(parsed) == 0
    assert "1 timeline exported" in capsys.readouterr().err
    assert [each.stem for each in timelines.files(folder)] == ["Walk"]


def test_the_whole_library_leaves_with_its_timelines(folder, run, tmp_path, capsys):
    walk = Timeline((Key(Recipe(ModelRef("a" * 64, "tiny"), Seed(1))),))
    for name in ("Walk", "Torn"):
        timelines.keep(folder, name, walk)
    timelines.file_of(folder, "Torn").write_text("{")
    file, other = tmp_path / "x.facelab", tmp_path / "other"
    commands_of = OneLineParser(prog="facelab")
    commands.add_parser(commands_of.add_subparsers())
    for words, said in (
        (["export", str(file)], ("3 faces and 1 timeline exported", "left out the timeline Torn")),
        (["--library", str(other), "import", str(file)], ("3 new, 0", "1 new timeline, 0")),
        (
            ["--library", str(other), "import", str(file)],
            ("0 new, 3", "0 new timelines, 1"),
        ),
    ):
        parsed = commands_of.parse_args(["library", *words])
        assert parsed.run(parsed) == 0
        told = capsys.readouterr().err
        assert all(each in told for each in said), told
    assert [each.stem for each in timelines.files(other)] == ["Walk"]


@pytest.mark.parametrize(
    ("words", "error", "why"),
    [
        (["list", "--cast", "nobody"], RecipeError, "no cast 'nobody'"),
        (["list", "--model", "other"], RecipeError, "0 networks"),
        (["show", "99"], LibraryError, "no kept face 99"),
        (["export", "x.facelab", "--ids", "1,99"], RecipeError, "no such kept face: 99"),
        (["export", "x.facelab", "--ids", "4"], RecipeError, "no such kept face: 4"),
        (["import", "absent.facelab"], ExportError, "No such file"),
    ],
)
def test_what_is_not_there_is_told(folder, run, words, error, why):
    with pytest.raises(error, match=why):
        run(*words)


@pytest.mark.parametrize(
    "words",
    [
        ["list", "--rating", "9"],
        ["list", "--since", "yesterday"],
        ["list", "--since", "0001-01-01x"],
        ["show", "one"],
        ["show", "9" * 30],
        ["export", "x", "--ids", "5-1"],
        ["search"],
        [],
    ],
)
def test_bad_words_end_with_status_2_and_one_line(folder, run, words, capsys):
    with pytest.raises(SystemExit) as ended:
        run(*words)
    assert ended.value.code == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_there_is_no_library_yet(run):
    with pytest.raises(LibraryError, match="no library"):
        run("list")


def test_an_old_library_is_brought_up_to_date(user_folders, run):
    folder = user_folders / "library"
    folder.mkdir()
    db = sqlite3.connect(folder / "library.sqlite")
    db.execute(
        "CREATE TABLE face (id INTEGER PRIMARY KEY AUTOINCREMENT, recipe TEXT NOT NULL, ws BLOB,"
        " ws_rows INTEGER NOT NULL DEFAULT 0, thumbnail BLOB, name TEXT NOT NULL DEFAULT '',"
        " created REAL NOT NULL)"
    )
    db.execute("PRAGMA user_version=1")
    db.commit()
    db.close()
    assert run("list", "--json") == ""


def test_what_is_told_on_the_command_line_is_one_line(folder, facelab, tmp_path):
    for words, status, line in (
        (["list", "--limit", "0"], 2, "'0' is not a number from 1"),
        (["list", "--cast", "nobody"], 2, "there is no cast 'nobody'"),
        (["show", "99"], 1, "There is no kept face 99."),
        (["export", tmp_path / "x.facelab", "--search", "nobody"], 1, "nothing to export"),
        (["import", tmp_path / "absent.facelab"], 1, "No such file"),
        (["--library", tmp_path / "none", "list"], 1, "There is no library here."),
    ):
        ended = facelab("library", *words)
        assert ended.status == status
        assert line in ended.error
        assert ended.out == ""
    assert not (tmp_path / "none").exists()


def test_how_many_there_are_is_told_beside_the_list(folder, facelab, tmp_path):
    ended = facelab("library", "list")
    assert (ended.status, ended.err) == (0, "3 faces\n")
    assert "seed 41 + 1 edit " in ended.out
    assert facelab("library", "export", tmp_path / "x.facelab", "--ids", "1").err.startswith(
        "1 face exported to "
    )
    ended = facelab("library", "import", tmp_path / "x.facelab")
    assert ended.error.endswith("x.facelab: 0 new, 1 already here")


def test_a_long_name_does_not_break_the_table(folder, facelab):
    library = Library(folder)
    library.update([1], name="long " * 40)
    library.close()
    lines = facelab("library", "list").out.splitlines()
    assert len(lines) == 4
    assert ("long " * 40).strip() in lines[3]


OVERWRITE = [(), ("--overwrite",)]


@pytest.mark.parametrize("words", OVERWRITE)
@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("library.sqlite", "must end in"),
        ("library.sqlite-wal", "must end in"),
        ("LIBRARY.SQLITE", "must end in"),
        ("backups/new.facelab", "in the library's backup folder"),
        ("backups/new.json", "in the library's backup folder"),
        ("backups/new.jpg", "in the library's backup folder"),
    ],
)
def test_no_output_destroys_the_library(folder, facelab, name, why, words):
    place = folder / name
    before = (folder / "library.sqlite").read_bytes()
    for end, command in (
        (".facelab", ("export", place, "--ids", "1")),
        (".json", ("show", 1, "--recipe", place)),
        (".jpg", ("show", 1, "--thumbnail", place)),
    ):
        if "backups" not in name or place.suffix == end:
            ended = facelab("library", "--library", folder, *command, *words)
            assert ended.status == 2
            assert why in ended.error
    assert (folder / "library.sqlite").read_bytes() == before
    assert facelab("library", "list").err == "3 faces\n"


@pytest.mark.skipif(os.name != "posix", reason="Windows makes links for administrators only")
@pytest.mark.parametrize("words", OVERWRITE)
def test_no_output_reaches_the_library_through_a_link(folder, facelab, tmp_path, words):
    (tmp_path / "a.facelab").symlink_to(folder / "library.sqlite")
    (tmp_path / "b.json").hardlink_to(folder / "library.sqlite")
    for command in (
        ("export", tmp_path / "a.facelab"),
        ("show", 1, "--recipe", tmp_path / "b.json"),
    ):
        ended = facelab("library", *command, *words)
        assert ended.status == 2
        assert "library, which facelab protects" in ended.error
    assert (tmp_path / "a.facelab").is_symlink()
    assert facelab("library", "list").err == "3 faces\n"


def test_what_is_there_is_replaced_only_if_that_is_said(folder, facelab, tmp_path):
    for name, command in (
        ("a.facelab", ("export",)),
        ("a.json", ("show", 1, "--recipe")),
        ("a.jpg", ("show", 1, "--thumbnail")),
    ):
        path = tmp_path / name
        path.write_bytes(b"precious")
        ended = facelab("library", *command, path)
        assert ended.status == 2
        assert f"{path} already exists. " in ended.error
        assert "--overwrite" in ended.error
        assert path.read_bytes() == b"precious"
        assert facelab("library", *command, path, "--overwrite").status == 0
        assert path.read_bytes() != b"precious"


def test_nothing_of_a_face_is_written_if_a_part_cannot_be(folder, facelab, tmp_path):
    (tmp_path / "t.jpg").touch()
    words = ("show", 1, "--recipe", tmp_path / "r.json", "--thumbnail", tmp_path / "t.jpg")
    assert facelab("library", *words).status == 2
    assert not (tmp_path / "r.json").exists()


@pytest.mark.parametrize(
    "words", [["list"], ["search", "ann"], ["show", "1"], ["export", "x.facelab"]]
)
def test_a_library_that_another_program_holds_says_so(folder, monkeypatch, capsys, words, tmp_path):
    monkeypatch.setattr(faults, "BUSY_SECONDS", 0.02)
    monkeypatch.chdir(tmp_path)
    holder = sqlite3.connect(folder / "library.sqlite", isolation_level=None)
    holder.execute("PRAGMA locking_mode=EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    assert main(["library", *words]) == 1
    said = capsys.readouterr().err
    assert "Another program has been using library.sqlite" in said
    assert len(said.splitlines()) == 1
    holder.close()
