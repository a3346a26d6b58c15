from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from facelab.session import Session
from facelab.session.exporting.scope import shown
from facelab.stimuli.reach import UNMEASURED, Doubt
from facelab.stimuli.ruler import Lever
from facelab.ui.dialogs.export.dialog import ExportDialog
from facelab.ui.dialogs.export.research.steps import BAD_LEVELS, levels_of
from facelab.ui.dialogs.export.research.tab import NOTHING, ResearchTab

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

LEVERS = tuple(
    Lever(name, name.title(), name, 1.0, 3.5, (), "a network") for name in ("pca-1", "pca-2")
)


class Forecast:
    """Faces hardly come below -1.5; of 2 and more nobody knows."""

    measured = True

    def labels(self, ws: np.ndarray) -> dict[str, float]:
        return {"pca-1": 0.0, "pca-2": 0.5}

    def doubts(self, plan, ws) -> list[Doubt]:
        cells = [(cell.id, *each) for cell in plan.cells() for each in cell.levels.items()]
        return [
            Doubt(cell, name, level, level, -1.5)
            if level < 0
            else Doubt(cell, name, level, level, 2.1, False, 1.6, 2.6)
            for cell, name, level in cells
            if level < -1.5 or level >= 2
        ]


@pytest.fixture
def dialog(
    session: Session, start, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ExportDialog]:
    start()
    monkeypatch.setattr(session.stimuli, "levers", lambda: LEVERS)
    monkeypatch.setattr(session.stimuli, "forecast", Forecast)
    made = ExportDialog(session, lambda: [shown(session.face.recipe)])
    qtbot.addWidget(made)
    made.open_for(name="research")
    assert isinstance(made.tab, ResearchTab)
    made.tab.where._show_folder(tmp_path)
    yield made
    made.reject()


@pytest.fixture
def tab(dialog: ExportDialog) -> ResearchTab:
    found = dialog.tab
    assert isinstance(found, ResearchTab)
    return found


@pytest.fixture
def ready(tab: ResearchTab, qtbot: QtBot) -> ResearchTab:
    check(tab, "pca-1")
    qtbot.waitUntil(lambda: tab.ready, timeout=20_000)
    return tab


def check(tab: ResearchTab, name: str) -> None:
    attributes = tab.steps.attributes
    for k in range(attributes.count()):
        item = attributes.item(k)
        if item.data(Qt.ItemDataRole.UserRole) == name:
            item.setCheckState(Qt.CheckState.Checked)


def choose(box, value: object) -> None:
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def test_faces_are_read_also_while_the_library_is_heard_of(tab, session, qtbot):
    check(tab, "pca-1")
    tab._on_scope()
    session.kept.changed.emit()  # offers the same faces anew, before they were read
    qtbot.waitUntil(lambda: tab.ready, timeout=20_000)


def test_without_an_attribute_it_says_what_to_do(dialog, tab, qtbot):
    qtbot.waitUntil(lambda: dialog.standing.text() == "Choose an attribute.")
    assert not dialog.export.isEnabled()


def test_steps_are_shown_roughly_and_what_is_out_of_reach_is_said(ready, dialog, qtbot):
    grid = ready.pane.grid
    qtbot.waitUntil(lambda: grid.pictures() == 5)
    assert grid.accessibleDescription() == (
        "Probably out of reach: Pca-1 at -2. Perhaps out of reach: Pca-1 at +2."
    )
    told = ready.pane.doubts.text()
    assert "Probably out of reach: pca-1 in 1 picture" in told
    assert "Perhaps out of reach: pca-1 in 1 picture" in told
    assert told.endswith("Choose levels nearer to 0, or other faces.")
    assert dialog.standing.text().startswith("5 pictures")
    check(ready, "pca-2")
    qtbot.waitUntil(lambda: dialog.standing.text().startswith("9 pictures"))
    choose(ready.steps.design, "factorial")
    qtbot.waitUntil(lambda: dialog.standing.text().startswith("25 pictures"))


def test_of_a_network_that_nobody_measured_it_is_said(ready, monkeypatch):
    monkeypatch.setattr(Forecast, "measured", False)
    monkeypatch.setattr(Forecast, "doubts", lambda *_: [])
    ready._check()
    assert ready.pane.doubts.text() == UNMEASURED


def test_levels_are_typed(ready, dialog, qtbot):
    field = ready.steps.levels
    field.selectAll()
    QTest.keyClicks(field, "-1, x")
    qtbot.waitUntil(lambda: dialog.standing.text() == BAD_LEVELS)
    field.selectAll()
    QTest.keyClicks(field, "1, -1")
    qtbot.waitUntil(lambda: "lowest first" in dialog.standing.text())
    field.selectAll()
    QTest.keyClicks(field, "-1, 1")
    qtbot.waitUntil(lambda: dialog.standing.text().startswith("2 pictures"))
    assert not ready.pane.doubts.isVisibleTo(ready)
    assert levels_of("−0.5, 0,1.5") == (-0.5, 0.0, 1.5)
    assert levels_of(" , ") is None


def test_the_command_and_the_job_are_given_what_is_chosen(
    ready, dialog, session, qtbot, tmp_path, monkeypatch
):
    choose(ready.steps.origin, "mean")
    choose(ready.steps.tolerance, 0.2)
    choose(ready.steps.format, "portrait")
    ready.steps.order.seed_chosen.emit(4)
    qtbot.waitUntil(lambda: ready.ready)
    dialog.copy.click()
    words = QGuiApplication.clipboard().text()
    assert "make stimuli" in words
    assert "--zero mean" in words
    assert "--tolerance 0.2 --order-seed 4" in words
    assert f"-o {tmp_path / 'research-set'}" in words
    begun = []
    monkeypatch.setattr(session.stimuli, "find_missing", lambda done: done(()))
    monkeypatch.setattr(session.stimuli, "run", lambda *what: begun.append(what))
    dialog.export.click()
    scope, choice = begun[0]
    assert scope.recipe == session.face.recipe
    assert (choice.attributes, choice.origin, choice.order_seed) == (("pca-1",), "mean", 4)
    assert not dialog.isVisible()


def test_a_folder_with_something_else_is_said_and_can_be_replaced(ready, dialog, qtbot, tmp_path):
    (tmp_path / "research-set").mkdir()
    (tmp_path / "research-set" / "stimuli.csv").write_text("mine")
    ready._check()
    qtbot.waitUntil(lambda: "already exists" in dialog.standing.text())
    assert not dialog.export.isEnabled()
    ready.where.replace.click()
    qtbot.waitUntil(lambda: dialog.export.isEnabled())
    ready.where.name.setText("a/b")
    ready._check()
    assert "cannot have / in it" in dialog.standing.text()


def test_without_a_face_there_is_nothing_to_make(session, qtbot):
    made = ExportDialog(session, lambda: [])
    qtbot.addWidget(made)
    made.open_for(name="research")
    assert not made.tab.ready
    assert made.standing.text()
    assert NOTHING
    made.reject()
