"""The hand on a real window, for tests."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from facelab.session import Session
from facelab.ui.window.main_window import MainWindow

NONE, CONTROL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier


def remove(window: MainWindow, session: Session, ids: list[int], qtbot: QtBot) -> None:
    left = session.kept.facets.total - len(ids)
    session.kept.remove(ids)
    qtbot.waitUntil(lambda: session.kept.facets.total == left)


def submenu(window: MainWindow, *titles: str) -> QMenu:
    """A menu by the titles on the way to it."""
    actions = window.menuBar().actions()
    for title in titles:
        menu = cast(QMenu, next(a.menu() for a in actions if a.text() == title))
        actions = menu.actions()
    return menu


def press(window: MainWindow, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    QTest.keyClick(window.focusWidget() or window, key, modifiers)
