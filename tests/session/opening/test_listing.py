from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from facelab.session.opening import listing as file_list
from facelab.session.opening.listing import list_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "cast"
    (made / "more" / "deep").mkdir(parents=True)
    for name in ("b.png", "A.JSON", "notes.txt", ".hidden.png", "more/c.npz", "more/deep/d.pt"):
        (made / name).touch()
    return made


def test_files_of_a_folder_are_sorted_and_foreign_ones_counted(folder):
    found = list_files([folder])
    names = [path.relative_to(folder).as_posix() for path in found.files]
    assert names == ["A.JSON", "b.png", "more/c.npz", "more/deep/d.pt"]
    assert (found.passed, found.cut, found.refused) == (1, False, ())


def test_named_files_come_once_in_their_order_whatever_they_are(folder):
    paths = [folder / "notes.txt", folder / "b.png", folder, Path("none.png")]
    names = [path.name for path in list_files(paths).files]
    assert names == ["notes.txt", "b.png", "A.JSON", "c.npz", "d.pt", "none.png"]


def test_an_end_is_set_to_large_folders_and_deep_ones(folder, monkeypatch):
    monkeypatch.setattr(file_list, "MOST_FILES", 2)
    found = list_files([folder])
    assert ([path.name for path in found.files], found.cut) == (["A.JSON", "b.png"], True)
    monkeypatch.undo()
    monkeypatch.setattr(file_list, "DEEPEST", 1)
    found = list_files([folder])
    assert [path.name for path in found.files] == ["A.JSON", "b.png", "c.npz"]
    assert found.cut


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_that_lead_in_circles_are_not_followed(folder):
    (folder / "more" / "again").symlink_to(folder)
    assert len(list_files([folder]).files) == 4


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may look anywhere")
def test_a_folder_that_may_not_be_looked_at_is_named(folder):
    (folder / "more").chmod(0)
    try:
        found = list_files([folder])
    finally:
        (folder / "more").chmod(0o700)
    assert found.refused == (("more", "Permission denied."),)


def test_a_folder_that_fails_is_named(folder, monkeypatch):
    real = os.scandir

    def scandir(path):
        if Path(path).name == "more":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found = list_files([folder])
    assert found.refused == (("more", "Permission denied."),)
    assert len(found.files) == 2
