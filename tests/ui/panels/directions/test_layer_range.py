from __future__ import annotations

from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from facelab.session import Session
from facelab.ui.panels.directions import DirectionsPanel
from facelab.ui.panels.directions.layer_range import LayerRange
from tests.ui.panels.directions.named import NamedRenderer

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def renderer() -> NamedRenderer:
    return NamedRenderer()


def test_any_range_is_chosen_in_one_step(
    panel: DirectionsPanel, session: Session, start, qtbot: QtBot
):
    first = start().with_amount("smile", 1.0)
    session.face.edit(first, "x")
    panel.choose_layers("smile")
    (popup,) = panel.findChildren(LayerRange)
    assert (popup.first.value(), popup.last.value()) == (0, 4)
    track = popup.first.track
    for _ in range(6):
        QTest.keyClick(track, Qt.Key.Key_Right)
    assert popup.last.value() == 6, "the last is never before the first"
    assert session.face.recipe.directions[0].layers == (6, 6)
    QTest.keyClick(popup.last.track, Qt.Key.Key_Home)
    assert session.face.recipe.directions[0].layers == (0, 0)
    popup.close()
    assert session.face.undo_label == "Layers of Smile"
    assert session.face.recipe.amount("smile") == 1.0
    session.face.undo()
    assert session.face.recipe == first


def test_the_menu_shows_the_range_that_was_chosen(panel: DirectionsPanel, session: Session, start):
    start()
    session.face.edit(session.face.recipe.with_amount("smile", 1.0, (1, 3)), "x")
    entries = {action.text(): action for action in panel.make_menu("smile").actions()}
    layers = cast(QMenu, entries["Layers"].menu())
    chosen = [action.text() for action in layers.actions() if action.isChecked()]
    assert chosen == ["From 1 to 3 …"]
