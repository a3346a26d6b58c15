from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from facelab.export.named import named_format
from facelab.export.orders import Order
from facelab.export.provenance.facts import Parts
from facelab.preparing.preparation import Preparation
from facelab.recipe import ModelRef, Recipe, Seed
from facelab.session.choices.export import ExportChoice
from facelab.session.exporting.look import Look, Seen
from facelab.ui.dialogs.export.look import DRAWING, LookPane


@pytest.fixture
def pane(qtbot: QtBot) -> LookPane:
    made = LookPane(None)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    return made


@pytest.fixture
def seen() -> Seen:
    look = Look(
        (Order(1, "a", Recipe(ModelRef("a" * 64), Seed(1))),),
        ExportChoice(),
        Preparation(named_format("portrait")),
        Parts(),
    )
    return Seen(look, pixels=np.zeros((8, 8, 4), np.uint8), size=(8, 8))


def test_what_is_not_what_was_asked_for_says_so_until_it_is(pane, seen, qtbot):
    pane.begin(False)
    assert pane.picture.text() == DRAWING
    pane.show_seen(seen)
    assert not pane.picture.text()
    pane.begin(False)
    assert pane.picture.has_picture(), "it stays meanwhile"
    qtbot.waitUntil(lambda: pane.picture.text() == DRAWING)
    pane.show_seen(seen)
    assert not pane.picture.text()


def test_what_is_there_at_once_is_not_announced(pane, seen, qtbot):
    pane.show_seen(seen)
    pane.begin(False)
    pane.show_seen(seen)
    assert not pane._waiting.isActive()


def test_a_problem_is_not_drawn_any_more(pane, seen):
    pane.show_seen(seen)
    pane.begin(False)
    pane.show_problem("There is no face to export yet.")
    assert not pane._waiting.isActive()
