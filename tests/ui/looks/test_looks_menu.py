"""The menu of looks and the question that saves one, on a fake network with pca-1 to pca-4."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget

from facelab.recipe.character.sets import Step, Variant, VariantSet
from facelab.session import Session
from facelab.ui.looks import LooksMenu
from facelab.ui.looks import menu as looks_menu
from facelab.ui.looks.save_look import SaveLook

MOODS = VariantSet(
    "moods",
    (Variant("glad", "Glad & <b>gay</b>", (Step("pca-1", 1.0),)), Variant("sad", "Sad")),
)


@pytest.fixture
def window(qtbot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def menu(session: Session, window: QWidget, start) -> LooksMenu:
    start()
    return LooksMenu(session, window)


def opened(menu: QMenu) -> dict[str, QAction]:
    """What it offers, by its words."""
    menu.aboutToShow.emit()
    return {each.text(): each for each in menu.actions() if each.text()}


def inner(action: QAction) -> dict[str, QAction]:
    found = action.menu()
    assert isinstance(found, QMenu)
    return {each.text(): each for each in found.actions()}


@pytest.fixture
def own(session: Session, menu: LooksMenu, qtbot) -> LooksMenu:
    """With a set of the user's own, on the disk."""
    session.own_sets.keep("My moods", MOODS)
    qtbot.waitUntil(lambda: bool(list(session.own_sets.folder.glob("*.json"))))
    return menu


def test_without_sets_of_ones_own_it_has_those_of_facelab(menu):
    there = opened(menu)
    assert [*there] == [
        "Basic expressions", "Visual novel", "Mouths for lip sync", "Turnaround", "Ages",
        "&Save these sliders as a look…",
    ]  # fmt: skip
    assert "Happy" in inner(there["Basic expressions"])
    assert not there["&Save these sliders as a look…"].isEnabled()


def test_without_a_face_nothing_can_be_chosen(session, window):
    there = opened(LooksMenu(session, window))
    assert not there["Ages"].isEnabled()


def test_a_look_is_given_to_the_face(own, session, qtbot):
    looks = inner(opened(own)["My moods"])
    assert [*looks] == ["Glad && <b>gay</b>", "Sad"]
    looks["Glad && <b>gay</b>"].trigger()
    qtbot.waitUntil(lambda: session.face.recipe.amount("pca-1") == 1.0)
    assert session.face.undo_label == "Glad & <b>gay</b>"


def test_one_is_deleted_after_a_question(own, session, qtbot, monkeypatch):
    asked: list[str] = []

    def confirmed(parent, what, why, button):
        asked.append(what)
        return len(asked) > 1

    monkeypatch.setattr(looks_menu, "confirmed", confirmed)
    for _ in range(2):
        inner(inner(opened(own)["&Delete a look"])["My moods"])["Sad…"].trigger()
    assert asked == ["Delete the look Sad?"] * 2
    qtbot.waitUntil(lambda: len(session.own_sets.own["my_moods"].variants) == 1)
    assert session.own_sets.own["my_moods"].variants == MOODS.variants[:1]


def test_the_sliders_are_saved(menu, session, window, qtbot):
    recipe = session.face.recipe.with_amount("pca-1", 1.5).with_amount("pca-2", -2.0, (0, 3))
    session.face.edit(recipe, "Moved")
    opened(menu)["&Save these sliders as a look…"].trigger()
    dialog = window.findChild(SaveLook)
    assert dialog is not None
    assert dialog.about.text().startswith("Component 2 -2.0, Component 1 +1.5. ")
    assert "Layers you chose are not included" in dialog.about.text()
    assert dialog.into.currentText() == "My looks"
    assert not dialog.save.isEnabled()
    QTest.keyClicks(dialog.name, "  Older  villain ")
    QTest.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "my_looks" in session.own_sets.own)
    (look,) = session.own_sets.own["my_looks"].variants
    assert (look.shown, look.steps) == (
        "Older villain", (Step("pca-1", 1.5), Step("pca-2", -2.0)),
    )  # fmt: skip


def test_that_one_is_replaced_is_said_before(own, session, window, qtbot):
    session.face.edit(session.face.recipe.with_amount("pca-3", 1.0), "Moved")
    dialog = SaveLook(session, window)
    dialog.show()
    assert [dialog.into.itemText(k) for k in range(dialog.into.count())] == ["My looks", "My moods"]
    dialog.name.setText("sad")
    assert (dialog.save.text(), dialog.warning.isVisible()) == ("Save", False)
    dialog.into.setCurrentText("My moods")
    assert (dialog.save.text(), dialog.warning.isVisible()) == ("Replace", True)
    dialog.accept()
    qtbot.waitUntil(lambda: session.own_sets.own["my_moods"].variants[1].steps != ())
    assert [each.name for each in session.own_sets.own["my_moods"].variants] == ["glad", "sad"]
