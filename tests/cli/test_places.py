"""The command line finds the library where the window keeps it."""

from __future__ import annotations

from pathlib import Path

import pytest

from facelab import paths
from facelab.library import Library, Record
from facelab.recipe import ModelRef, Recipe, Seed
from facelab.session.settings import Settings, save_settings


@pytest.fixture
def listed(facelab, tmp_path, monkeypatch):
    """Make libraries, each with a face named after its folder; list one as the words say."""
    monkeypatch.setattr(paths, "library_dir", lambda: tmp_path / "platform")
    for name in ("option", "early", "environment", "settings", "platform"):
        library = Library(tmp_path / name)
        library.keep(Record(Recipe(ModelRef("a" * 64, "tiny"), Seed(1)), name=name))
        library.close()

    def run(*words: object) -> tuple[str, str]:
        ended = facelab(*words)
        assert ended.status == 0
        return ended.out.split()[7], ended.err

    return run


def test_an_option_goes_before_the_environment_before_the_settings(
    listed, tmp_path, monkeypatch, user_folders
):
    option = ("--library", tmp_path / "option")
    early = ("--library", tmp_path / "early")
    monkeypatch.setenv("FACELAB_LIBRARY", str(tmp_path / "environment"))
    save_settings(Settings(library=str(tmp_path / "settings")), user_folders / "settings")
    assert listed("library", *option, "list")[0] == "option"
    assert listed(*early, "library", "list")[0] == "early"
    assert listed(*early, "library", *option, "list")[0] == "option"
    assert listed("library", "list")[0] == "environment"
    monkeypatch.delenv("FACELAB_LIBRARY")
    assert listed("library", "list")[0] == "settings"
    save_settings(Settings(), user_folders / "settings")
    assert listed("library", "list")[0] == "platform"


def test_settings_that_cannot_be_understood_are_told_and_left_to_the_window(
    listed, user_folders, monkeypatch
):
    monkeypatch.delenv("FACELAB_LIBRARY")
    folder: Path = user_folders / "settings"
    folder.mkdir(exist_ok=True)
    (folder / "settings.json").write_text("{")
    name, said = listed("library", "list")
    assert name == "platform"
    assert "The settings could not be understood" in said
    assert (folder / "settings.json").read_text() == "{"


@pytest.fixture
def _homeless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody says where the home folder is."""

    def nowhere() -> Path:
        return Path("~/.config")

    for name in ("_user_cache", "_user_config", "_user_data"):
        monkeypatch.setattr(paths, name, nowhere)
    for name in ("FACELAB_SETTINGS", "FACELAB_LIBRARY", "FACELAB_DIRECTIONS"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.usefixtures("_homeless")
def test_without_a_home_folder_it_is_the_library_that_must_be_named(facelab, tmp_path, monkeypatch):
    ended = facelab("library", "list")
    assert (ended.status, "or FACELAB_LIBRARY" in ended.error) == (1, True)
    Library(tmp_path / "faces").close()
    assert facelab("library", "--library", tmp_path / "faces", "list").status == 0
    monkeypatch.setenv("FACELAB_LIBRARY", str(tmp_path / "faces"))
    assert facelab("library", "list").status == 0


@pytest.mark.usefixtures("_homeless")
def test_info_says_what_it_can_without_a_home_folder(facelab):
    ended = facelab("info")
    assert ended.status == 0
    assert "settings" in ended.out
    assert "nowhere. There is no home folder" in ended.out
