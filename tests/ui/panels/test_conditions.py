"""Class and transform in the Face panel: there only where the network has them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from facelab.recipe import Transform
from facelab.recipe.conditions import make_label, shares
from facelab.session import Session
from facelab.ui.panels.conditions import NONE
from facelab.ui.panels.face import FacePanel

LEFT, RIGHT = Qt.Key.Key_Left, Qt.Key.Key_Right


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> FacePanel:
    made = FacePanel(session)
    qtbot.addWidget(made)
    made.resize(290, 400)
    made.show()
    return made


@pytest.fixture
def conditional(panel: FacePanel, session: Session, start) -> FacePanel:
    """The panel with a network of 10 classes that turns its input."""
    start()
    assert session.model is not None
    panel.conditions.show_model(replace(session.model, labels=10, transforms=True))
    session.face.show_again()
    panel.conditions.show_recipe(session.face.recipe)
    return panel


def test_other_networks_have_no_such_rows(panel: FacePanel, start):
    start()
    assert not panel.conditions.isVisible()


def test_they_show_without_writing_back(
    conditional: FacePanel, session: Session, shows_without_writing: Callable[[], None]
):
    rows = conditional.conditions
    assert rows.label.isVisible()
    assert rows.rotate.isVisible()
    before = session.face.recipe
    rows.show_recipe(before.with_label(shares([(1, 1), (4, 3)])).with_transform(30.0, 0.1, -0.2))
    assert session.face.recipe == before
    assert (rows.label.value(), rows.other.value(), rows.share.value()) == (4, 1, 25)
    assert (rows.rotate.value(), rows.right.value(), rows.down.value()) == (30.0, 0.1, -0.2)


def test_a_class_a_second_one_and_its_share(conditional: FacePanel, session: Session):
    rows, face = conditional.conditions, session.face
    assert rows.label.value() == NONE
    assert rows.label.edit.text() == "none"
    assert not rows.other.isVisible()
    rows.label.value_changed.emit(7.0)
    face.end_gesture()
    assert face.recipe.label == make_label([(7, 1.0)])
    assert rows.other.isVisible()
    rows.other.value_changed.emit(2.0)
    face.end_gesture()
    assert face.recipe.label == make_label([(2, 0.5), (7, 0.5)])
    assert (rows.label.value(), rows.other.value(), rows.share.value()) == (7, 2, 50)
    rows.share.value_changed.emit(80.0)
    face.end_gesture()
    assert face.recipe.label == shares([(7, 0.2), (2, 0.8)])
    assert (rows.label.value(), rows.other.value(), rows.share.value()) == (7, 2, 80)
    rows.other.value_changed.emit(float(NONE))
    assert face.recipe.label == make_label([(7, 1.0)])
    rows.label.value_changed.emit(float(NONE))
    assert face.recipe.label == ()


def test_a_class_is_not_mixed_with_itself(conditional: FacePanel, session: Session):
    rows = conditional.conditions
    rows.label.value_changed.emit(3.0)
    rows.other.value_changed.emit(3.0)
    assert session.face.recipe.label == make_label([(3, 1.0)])


def test_a_mix_of_more_is_told_in_words(conditional: FacePanel, session: Session):
    rows = conditional.conditions
    session.face.edit(session.face.recipe.with_label(shares([(1, 5), (4, 3), (8, 2)])), "mix")
    assert rows.many.isVisible()
    assert rows.many.text() == "A mix of 3 classes: 1 (50%), 4 (30%), 8 (20%)"
    assert (rows.label.value(), rows.other.value()) == (1, 4)


def test_the_picture_is_turned_and_moved_by_hand(conditional: FacePanel, session: Session):
    rows, face = conditional.conditions, session.face
    for slider, key, times in (
        (rows.rotate, RIGHT, 3),
        (rows.right, RIGHT, 2),
        (rows.down, LEFT, 1),
    ):
        slider.track.setFocus()
        for _ in range(times):
            QTest.keyClick(slider.track, key)
        face.end_gesture()
    assert face.recipe.transform == Transform(3.0, 0.02, -0.01)
    assert face.undo_label == "Move"
    face.go_to(0)
    assert face.recipe.transform == Transform()


def test_a_network_without_noise_has_no_controls_of_it(
    panel: FacePanel, session: Session, start, monkeypatch
):
    start()
    assert panel.noise_row.isVisible()
    assert session.model is not None
    session._loaded.set(replace(session.model, noise=False))
    session.model_changed.emit(session.model)
    session.face.edit(session.face.recipe.with_noise("random"), "Noise")
    rows = (panel.noise_row, panel.noise_strength, panel.noise_seed)
    assert not any(row.isVisible() for row in rows)
