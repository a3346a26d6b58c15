"""What a network does not have is said in the panel; the rest is there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from facelab.engine.directions.direction_set import Direction, DirectionSet
from facelab.ui.panels.directions.missing import COMING, NO_NAMED, STOPPED, missing
from facelab.ui.panels.directions.panel import DirectionsPanel


@pytest.fixture
def panel(qtbot, session) -> DirectionsPanel:
    made = DirectionsPanel(session)
    qtbot.addWidget(made)
    made.resize(300, 500)
    made.show()
    return made


@pytest.fixture
def cats(session, start):
    """A network of no faces, whose components are not measured yet."""
    start()
    return replace(session.model, directions=DirectionSet(), measured=False)


def test_what_is_said(cats):
    assert missing(cats, measuring=True) == f"{NO_NAMED} {COMING}"
    assert missing(cats, measuring=False) == f"{NO_NAMED} {STOPPED}"
    assert missing(replace(cats, measured=True), measuring=False) == NO_NAMED


def test_the_panel_says_it_and_lists_the_components_when_they_come(panel, session, cats):
    session._loaded.set(cats)
    session.directions_changed.emit()
    assert panel.missing.isVisible()
    assert STOPPED in panel.missing.text()
    assert not panel.guard.isVisible()
    row = np.ones((1, session.model.w_dim), np.float32)
    found = DirectionSet((Direction("pca-1", "Component 1", "Found (PCA)", row, (0, 0)),))
    session._loaded.set(replace(cats, directions=found, measured=True))
    session.directions_changed.emit()
    assert panel.missing.text() == NO_NAMED
    assert list(panel.list.sections)[-1] == "Found (PCA)"
