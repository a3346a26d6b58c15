from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from facelab.recipe import Recipe, Seed, StyleMix
from facelab.session import Session
from facelab.ui.gallery.mime import faces_mime
from facelab.ui.panels.mixing.panel import MixingPanel

# The offscreen platform has no windows that a pop-up could rise over.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

LEFT = Qt.MouseButton.LeftButton
COARSE, MIDDLE, FINE = (0, 1, 2), (4, 5, 7, 8), (10, 11)


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> MixingPanel:
    made = MixingPanel(session)
    qtbot.addWidget(made)
    made.resize(290, 620)
    made.show()
    return made


def type_seed(panel: MixingPanel, seed: int) -> None:
    assert panel.picker is not None
    panel.picker.seed.edit.setText(str(seed))
    QTest.keyClick(panel.picker.seed.edit, Qt.Key.Key_Return)


def test_it_shows_without_writing_back(
    panel: MixingPanel, shows_without_writing: Callable[[], None]
):
    shows_without_writing()


def test_rows_say_what_they_take(panel: MixingPanel, session: Session, start, rich: Recipe):
    start()
    assert panel.rows["coarse"].label.text() == "Coarse: pose, shape"
    assert not panel.rows["coarse"].clear.isEnabled()
    session.face.edit(rich, "rich")
    assert panel.rows["coarse"].label.text() == "Coarse: a name"
    assert panel.rows["coarse"].strength.edit.text() == "0.33"
    assert panel.rows["middle"].label.text() == "Middle: seed 6 and others"
    assert panel.rows["fine"].label.text() == "Fine: colours, texture"


def test_choosing_a_seed_mixes_it_and_shows_its_face(
    panel: MixingPanel, session: Session, start, qtbot: QtBot
):
    start()
    row = panel.rows["coarse"]
    QTest.mouseClick(row.thumb, LEFT)
    type_seed(panel, 100)
    assert session.face.recipe.mixing == (StyleMix(Seed(100), COARSE),)
    assert session.face.undo_label == "Coarse styles"
    assert panel.picker is not None
    assert panel.picker.isVisible(), "it stays open while seeds are tried"
    assert row.thumb.is_loading()
    qtbot.waitUntil(row.thumb.has_image)
    QTest.mouseClick(panel.picker.seed.next_button, LEFT)
    assert session.face.recipe.mixing == (StyleMix(Seed(101), COARSE),)


def test_another_source_keeps_the_strength(panel: MixingPanel, session: Session, start):
    start()
    session.face.edit(session.face.recipe.with_mix(FINE, Seed(1), 0.5), "x")
    QTest.mouseClick(panel.rows["fine"].thumb, LEFT)
    type_seed(panel, 2)
    assert session.face.recipe.mixing == (StyleMix(Seed(2), FINE, 0.5),)


def test_strength_is_one_step_and_leaves_the_sources(panel: MixingPanel, session: Session, start):
    start()
    mixed = session.face.recipe.with_mix((4, 5), Seed(1)).with_mix((7, 8), Seed(2))
    session.face.edit(mixed, "x")
    track = panel.rows["middle"].strength.track
    track.setFocus()
    for _ in range(3):
        QTest.keyPress(track, Qt.Key.Key_Left)
    QTest.keyRelease(track, Qt.Key.Key_Left)
    mixing = session.face.recipe.mixing
    assert [(mix.source, mix.layers) for mix in mixing] == [
        (Seed(1), (4, 5)),
        (Seed(2), (7, 8)),
    ]
    assert [mix.strength for mix in mixing] == pytest.approx([0.85, 0.85])
    session.face.undo()
    assert session.face.recipe == mixed


def test_swap_twice_is_where_it_began(panel: MixingPanel, session: Session, start):
    start()
    mixed = session.face.recipe.with_mix(COARSE, Seed(9), 0.5)
    session.face.edit(mixed, "x")
    panel.rows["coarse"].swap.click()
    assert session.face.recipe.source == Seed(9)
    assert session.face.recipe.mixing == (StyleMix(Seed(42), COARSE, 0.5),)
    assert session.face.undo_label == "Swap coarse styles"
    panel.rows["coarse"].swap.click()
    assert session.face.recipe == mixed


def test_clear_leaves_the_other_groups(panel: MixingPanel, session: Session, start):
    start()
    mixed = session.face.recipe.with_mix(COARSE, Seed(9)).with_mix(FINE, Seed(8))
    session.face.edit(mixed, "x")
    panel.rows["coarse"].clear.click()
    assert session.face.recipe.mixing == (StyleMix(Seed(8), FINE),)
    assert session.face.undo_label == "Clear coarse styles"


def test_a_row_is_marked_while_a_kept_face_is_over_it(panel: MixingPanel, start):
    start()
    row = panel.rows["fine"]
    plain = row.grab().toImage()
    said = (Qt.DropAction.CopyAction, faces_mime([1]), LEFT, Qt.KeyboardModifier.NoModifier)
    row.dragEnterEvent(QDragEnterEvent(row.rect().center(), *said))
    assert row.grab().toImage() != plain
    row.dragLeaveEvent(QDragLeaveEvent())
    assert row.grab().toImage() == plain
