from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from facelab.recipe import Recipe, Seed, StyleMix
from facelab.session import Session
from facelab.ui.panels.mixing.matrix import LayerMatrix
from facelab.ui.panels.mixing.panel import MixingPanel

# The offscreen platform has no windows that a pop-up could rise over.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> MixingPanel:
    made = MixingPanel(session)
    qtbot.addWidget(made)
    made.resize(290, 700)
    made.layers.header.click()
    made.show()
    return made


@pytest.fixture
def matrix(panel: MixingPanel) -> LayerMatrix:
    return panel.layers.matrix


def add_source(panel: MixingPanel, seed: int) -> None:
    matrix = panel.layers.matrix
    plus = matrix.header_rect(len(matrix._sources) + 1).center()
    QTest.mouseClick(matrix, LEFT, pos=plus)
    assert panel.picker is not None
    panel.picker.seed.edit.setText(str(seed))
    QTest.keyClick(panel.picker.seed.edit, Qt.Key.Key_Return)
    panel.picker.close()


def names(matrix: LayerMatrix) -> list[str]:
    return [source.name for source in matrix._sources]


def test_a_drag_ends_where_the_columns_are_others(
    panel: MixingPanel, matrix: LayerMatrix, session: Session, start
):
    first = start()
    session.face.edit(first.with_mix([0], Seed(5)).with_mix([4], Seed(6)), "mix")
    QTest.mousePress(matrix, LEFT, pos=matrix.cell_rect(0, 2).center())
    opened = first.with_mix([0], Seed(5))
    session.face.open(opened, "Open")
    QTest.mouseMove(matrix, matrix.cell_rect(2, 2).center())
    assert session.face.recipe == opened
    assert not session.face.in_gesture


def test_a_new_source_is_a_column_and_no_change_of_the_face(
    panel: MixingPanel, matrix: LayerMatrix, session: Session, start
):
    first = start()
    add_source(panel, 5)
    assert names(matrix) == ["seed 5"]
    assert session.face.recipe == first
    add_source(panel, 6)
    assert names(matrix) == ["seed 5", "seed 6"]
    add_source(panel, 5)
    assert names(matrix) == ["seed 5", "seed 6"]


def test_a_drag_over_cells_is_one_step(
    panel: MixingPanel, matrix: LayerMatrix, session: Session, start
):
    first = start()
    add_source(panel, 5)
    QTest.mousePress(matrix, LEFT, pos=matrix.cell_rect(0, 1).center())
    QTest.mouseMove(matrix, matrix.cell_rect(3, 1).center())
    QTest.mouseRelease(matrix, LEFT, pos=matrix.cell_rect(3, 1).center())
    assert session.face.recipe.mixing == (StyleMix(Seed(5), (0, 1, 2, 4)),)
    assert session.face.undo_label == "Style of layer 4"
    session.face.undo()
    assert session.face.recipe == first


def test_the_first_column_gives_a_layer_back_and_the_source_stays(
    panel: MixingPanel, matrix: LayerMatrix, session: Session, start
):
    first = start()
    add_source(panel, 5)
    QTest.mouseClick(matrix, LEFT, pos=matrix.cell_rect(2, 1).center())
    assert session.face.recipe.mixing == (StyleMix(Seed(5), (2,)),)
    QTest.mouseClick(matrix, LEFT, pos=matrix.cell_rect(2, 0).center())
    assert session.face.recipe == first
    assert names(matrix) == ["seed 5"]


def test_the_strength_is_that_of_the_chosen_layer(
    panel: MixingPanel, matrix: LayerMatrix, session: Session, start, rich: Recipe
):
    start()
    session.face.edit(rich, "rich")
    slider = panel.layers.strength
    QTest.keyClick(matrix, Qt.Key.Key_End)
    assert slider.name() == "Layer 9"
    assert not slider.isEnabled()
    QTest.keyClick(matrix, Qt.Key.Key_Home)
    assert slider.name() == "Layer 1"
    assert slider.edit.text() == "0.33"
    slider.track.setFocus()
    QTest.keyClick(slider.track, Qt.Key.Key_Home)
    mix = session.face.recipe.mix_at(0)
    assert mix is not None
    assert mix.strength == 0.0
    assert mix.layers == (0,)
    other = session.face.recipe.mix_at(1)
    assert other is not None
    assert other.strength == 0.33333
    assert session.face.undo_label == "Strength of layer 1"


