"""The sheet by mouse and keyboard."""

from __future__ import annotations

from types import SimpleNamespace

import msgspec
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from facelab.export.character_file import read_sheet, write_sheet
from facelab.recipe.character.sets import Step, Variant, VariantSet
from facelab.session import Message, Session
from facelab.ui.character.cell import SHAPE
from facelab.ui.dialogs.question import saved_or_not
from facelab.ui.panels.sheet import SheetPanel
from facelab.ui.panels.sheet.amounts_dialog import AmountsDialog

LEFT = Qt.MouseButton.LeftButton
NET = SimpleNamespace(wheel_bytes=100_600_000)  # that is not here
MOODS = VariantSet(
    "moods", (Variant("plain"), Variant("glad", "Glad", (Step("pca-1", 1.0),)), Variant("sad",
    steps=(Step("pca-1", -1.0),)))
)  # fmt: skip


@pytest.fixture
def panel(session: Session, start, qtbot, monkeypatch):
    """A panel on a sheet of three cells."""
    monkeypatch.setattr("facelab.session.identity_networks.missing_identity", lambda: (NET,))
    made = SheetPanel(session)
    qtbot.addWidget(made)
    made.resize(420, 560)
    made.show()
    assert made.empty.isVisible()
    assert not made.empty.button.isVisible()  # there is no face yet
    start()
    assert made.empty.button.isVisible()
    session.character.begin(MOODS)
    qtbot.waitUntil(lambda: len(session.sheet_cells.cells) == 3)
    qtbot.waitUntil(lambda: not session.sheet_cells.to_come)
    return made


def click(panel: SheetPanel, place: int) -> None:
    index = panel.grid.cells.index(place)
    box = SHAPE.picture(panel.grid.visualRect(index))
    QTest.mouseClick(panel.grid.viewport(), LEFT, pos=box.center())


def test_the_words_of_the_first_button_are_read_in_full_where_it_is_narrow(
    session: Session, start, qtbot
):
    panel = SheetPanel(session)
    qtbot.addWidget(panel)
    panel.show()
    start()
    button = panel.empty.button
    assert button.isVisible()
    panel.resize(button.sizeHint().width() + 24, 300)  # fonts and styles differ
    layout = panel.empty.layout()
    assert layout is not None
    layout.activate()
    assert button.width() >= button.sizeHint().width()
    assert panel.empty.geometry().right() < panel.width()


def test_a_click_opens_a_cell_and_one_button_takes_the_face_back(panel, session, qtbot):
    base = session.face.recipe
    assert not panel.banner.isVisible()
    click(panel, 1)
    assert (session.character.opened, session.face.recipe.amount("pca-1")) == ("glad", 1.0)
    assert panel.banner.isVisible()
    assert "Glad" in panel.editing.text()
    session.face.edit(session.face.recipe.with_amount("pca-1", 2.0), "Smile")
    panel.use.click()
    assert (session.face.recipe, panel.banner.isVisible()) == (base, False)
    qtbot.waitUntil(lambda: session.sheet_cells.cells[1].corrected)
    assert "corrected by hand" in panel.grid.cells.data(
        panel.grid.cells.index(1), Qt.ItemDataRole.ToolTipRole
    )
    panel.grid.setCurrentIndex(panel.grid.cells.index(1))
    QTest.keyClick(panel.grid, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: not session.sheet_cells.cells[1].corrected)


def test_enter_opens_and_escape_leaves(panel, session):
    base = session.face.recipe
    panel.grid.setCurrentIndex(panel.grid.cells.index(2))
    QTest.keyClick(panel.grid, Qt.Key.Key_Return)
    assert session.character.opened == "sad"
    QTest.keyClick(panel.grid, Qt.Key.Key_Escape)
    assert (session.character.opened, session.face.recipe) == ("", base)


def test_sides_are_chosen_and_what_does_not_fit_is_not_offered(panel, session):
    box = panel.sides.boxes["columns"]
    box.setCurrentIndex(box.findData("basic"))
    box.activated.emit(box.currentIndex())
    assert session.character.sheet.columns.name == "basic"
    rows = panel.sides.boxes["rows"]
    assert not rows.model().item(rows.findData("basic")).isEnabled()
    assert not panel.sides.rows["pages"].isVisible()
    rows.setCurrentIndex(rows.findData("turnaround"))
    rows.activated.emit(rows.currentIndex())
    assert session.character.sheet.rows.name == "turnaround"
    assert panel.sides.rows["pages"].isVisible()


def test_a_name_is_made_safe(panel, session):
    panel.name.setFocus()
    panel.name.setText("")
    QTest.keyClicks(panel.name, "Ann-Kathrin O'Hara of the very long name")
    QTest.keyClick(panel.name, Qt.Key.Key_Return)
    assert session.character.sheet.name == "ann_kathrin_ohara_of_the_very_long_name"
    assert panel.name.text() == session.character.sheet.name


