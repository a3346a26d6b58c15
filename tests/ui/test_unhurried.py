from __future__ import annotations

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from facelab.ui.unhurried import Unhurried


@pytest.fixture
def did() -> list[str]:
    return []


@pytest.fixture
def unhurried(qapp, did: list[str]):
    owner = QObject()
    yield Unhurried(owner, lambda: did.append("done"))
    owner.deleteLater()


def test_what_rests_is_followed_at_once(unhurried: Unhurried, did: list[str]) -> None:
    unhurried.ask(moving=False)
    unhurried.ask(moving=False)
    assert did == ["done", "done"]


def test_what_moves_is_followed_soon_and_once(
    unhurried: Unhurried, did: list[str], qtbot: QtBot
) -> None:
    for _ in range(5):
        unhurried.ask(moving=True)
    assert did == []
    qtbot.waitUntil(lambda: did == ["done"])
    qtbot.wait(2 * unhurried.interval())
    assert did == ["done"]


def test_one_that_goes_on_moving_is_followed_all_the_while(
    unhurried: Unhurried, did: list[str], qtbot: QtBot
) -> None:
    while len(did) < 3:
        unhurried.ask(moving=True)
        qtbot.wait(1)


def test_who_has_come_to_rest_is_not_followed_again(
    unhurried: Unhurried, did: list[str], qtbot: QtBot
) -> None:
    unhurried.ask(moving=True)
    unhurried.ask(moving=False)
    assert did == ["done"]
    qtbot.wait(2 * unhurried.interval())
    assert did == ["done"]
