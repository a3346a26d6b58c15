"""Where files may go: never onto what facelab keeps, nor onto what is there already."""

from __future__ import annotations

import errno
import os
import subprocess
from pathlib import Path

import pytest

from facelab import destinations, paths
from facelab.destinations import TakenError
from facelab.errors import DestinationError
from facelab.export.clips.kinds import KINDS
from facelab.export.plan import Plan
from facelab.library import Library
from facelab.preparing.clips.order import ClipOrder
from facelab.recipe import ModelRef, Recipe, Seed

ANY = (".png", ".json", ".safetensors", ".sqlite", ".facelab")


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """The file of a library that no setting knows."""
    made = Library(tmp_path / "faces")
    made.add(Recipe(ModelRef("a" * 64, "tiny"), Seed(1)))
    made.close()
    return tmp_path / "faces" / "library.sqlite"


@pytest.fixture
def weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of networks."""
    folder = tmp_path / "weights"
    folder.mkdir()
    monkeypatch.setenv("FACELAB_WEIGHTS", str(folder))
    return folder


def why(path: Path, suffixes: tuple[str, ...] = ANY, inputs: tuple[Path, ...] = ()) -> str:
    with pytest.raises(DestinationError) as refused:
        destinations.check(path, suffixes, inputs)
    assert path.name in refused.value.what
    assert refused.value.fix
    return refused.value.why


@pytest.mark.parametrize("name", ["face", "face.jpg", "face.png.txt", ".png"])
def test_a_name_must_have_the_ending_of_its_kind(tmp_path, name):
    assert ".png or .json" in why(tmp_path / name, (".png", ".json"))
    destinations.check(tmp_path / "FACE.PNG", (".png",))


@pytest.mark.parametrize(
    "name",
    [
        *("library.sqlite", "library.sqlite-wal", "library.sqlite-shm", "LIBRARY.SQLITE"),
        *("backups/new.png", "backups/deep/new.png", "damaged/new.png", "timelines/new.png"),
    ],
)
def test_the_library_and_its_backups_are_never_written_to(library, name):
    path = library.parent / name
    assert "librar" in why(path, (path.suffix.lower(),))


def test_beside_the_library_there_is_room(library):
    destinations.check(library.with_name("library.sqlite.png"), ANY)
    destinations.check(library.with_name("faces.facelab"), ANY)


def test_a_folder_that_is_called_backups_is_not_always_ours(tmp_path):
    destinations.check(tmp_path / "backups" / "a.png", ANY)


@pytest.mark.skipif(os.name != "posix", reason="Windows makes links for administrators only")
def test_the_library_is_known_through_links(library, tmp_path):
    (tmp_path / "soft.png").symlink_to(library)
    (tmp_path / "hard.png").hardlink_to(library)
    (tmp_path / "folder").symlink_to(library.parent)
    (tmp_path / "copy").symlink_to(library.parent / "backups")
    assert "library" in why(tmp_path / "soft.png")
    assert "library" in why(tmp_path / "hard.png")
    assert "library" in why(tmp_path / "folder" / "library.sqlite")
    assert "backup folder" in why(tmp_path / "copy" / "new.png")


def test_settings_networks_and_own_directions_are_never_written_to(weights, tmp_path):
    for folder, name, word in (
        (paths.settings_dir(), "settings.json", "settings"),
        (paths.settings_dir(), "Slots.json", "settings"),
        (paths.settings_dir(), "animating.json", "settings"),
        (paths.settings_dir(), "cast.json", "settings"),
        (paths.settings_dir(), "character.json", "settings"),
        (weights, "a.safetensors", "networks"),
        (weights / "fit-directions" / "x", "a.json", "networks"),
        (paths.directions_dir(), "mine-1.safetensors", "own directions"),
        (paths.shipped_weights() / "directions", "a.json", "part of facelab itself"),
        (paths.resources(), "a.png", "part of facelab itself"),
    ):
        assert word in why(folder / name)
    # Such a folder may be one that the user has other things in.
    destinations.check(weights / "faces" / "a.png", ANY)
    destinations.check(paths.settings_dir() / "a.png", ANY)
    destinations.check(tmp_path / "settings.json", ANY)


def test_what_a_command_reads_is_never_written_to(tmp_path):
    (tmp_path / "a.png").touch()
    (tmp_path / "link.png").symlink_to("a.png")
    read = (tmp_path / "a.png", tmp_path / "missing.png")
    assert "reads" in why(tmp_path / "a.png", inputs=read)
    assert "reads" in why(tmp_path / "link.png", inputs=read)
    assert "reads" in why(tmp_path / "x" / ".." / "missing.png", inputs=read)
    destinations.check(tmp_path / "b.png", ANY, read)


def test_a_file_that_is_there_stays_unless_it_may_go(tmp_path):
    path = tmp_path / "a.png"
    assert destinations.named(path, ANY) == path
    path.write_bytes(b"old")
    with pytest.raises(TakenError, match="--overwrite"):
        destinations.named(path, ANY)
    assert destinations.named(path, ANY, overwrite=True) == path
    with destinations.writing(path, ANY) as file:
        file.write(b"new")
    assert path.read_bytes() == b"new"
    (tmp_path / "b.png").mkdir()
    assert "folder" in why(tmp_path / "b.png")


def test_a_file_that_comes_to_be_there_meanwhile_stays(tmp_path):
    path = tmp_path / "a.png"

    def write() -> None:
        with destinations.writing(path, ANY, overwrite=False) as file:
            file.write(b"mine")
            path.write_bytes(b"another's")

    with pytest.raises(TakenError):
        write()
    assert path.read_bytes() == b"another's"
    assert list(tmp_path.iterdir()) == [path]


def test_the_next_free_name_is_free_for_all_that_goes_together(tmp_path):
    assert destinations.free(tmp_path / "a.png", [".json"]) == tmp_path / "a.png"
    (tmp_path / "a.png").touch()
    (tmp_path / "a-2.json").touch()
    assert destinations.free(tmp_path / "a.png", [".json"]) == tmp_path / "a-3.png"
    assert destinations.free(tmp_path / "a.png") == tmp_path / "a-2.png"


def test_without_a_home_there_are_still_destinations(tmp_path, monkeypatch):
    monkeypatch.setenv("FACELAB_SETTINGS", "~nobody-of-this-name/x")
    destinations.check(tmp_path / "settings.json", ANY)


def test_verdicts_beside_the_networks_are_facelab_s_own(weights, user_folders):
    assert "networks" in why(weights / "onnx-check.json")
    assert "settings" in why(paths.settings_dir() / "onnx-check.json")


def test_a_folder_that_takes_nothing_is_refused_before_the_work(small_disk):
    destinations.check_folder(small_disk / "not" / "there" / "yet")
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    for folder in (small_disk, small_disk / "not" / "there" / "yet"):
        with pytest.raises(DestinationError, match="Nothing can be saved"):
            destinations.check_folder(folder)
        with pytest.raises(DestinationError, match="Nothing can be saved"):
            Plan(folder).check()
        with pytest.raises(DestinationError, match="Nothing can be saved"):
            ClipOrder(folder / "a.gif", KINDS["gif"]).check()


@pytest.mark.parametrize(("number", "space"), [(errno.ENOSPC, True), (errno.EROFS, False)])
def test_only_where_the_disk_is_full_space_is_asked_for(number: int, space: bool):
    told = destinations.way_out(OSError(number, "why"), "save")
    assert ("free some space" in told) == space
    assert told.endswith("then save again.")