def test_another_face_for_a_column_takes_over_its_layers(
    panel: MixingPanel, matrix: LayerMatrix, session: Session, start
):
    start()
    mixed = session.face.recipe.with_mix((0,), Seed(5), 0.5).with_mix((4,), Seed(5), 0.7)
    session.face.edit(mixed, "x")
    QTest.mouseClick(matrix, LEFT, pos=matrix.header_rect(1).center())
    assert panel.picker is not None
    QTest.mouseClick(panel.picker.seed.next_button, LEFT)
    QTest.mouseClick(panel.picker.seed.next_button, LEFT)
    assert session.face.recipe.mixing == (
        StyleMix(Seed(7), (0,), 0.5),
        StyleMix(Seed(7), (4,), 0.7),
    )
    assert names(matrix) == ["seed 7"]


def test_sources_are_removed_with_their_layers(
    panel: MixingPanel, matrix: LayerMatrix, session: Session, start, rich: Recipe
):
    start()
    session.face.edit(rich, "rich")
    add_source(panel, 77)
    assert names(matrix) == ["a name", "seed 6", "seed 77"]
    matrix.setFocus()
    QTest.keyClick(matrix, Qt.Key.Key_Right)
    QTest.keyClick(matrix, Qt.Key.Key_Delete)
    assert names(matrix) == ["seed 6", "seed 77"]
    assert [mix.source for mix in session.face.recipe.mixing] == [Seed(6)]
    assert session.face.undo_label == "Remove style source"
    matrix.source_removed.emit(1)
    assert names(matrix) == ["seed 6"]


def test_clear_all(panel: MixingPanel, session: Session, start, rich: Recipe):
    start()
    assert not panel.layers.clear_all.isEnabled()
    session.face.edit(rich, "rich")
    add_source(panel, 77)
    panel.layers.clear_all.click()
    assert names(panel.layers.matrix) == []
    assert session.face.recipe == rich.without_mix()
    assert session.face.undo_label == "Clear style mixing"


@pytest.fixture
def fresh(qtbot: QtBot, session: Session) -> Callable[[], MixingPanel]:
    """Panels as they are after a start."""

    def make() -> MixingPanel:
        made = MixingPanel(session)
        qtbot.addWidget(made)
        return made

    return make


def test_it_is_folded_at_first_and_the_fold_is_remembered(
    session: Session, fresh: Callable[[], MixingPanel]
):
    panel = fresh()
    assert not panel.layers.is_expanded()
    remembered = []
    for unfolded in (True, False):
        panel.layers.header.click()
        assert fresh().layers.is_expanded() == unfolded
        remembered.append((session.settings.open_sections, session.settings.closed_sections))
    assert remembered == [(("Per layer",), ()), ((), ("Per layer",))]


def test_it_unfolds_for_a_face_that_uses_it(
    session: Session, start, fresh: Callable[[], MixingPanel]
):
    first = start()
    panel = fresh()
    groups = session.model.groups  # type: ignore[union-attr]
    session.face.edit(first.with_mix(groups["coarse"], Seed(5)), "a whole group")
    assert not panel.layers.is_expanded()
    session.face.edit(first.with_mix((0,), Seed(5)), "a single layer")
    assert panel.layers.is_expanded()
    assert session.settings.open_sections == (), "the user did not choose that"


def test_what_the_user_folded_stays_folded(
    session: Session, start, fresh: Callable[[], MixingPanel]
):
    first = start()
    session.change_settings(closed_sections=("Per layer",))
    panel = fresh()
    session.face.edit(first.with_mix((0,), Seed(5)), "a single layer")
    assert not panel.layers.is_expanded()