def test_a_pinned_face_is_kept(panel, session):
    base = session.face.recipe
    panel.follows.click()
    session.face.edit(base.with_seed(9), "Next face")
    assert session.character.sheet.face == base
    panel.follows.click()
    assert session.character.sheet.face.seed == 9


@pytest.fixture
def corrected(panel, session):
    """A sheet with a cell that was corrected by hand."""
    session.character.correct(session.sheet_cells.cells[1])
    session.face.edit(session.face.recipe.with_seed(4), "Next face")
    session.character.correct(session.sheet_cells.cells[1])
    assert session.character.sheet.corrections
    return session.character.sheet


@pytest.fixture
def answered(monkeypatch):
    """Answers the question before a sheet is removed, and what was asked."""
    asked: list[tuple[str, ...]] = []

    def answer(button: str) -> list[tuple[str, ...]]:
        def ask(_parent, *words):
            asked.append(words)
            return button

        monkeypatch.setattr("facelab.ui.panels.sheet.sheet_menu.saved_or_not", ask)
        return asked

    return answer


def test_a_sheet_with_corrections_is_not_removed_without_a_question(
    panel, session, corrected, answered
):
    asked = answered("")
    panel.more.remove()
    assert asked == [
        (
            "Save the sheet before you remove it?",
            "1 cell has been corrected by hand.",
            "Save and remove",
            "Remove without saving",
        )
    ]
    assert session.character.sheet == corrected
    answered("leave")
    panel.more.remove()
    assert session.character.sheet is None


def test_a_sheet_is_removed_once_it_is_saved(
    panel, session, corrected, answered, monkeypatch, tmp_path, qtbot
):
    answered("save")
    path = "facelab.ui.panels.sheet.sheet_menu.ask_save_path"
    monkeypatch.setattr(path, lambda *_: None)  # one thinks better of it
    panel.more.remove()
    assert session.character.sheet == corrected
    (tmp_path / "file").touch()
    monkeypatch.setattr(path, lambda *_: tmp_path / "file" / "sheet.json")
    told: list[Message] = []
    session.message.connect(told.append)
    panel.more.remove()
    qtbot.waitUntil(lambda: any(each.level == "error" for each in told))
    assert session.character.sheet == corrected
    monkeypatch.setattr(path, lambda *_: tmp_path / "sheet.json")
    panel.more.remove()
    qtbot.waitUntil(lambda: session.character.sheet is None)
    assert read_sheet(tmp_path / "sheet.json") == corrected


def test_the_sheet_that_another_replaced_is_brought_back(
    panel, session, corrected, tmp_path, qtbot
):
    write_sheet(tmp_path / "other.json", msgspec.structs.replace(corrected, name="other"))
    session.open_files([tmp_path / "other.json"])
    qtbot.waitUntil(lambda: session.character.sheet.name == "other")
    menu = panel.more.button.menu()
    menu.aboutToShow.emit()
    back = next(each for each in menu.actions() if each.text() == "Sheet before this one")
    assert back.isEnabled()
    back.trigger()
    assert session.character.sheet == corrected
    assert session.character.before.name == "other"


@pytest.mark.parametrize(
    ("press", "answer"),
    [("Save and remove", "save"), ("Remove without saving", "leave"), ("Cancel", "")],
)
def test_the_question_has_a_button_for_each_answer(qtbot, press, answer):
    parent = QWidget()
    qtbot.addWidget(parent)

    def choose() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        assert box.defaultButton().text() == "Save and remove"
        next(each for each in box.buttons() if each.text().replace("&", "") == press).click()

    QTimer.singleShot(0, choose)
    words = ("Save it?", "", "Save and remove", "Remove without saving")
    assert saved_or_not(parent, *words) == answer


def test_amounts_make_a_side(session, start, qtbot):
    start()
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = AmountsDialog(session.model, "rows", parent)
    assert amounts_of(dialog) == [-2.0, -1.0, 0.0, 1.0, 2.0]
    for text in ("", "1, 1", "1, x", "1, 99"):
        dialog.amounts.setText(text)
        assert amounts_of(dialog) is None
        assert dialog.told.text()
        assert not dialog.buttons.button(dialog.buttons.StandardButton.Ok).isEnabled()
    dialog.amounts.setText("-1; 0; 2.5")
    assert amounts_of(dialog) == [-1.0, 0.0, 2.5]


def amounts_of(dialog: AmountsDialog) -> list[float] | None:
    if dialog.made is None:
        return None
    return [sum(step.amount for step in each.steps) for each in dialog.made.variants]
