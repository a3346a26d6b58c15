from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from facelab.session import Session
from facelab.ui.window.recent_menu import RecentMenu


@pytest.fixture
def opened() -> list[list[Path]]:
    return []


@pytest.fixture
def menu(session: Session, opened: list[list[Path]], qtbot: QtBot) -> QMenu:
    outer = QMenu()
    qtbot.addWidget(outer)
    outer.recent = RecentMenu(session, opened.append)  # type: ignore[attr-defined]
    outer.recent.fill(outer)  # type: ignore[attr-defined]
    return outer


def entries(menu: QMenu) -> list[QAction]:
    inner = menu.actions()[0].menu()
    assert isinstance(inner, QMenu)
    inner.aboutToShow.emit()
    return inner.actions()


def test_without_files_there_is_nothing_to_choose(menu: QMenu, session: Session):
    assert not menu.actions()[0].isEnabled()
    session.recent.note(Path("/a/b.png"))
    assert menu.actions()[0].isEnabled()


def test_the_newest_is_the_first_and_is_opened(
    menu: QMenu, session: Session, opened: list[list[Path]], tmp_path: Path
):
    for name in ("a.png", "R&D <b>.json"):
        session.recent.note(tmp_path / name)
    first, second, separator, clear = entries(menu)
    assert first.text().startswith("&1 R&&D <b>.json\t")
    assert second.text().startswith("&2 a.png\t")
    assert separator.isSeparator()
    second.trigger()
    assert opened == [[tmp_path / "a.png"]]
    clear.trigger()
    assert session.recent.paths == ()
    assert not menu.actions()[0].isEnabled()


def test_files_that_are_gone_are_greyed(
    menu: QMenu, session: Session, tmp_path: Path, qtbot: QtBot
):
    (tmp_path / "there.png").touch()
    for name in ("there.png", "gone.png"):
        session.recent.note(tmp_path / name)
    gone, there = entries(menu)[:2]
    qtbot.waitUntil(lambda: not gone.isEnabled())
    assert there.isEnabled()


def test_a_long_name_is_cut_in_the_middle(menu: QMenu, session: Session, tmp_path: Path):
    session.recent.note(tmp_path / f"{'long ' * 40}end.png")
    text = entries(menu)[0].text()
    assert len(text) < 120
    assert "…" in text
    assert "end.png" in text
