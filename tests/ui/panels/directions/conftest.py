from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from facelab.recipe import Recipe
from facelab.session import Session
from facelab.ui.panels.directions import DirectionsPanel

Rest = Callable[[], Recipe]


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> DirectionsPanel:
    made = DirectionsPanel(session)
    qtbot.addWidget(made)
    made.resize(320, 700)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def rest(qtbot: QtBot, session: Session) -> Rest:
    """Wait for the full frame of the face, and for what follows from it."""

    def wait() -> Recipe:
        recipe = session.face.recipe
        qtbot.waitUntil(lambda: session.frame is not None and session.frame.recipe == recipe)
        qtbot.waitUntil(lambda: not session.busy)
        qtbot.wait(5)
        return recipe

    return wait
