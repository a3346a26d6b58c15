from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from facelab import paths
from facelab.session import Session
from facelab.ui.dialogs.library_folder import LibraryFolderDialog


@pytest.fixture
def chosen(session: Session, monkeypatch: pytest.MonkeyPatch) -> list[Path | None]:
    """What the session is asked to move to."""
    asked: list[Path | None] = []
    monkeypatch.setattr(session, "choose_library", asked.append)
    return asked


@pytest.fixture
def dialog(session: Session, chosen: list[Path | None], qtbot: QtBot) -> LibraryFolderDialog:
    made = LibraryFolderDialog(session)
    qtbot.addWidget(made)
    made.show()
    return made


def test_it_says_where_the_faces_are(dialog: LibraryFolderDialog, session: Session):
    assert dialog.folder.text() == str(session.kept.folder)
    assert dialog.folder.isReadOnly()
    assert dialog.folder.toolTip() == dialog.folder.text(), "also where it is cut off"


def test_another_folder(
    dialog: LibraryFolderDialog, session: Session, chosen: list[Path | None], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):  # fmt: skip
    began: list[str] = []

    def ask(parent: object, title: str, folder: str) -> str:
        began.append(folder)
        return str(tmp_path)

    monkeypatch.setattr(QFileDialog, "getExistingDirectory", ask)
    dialog.choose.click()
    assert began == [str(session.kept.folder)]
    assert chosen == [tmp_path]
    assert not dialog.isVisible()


def test_no_folder_changes_nothing(
    dialog: LibraryFolderDialog, chosen: list[Path | None], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    dialog.choose.click()
    assert chosen == []
    assert dialog.isVisible()


def test_the_usual_folder(dialog: LibraryFolderDialog, chosen: list[Path | None]):
    assert str(paths.library_dir()) in dialog.usual.toolTip()
    dialog.usual.click()
    assert chosen == [None]


def test_in_the_usual_folder_there_is_no_way_to_it(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(paths, "library_dir", lambda: session.kept.folder)
    made = LibraryFolderDialog(session)
    qtbot.addWidget(made)
    assert not made.usual.isEnabled()
