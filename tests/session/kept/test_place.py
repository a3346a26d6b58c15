"""Where the library is looked for, and choosing another place in the window."""

from __future__ import annotations

from pathlib import Path

import pytest

from facelab import paths
from facelab.session import Session, Settings
from facelab.session.kept.place import LibraryPlace, library_place
from facelab.session.settings import load_settings, save_settings


@pytest.fixture(autouse=True)
def platform(monkeypatch, tmp_path) -> Path:
    """The platform's place is in the test's folder, and the environment names none."""
    folder: Path = tmp_path / "platform"
    monkeypatch.setattr(paths, "library_dir", lambda: folder)
    monkeypatch.delenv("FACELAB_LIBRARY", raising=False)
    return folder


@pytest.fixture
def make(world):
    """Start a session as a window does, with or without `--library`."""

    def make(option: Path | None = None) -> Session:
        made = Session(world.pump, world.load, world.settings, option)
        world.sessions.append(made)
        made.start()
        world.pump.until(lambda: made.frame is not None and not made.busy)
        return made

    return make


def told(session: Session) -> list[str]:
    said: list[str] = []
    session.message.connect(lambda m: said.append(f"{m.level}: {m.what} {m.why} {m.fix}"))
    return said


def test_an_option_goes_before_the_environment_before_the_settings(monkeypatch, platform, tmp_path):
    chosen = Settings(library=str(tmp_path / "chosen"))
    assert library_place(None, Settings()) == LibraryPlace(platform, "platform")
    assert library_place(None, chosen) == LibraryPlace(tmp_path / "chosen", "settings")
    monkeypatch.setenv("FACELAB_LIBRARY", str(tmp_path / "env"))
    assert library_place(None, chosen) == LibraryPlace(tmp_path / "env", "environment")
    option = tmp_path / "option"
    assert library_place(option, chosen) == LibraryPlace(option, "option")


def test_places_are_absolute_and_know_the_home(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert library_place(Path("x"), Settings()).folder == tmp_path / "x"
    assert library_place(Path("~/x"), Settings()).folder == Path.home() / "x"
    assert library_place(None, Settings(library="~/x")).folder == Path.home() / "x"
    monkeypatch.setenv("FACELAB_LIBRARY", "x")
    assert library_place(None, Settings()).folder == tmp_path / "x"


def test_a_library_chosen_in_the_window_is_that_of_the_next_start(make, world, platform, tmp_path):
    session = make()
    assert session.kept.folder == platform
    session.keep("in the old one")
    world.pump.until(lambda: session.kept.faces)
    said = told(session)
    session.choose_library(tmp_path / "new")
    world.pump.until(lambda: said)
    assert said == [f"info: Library folder changed Your kept faces are now in {tmp_path / 'new'}. "]
    assert session.settings.library == str(tmp_path / "new")
    world.pump.until(lambda: session.kept.faces == [])
    session.keep("in the new one")
    world.pump.until(lambda: session.kept.faces)
    session.close()
    again = make()
    world.pump.until(lambda: again.kept.faces)
    assert [face.name for face in again.kept.faces] == ["in the new one"]
    again.choose_library(None)
    world.pump.until(lambda: [face.name for face in again.kept.faces] == ["in the old one"])
    assert again.settings.library is None
    again.close()
    assert load_settings(world.settings)[0].library is None


def test_a_folder_that_cannot_be_made_changes_nothing(make, world, platform, tmp_path):
    (tmp_path / "file").write_text("")
    session = make()
    said = told(session)
    session.choose_library(tmp_path / "file" / "new")
    world.pump.until(lambda: said)
    assert said[0].startswith("error: The library folder was not changed.")
    assert "Not a directory" in said[0]
    assert session.settings.library is None
    assert session.kept.folder == platform


@pytest.mark.parametrize("way", ["--library", "FACELAB_LIBRARY"])
def test_what_was_said_at_the_start_wins_and_the_user_is_told(
    make, world, tmp_path, way, monkeypatch
):
    now = tmp_path / "now"
    if way == "FACELAB_LIBRARY":
        monkeypatch.setenv("FACELAB_LIBRARY", str(now))
    session = make(now if way == "--library" else None)
    said = told(session)
    session.choose_library(tmp_path / "later")
    world.pump.until(lambda: said)
    assert said[0].startswith(f"warning: This window still uses the library in {now}.")
    assert way in said[0]
    assert session.kept.folder == now
    session.close()
    monkeypatch.delenv("FACELAB_LIBRARY", raising=False)
    assert make().kept.folder == tmp_path / "later"


def test_a_folder_that_cannot_be_made_is_refused_also_for_later(make, world, tmp_path):
    (tmp_path / "file").write_text("")
    session = make(tmp_path / "now")
    said = told(session)
    session.choose_library(tmp_path / "file")
    world.pump.until(lambda: said)
    assert said[0].startswith("error: The library folder was not changed.")
    assert session.settings.library is None


def test_a_library_that_is_gone_at_the_start_is_told_and_another_can_be_chosen(
    make, world, tmp_path
):
    (tmp_path / "file").write_text("")
    save_settings(Settings(library=str(tmp_path / "file" / "gone")), world.settings)
    session = make()
    session.keep("held")
    world.pump.until(lambda: session.kept.unsaved == 1)
    session.choose_library(tmp_path / "new")
    world.pump.until(lambda: [face.name for face in session.kept.faces] == ["held"])
    assert session.kept.unsaved == 0
