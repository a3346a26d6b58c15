from __future__ import annotations

import pytest

from facelab import __version__
from facelab.session.settings import Settings, save_settings


def rows(out: str) -> dict[str, str]:
    """The table, by its first column, with blanks taken out: long cells are folded."""
    found: dict[str, str] = {}
    name = ""
    for line in out.splitlines():
        name = line.split("  ")[0].strip() or name
        rest = line[len(name) :] if line.startswith(name) else line
        found[name] = found.get(name, "") + "".join(rest.split())
    return found


@pytest.fixture
def info(facelab, monkeypatch):
    def run() -> dict[str, str]:
        ended = facelab("info")
        assert (ended.status, ended.err) == (0, "")
        return rows(ended.out)

    return run


def test_what_facelab_runs_on(info, user_folders):
    said = info()
    assert said["facelab"] == __version__
    assert said["Python"].startswith("3.")
    assert int(said["processors"]) >= 1
    assert "cpu:" in said["device"]
    assert said["torch"][0].isdigit()
    assert said["settings"] == str(user_folders / "settings")
    assert said["library"] == f"{user_folders / 'library'}(FACELAB_LIBRARY)"
    assert said["directions"] == str(user_folders / "directions")
    assert said["signing"] == str(user_folders / "signing")


def test_where_the_library_is_and_who_said_so(info, user_folders, monkeypatch):
    monkeypatch.delenv("FACELAB_LIBRARY")
    assert info()["library"].endswith("(defaultfolder)")
    save_settings(Settings(library="/elsewhere"), user_folders / "settings")
    assert info()["library"] == "/elsewhere(choseninthewindow)"


def test_a_network_that_is_not_here_is_said_to_be_so(info, monkeypatch, tmp_path):
    monkeypatch.setenv("FACELAB_WEIGHTS", str(tmp_path))
    said = info()
    assert said["mobilestylegan-ffhq-1024"] == "notdownloadedyet"
    assert said["weights"] == str(tmp_path)
