"""The menu of looks and the question that saves one, on a fake network with pca-1 to pca-4."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget

from facelab.recipe.character.sets import MAX_VARIANTS, Step, Variant, VariantSet
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
    return opened(found)


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


def test_what_the_network_cannot_do_is_not_offered(menu, session, qtbot):
    some = (MOODS.variants[0], Variant("imp", steps=(Step("<b>horns", 1.0),)))
    session.own_sets.keep("Some", VariantSet("some", some))
    there = opened(menu)
    assert not there["Basic expressions"].isEnabled()
    assert there["Basic expressions"].toolTip() == (
        "This network lacks directions for it: smile, mouth-open, gaze"
    )
    assert there["Some"].isEnabled()
    looks = inner(there["Some"])
    assert [each.isEnabled() for each in looks.values()] == [True, False]
    assert "&lt;b&gt;horns" in looks["Imp"].toolTip()


def test_looks_that_move_other_sliders_stay(own, session, qtbot):
    one, two, three = (
        Variant(name, name.title(), tuple(Step(f"pca-{k}", amount) for k, amount in moved))
        for name, moved in (
            ("old", [(1, 1.0)]), ("angry", [(2, -1.0), (3, 0.5)]), ("glad", [(2, 1.5)]),
        )
    )  # fmt: skip

    def amounts(look: Variant) -> tuple[float, ...]:
        before = session.face.recipe
        session.looks.give(look)
        qtbot.waitUntil(lambda: session.face.recipe != before)
        return tuple(session.face.recipe.amount(f"pca-{k}") for k in (1, 2, 3))

    assert amounts(one) == (1.0, 0.0, 0.0)
    assert amounts(two) == (1.0, -1.0, 0.5)
    assert amounts(three) == (1.0, 1.5, 0.0)
    session.face.undo()
    session.face.undo()
    assert amounts(three) == (1.0, 1.5, 0.0)


def test_many_sets_leave_the_menu_short(own, session, qtbot):
    for k in range(looks_menu.MOST_BESIDE):
        session.own_sets.keep(f"Set {k}", MOODS)
    there = opened(own)
    assert len(there) == 5 + 3
    assert [*inner(there["Sets of your &own"])][:2] == ["My moods", "Set 0"]
    assert "Sad" in inner(inner(there["Sets of your &own"])["Set 5"])
    assert len(inner(there["&Delete a look"])) == looks_menu.MOST_BESIDE + 1


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_one_that_grows_while_it_is_open_stays_on_the_screen(menu, session, window, qtbot):
    screen = window.screen().availableGeometry()
    menu.popup(screen.bottomLeft())
    few = menu.geometry()
    assert screen.contains(few)
    session.own_sets.keep("My moods", MOODS)
    assert menu.height() > few.height()
    assert screen.contains(menu.geometry())
    menu.close()


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


def test_what_is_saved_is_what_was_said(menu, session, window, qtbot):
    session.face.edit(session.face.recipe.with_amount("pca-3", 1.0), "Moved")
    dialog = SaveLook(session, window)
    dialog.name.setText("Glad")
    session.face.edit(session.face.recipe.with_amount("pca-3", 2.0), "By a command")
    assert dialog.about.text().startswith("Component 3 +1.0. ")
    dialog.accept()
    qtbot.waitUntil(lambda: "my_looks" in session.own_sets.own)
    assert session.own_sets.own["my_looks"].variants[0].steps == (Step("pca-3", 1.0),)


def test_a_set_that_is_full_takes_no_more(menu, session, window):
    full = tuple(Variant(f"look_{k}", steps=(Step("pca-1", 1.0),)) for k in range(MAX_VARIANTS))
    session.own_sets.keep("Full", VariantSet("full", full))
    session.face.edit(session.face.recipe.with_amount("pca-3", 1.0), "Moved")
    dialog = SaveLook(session, window)
    dialog.show()
    dialog.name.setText("sad")
    assert dialog.save.isEnabled()
    dialog.into.setCurrentText("Full")
    assert not dialog.save.isEnabled()
    assert dialog.warning.text() == "Full has 64 looks and takes no more. Choose another set."
    dialog.name.setText("Look 5")
    assert (dialog.save.text(), dialog.save.isEnabled()) == ("Replace", True)


def test_the_question_is_as_high_as_what_it_says(session, menu, window, qtbot):
    recipe = session.face.recipe
    for k in range(1, 5):
        recipe = recipe.with_amount(f"pca-{k}", 1.5, (0, 3))
    session.face.edit(recipe, "Moved")
    dialog = SaveLook(session, window)
    dialog.show()
    qtbot.waitExposed(dialog)
    about = dialog.about
    assert about.height() == about.heightForWidth(about.width())
