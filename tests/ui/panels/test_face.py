from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from facelab.recipe import Blend, BlendPart, Latent, Recipe, Seed
from facelab.recipe.blends import ratio
from facelab.session import Session
from facelab.ui.panels.face import FacePanel

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> FacePanel:
    made = FacePanel(session)
    qtbot.addWidget(made)
    made.resize(290, 240)
    made.show()
    return made


def test_it_shows_without_writing_back(panel: FacePanel, shows_without_writing: Callable[[], None]):
    shows_without_writing()


def test_it_shows_the_recipe(panel: FacePanel, session: Session, start, rich: Recipe):
    start()
    assert panel.seed.seed() == 42
    assert panel.cutoff.edit.text() == "all"
    assert not panel.noise_seed.isVisible()
    session.face.edit(rich, "rich")
    assert panel.seed.seed() == 4294967295
    assert panel.psi.edit.text() == "1.23"
    assert panel.cutoff.edit.text() == "3"
    assert panel.noise_mode.value() == "random"
    assert panel.noise_strength.edit.text() == "0.12"
    assert panel.noise_seed.isVisible()
    assert panel.noise_seed.seed() == 99


def test_a_drag_is_one_step(panel: FacePanel, session: Session, start):
    first = start()
    track = panel.psi.track
    y = track.height() // 2
    QTest.mousePress(track, LEFT, pos=QPoint(round(track.position_of(0.7)), y))
    for value in (0.9, 1.1, 1.3):
        QTest.mouseMove(track, QPoint(round(track.position_of(value)), y))
    QTest.mouseRelease(track, LEFT, pos=QPoint(round(track.position_of(1.3)), y))
    assert session.face.recipe.truncation.psi == pytest.approx(1.3, abs=0.05)
    assert session.face.undo_label == "Truncation"
    session.face.undo()
    assert session.face.recipe == first
    assert session.face.undo_label is None


def test_the_cutoff_ends_at_all(panel: FacePanel, session: Session, start):
    start()
    panel.cutoff.track.setFocus()
    QTest.keyClick(panel.cutoff.track, Qt.Key.Key_Left)
    cutoffs = [session.face.recipe.truncation.cutoff]
    for key in (Qt.Key.Key_Home, Qt.Key.Key_End):
        QTest.keyClick(panel.cutoff.track, key)
        cutoffs.append(session.face.recipe.truncation.cutoff)
    assert cutoffs == [11, 0, None]
    assert session.face.undo_label == "Cutoff"


def test_seeds_by_hand_and_by_buttons(panel: FacePanel, session: Session, start):
    start()
    panel.seed.edit.setFocus()
    panel.seed.edit.selectAll()
    QTest.keyClicks(panel.seed.edit, "7")
    QTest.keyClick(panel.seed.edit, Qt.Key.Key_Return)
    seeds = [session.face.recipe.seed]
    for button in (panel.seed.next_button, panel.seed.previous_button):
        QTest.mouseClick(button, LEFT)
        seeds.append(session.face.recipe.seed)
    assert seeds == [7, 8, 7]
    QTest.mouseClick(panel.seed.random_button, LEFT)
    assert session.face.undo_label == "Random face"


def test_noise(panel: FacePanel, session: Session, start):
    start()
    face = session.face
    QTest.mouseClick(panel.noise_mode._buttons["random"], LEFT)
    assert face.recipe.noise.mode == "random"
    QTest.mouseClick(panel.noise_seed.next_button, LEFT)
    assert face.recipe.noise.seed == 1
    QTest.mouseClick(panel.noise_seed.previous_button, LEFT)
    QTest.mouseClick(panel.noise_seed.previous_button, LEFT)
    assert face.recipe.noise.seed == 2**32 - 1
    QTest.mouseClick(panel.noise_seed.random_button, LEFT)
    assert face.undo_label == "Noise seed"
    panel.noise_strength.track.setFocus()
    QTest.keyClick(panel.noise_strength.track, Qt.Key.Key_Right)
    assert face.recipe.noise.strength == pytest.approx(1.05)
    QTest.mouseClick(panel.noise_mode._buttons["none"], LEFT)
    assert face.undo_label == "Fine noise"
    assert not panel.noise_strength.isEnabled()
    assert not panel.noise_seed.isVisible()


def test_noise_is_called_by_plain_words_and_found_by_the_fields(panel: FacePanel):
    assert panel.noise_row.label.text() == "Fine noise"
    buttons = panel.noise_mode._buttons
    assert [button.text() for button in buttons.values()] == ["Fixed", "Random", "Off"]
    for mode, button in buttons.items():
        assert f"noise mode {mode}" in button.toolTip()


