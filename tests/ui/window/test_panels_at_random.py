"""Panels that are closed, opened, floated, hidden, asked for at an edge and restarted, in orders
that nobody thinks of: each is as the hand left it.
"""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QDockWidget
from pytestqt.qtbot import QtBot

from facelab.session import Session
from facelab.ui.theme import Theme
from facelab.ui.window.main_window import MainWindow
from tests.ui.window.workspace_entries import PLAIN

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

# Closing what comes at an edge (3), and starts in full screen (19, 34), once lost panels.
SEEDS = (3, 19, 34)
STEPS = 14


class Hands:
    """Does things to panels, and knows how each was left: whether it is open, and afloat."""

    def __init__(self, seed: int, make: Callable[[], MainWindow], patch: pytest.MonkeyPatch):
        self._chance = random.Random(seed)
        self._make, self._patch = make, patch
        self.done: list[str] = []
        self.begin()
        self.left = self.there()

    def begin(self) -> None:
        self.window = self._make()
        hidden = self.window.arrangement.hidden
        for timer in (hidden._come, hidden._go):
            timer.setInterval(0)
        settle()

    @property
    def docks(self) -> dict[str, QDockWidget]:
        return self.window.arrangement.docks

    def there(self) -> dict[str, tuple[bool, bool]]:
        return {k: (not dock.isHidden(), dock.isFloating()) for k, dock in self.docks.items()}

    def is_on(self, command: str) -> bool:
        return self.window.commands[command].isChecked()

    def act(self) -> None:
        can = [self.hide, self.full_screen, self.restart, *[self.open, self.close, self.float] * 2]
        if self.is_on("full_screen"):
            can += [self.edge, self.face] * 2
        act = self._chance.choice(can)
        self.done.append(act.__name__)
        act()
        settle()
        if not self.is_on("hide_panels"):
            assert self.there() == self.left, self.done

    def _one(self, hidden: bool) -> str | None:
        names = [name for name, dock in self.docks.items() if dock.isHidden() == hidden]
        name = self._chance.choice(names) if names else None
        self.done[-1] += f" {name}"
        return name

    def hide(self) -> None:
        self.window.commands["hide_panels"].trigger()

    def full_screen(self) -> None:
        self.window.commands["full_screen"].trigger()

    def open(self) -> None:
        name = self._one(hidden=True)
        if name is not None:
            self.docks[name].toggleViewAction().trigger()
            self.left[name] = (True, self.left[name][1])

    def close(self) -> None:
        name = self._one(hidden=False)
        if name is not None:
            self.docks[name].close()
            self.left[name] = (False, self.left[name][1])

    def float(self) -> None:
        name = self._one(hidden=False)
        if name is not None:
            afloat = not self.docks[name].isFloating()
            self.docks[name].setFloating(afloat)
            self.left[name] = (True, afloat)

    def edge(self) -> None:
        inside = self.window.rect()
        middle = inside.center()
        right, bottom = QPoint(inside.right(), middle.y()), QPoint(middle.x(), inside.bottom())
        self._point(self._chance.choice([QPoint(0, middle.y()), right, bottom]))

    def face(self) -> None:
        self._point(self.window.rect().center())

    def _point(self, at: QPoint) -> None:
        self._patch.setattr(QCursor, "pos", lambda: self.window.mapToGlobal(at))
        self.window.arrangement.hidden._on_pointer(held=False)

    def restart(self) -> None:
        self.window.close()
        self.begin()

    def end(self) -> None:
        for command in ("full_screen", "hide_panels"):
            if self.is_on(command):
                self.window.commands[command].trigger()
                settle()
        assert self.there() == self.left, self.done


def settle() -> None:
    """What is asked for at once has come, and what follows from it."""
    for _ in range(4):
        QApplication.processEvents()


@pytest.fixture
def make(session: Session, theme: Theme, qtbot: QtBot) -> Callable[[], MainWindow]:
    def made() -> MainWindow:
        window = MainWindow(session, theme, PLAIN)
        qtbot.addWidget(window)
        window.show()
        qtbot.waitExposed(window)
        return window

    return made


@pytest.mark.parametrize("seed", SEEDS)
def test_panels_are_as_they_were_left(seed: int, make, monkeypatch: pytest.MonkeyPatch):
    hands = Hands(seed, make, monkeypatch)
    for _ in range(STEPS):
        hands.act()
    hands.end()
