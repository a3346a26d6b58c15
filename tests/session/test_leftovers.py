from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from facelab import paths
from facelab.session.leftovers import sweep_own_folders

PART = ".x.json.0123abcd.part"


def test_half_files_in_facelabs_own_folders_go_after_a_day(tmp_path, monkeypatch):
    monkeypatch.setenv("FACELAB_WEIGHTS", str(tmp_path / "weights"))
    own = [
        paths.settings_dir(),
        paths.directions_dir(),
        tmp_path / "weights",
        tmp_path / "weights" / "labelling",
        tmp_path / "weights" / "fit-directions" / "a-0123",
        tmp_path / "library",
    ]
    others = [tmp_path / "pictures", tmp_path / "weights" / "pictures"]
    old = time.time() - 2 * 86_400
    for folder in (*own, *others):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / PART).touch()
        (folder / "kept.part").touch()
        for path in folder.glob("*.part"):
            os.utime(path, (old, old))
        os.utime(folder / PART, (old, old))
    sweep_own_folders(tmp_path / "library")
    assert [folder for folder in own if (folder / PART).exists()] == []
    assert all((folder / PART).exists() for folder in others)
    assert all((folder / "kept.part").exists() for folder in (*own, *others))


def test_a_folder_that_may_not_be_searched_is_left_alone(monkeypatch):
    def refuse(self, pattern):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "glob", refuse)
    sweep_own_folders()


@pytest.mark.parametrize("variable", ["FACELAB_SETTINGS", "FACELAB_WEIGHTS"])
def test_a_place_that_nobody_knows_is_left_out(monkeypatch, variable):
    monkeypatch.setenv(variable, "~nobody-of-this-name")
    sweep_own_folders()