def test_the_two_seeds_are_told_apart(panel: FacePanel):
    assert panel.seed.edit.accessibleName() == "Seed"
    assert panel.noise_seed.edit.accessibleName() == "Noise seed"
    assert panel.seed.next_button.toolTip() == "Next face"
    assert panel.noise_seed.next_button.toolTip() == "Next noise"


def show_blend(session: Session, *parts: tuple[Seed | Latent, float]) -> Recipe:
    source = Blend(tuple(BlendPart(source, weight) for source, weight in parts))
    session.face.open(session.face.recipe.with_source(source), "Blend")
    return session.face.recipe


def test_only_a_blend_of_two_has_a_ratio(panel: FacePanel, session: Session, start, rich: Recipe):
    start()
    assert not panel.blend.isVisible()
    show_blend(session, (Seed(5), 1.0), (Seed(9), 3.0))
    assert panel.blend.isVisible()
    assert panel.blend.slider.edit.text() == "75"
    assert [label.text() for label in panel.blend.names] == ["seed 5", "seed 9"]
    show_blend(session, (Seed(5), 1.0), (Seed(9), 3.0), (Seed(2), 1.0))
    assert not panel.blend.isVisible()
    session.face.undo()
    assert panel.blend.isVisible()
    session.face.set_seed(4)
    assert not panel.blend.isVisible()


def test_faces_without_a_seed_have_names_too(panel: FacePanel, session: Session, start):
    start()
    w = Latent.from_array(np.zeros(8))
    show_blend(session, (w, 0.5), (Seed(9), 0.5))
    assert [label.text() for label in panel.blend.names] == ["first face", "seed 9"]


def test_a_drag_of_the_ratio_is_one_step(panel: FacePanel, session: Session, start):
    start()
    half = show_blend(session, (Seed(5), 0.5), (Seed(9), 0.5))
    track = panel.blend.slider.track
    y = track.height() // 2
    QTest.mousePress(track, LEFT, pos=QPoint(round(track.position_of(50)), y))
    for value in (60, 100, 0, 25):
        QTest.mouseMove(track, QPoint(round(track.position_of(value)), y))
        assert panel.blend.isVisible()  # at the ends too
    QTest.mouseRelease(track, LEFT, pos=QPoint(round(track.position_of(25)), y))
    source = session.face.recipe.source
    assert isinstance(source, Blend)
    weights = [part.weight for part in source.parts]
    assert weights == pytest.approx([0.75, 0.25], abs=0.02)
    assert session.face.undo_label == "Blend"
    session.face.undo()
    assert session.face.recipe == half


def test_the_ratio_by_keys_and_by_number(panel: FacePanel, session: Session, start):
    start()
    show_blend(session, (Seed(5), 0.5), (Seed(9), 0.5))
    track = panel.blend.slider.track
    track.setFocus()
    QTest.keyClick(track, Qt.Key.Key_Right)
    assert ratio(session.face.recipe.source) == pytest.approx(0.51)
    QTest.keyClick(track, Qt.Key.Key_1)
    QTest.keyClicks(panel.blend.slider.edit, "00")
    QTest.keyClick(panel.blend.slider.edit, Qt.Key.Key_Return)
    assert ratio(session.face.recipe.source) == 1.0


def test_it_asks_for_room_as_rows_come_and_go(
    panel: FacePanel, session: Session, start, qtbot: QtBot
):
    start()
    qtbot.wait(10)
    asked: list[int] = []
    panel.room_wanted.connect(asked.append)
    show_blend(session, (Seed(5), 0.5), (Seed(9), 0.5))
    qtbot.waitUntil(lambda: len(asked) == 1)
    session.face.undo()
    qtbot.waitUntil(lambda: len(asked) == 2)
    assert asked[0] > asked[1]
    session.face.edit(session.face.recipe.with_truncation(psi=0.5), "Truncation")
    qtbot.wait(10)
    assert len(asked) == 2


def test_the_finish_is_chosen_and_undone(panel: FacePanel, session: Session, start):
    start()
    assert panel.finish.value() == "clean", "new faces are clean"
    panel.finish_row.setVisible(True)  # as for a network that is known to weave
    QTest.mouseClick(panel.finish._buttons["raw"], LEFT)
    assert session.face.recipe.finish == "raw"
    assert session.face.undo_label == "Finish"
    session.face.undo()
    assert session.face.recipe.finish == panel.finish.value() == "clean"


def test_a_network_without_a_weave_offers_no_finish(panel: FacePanel, start):
    start()
    assert panel.finish_row.isHidden()
