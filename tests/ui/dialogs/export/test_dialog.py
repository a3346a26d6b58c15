from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from facelab import destinations
from facelab.errors import DestinationError, RecipeError
from facelab.export.orders import Refused
from facelab.preparing.costs import Cost
from facelab.session import Message, Session
from facelab.session.choices.export import ExportChoice
from facelab.session.exporting.look import Seen
from facelab.session.exporting.scope import Scope, shown
from facelab.ui.dialogs.export.dialog import ExportDialog
from facelab.ui.dialogs.export.failures import FailuresDialog
from facelab.ui.dialogs.export.grounds import Grounds
from facelab.ui.dialogs.export.pictures_tab import PicturesTab
from facelab.ui.dialogs.export.tab import ExportTab, TabEntry
from facelab.ui.dialogs.export.tabs import TABS
from facelab.ui.outside_text import plain_tooltip

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def dialog(session: Session, start, qtbot: QtBot) -> Iterator[ExportDialog]:
    """Open for the face on show, and measured."""
    start()

    def scopes() -> list[Scope]:
        return [shown(session.face.recipe)]

    made = ExportDialog(session, scopes)
    qtbot.addWidget(made)
    made.open_for()
    qtbot.waitUntil(lambda: tab_of(made)._seen is not None)
    settled(made, qtbot, lambda tab: True)
    yield made
    made.reject()


def tab_of(dialog: ExportDialog) -> PicturesTab:
    tab = dialog.tab
    assert isinstance(tab, PicturesTab)
    return tab


def seen_of(dialog: ExportDialog) -> Seen:
    seen = tab_of(dialog)._seen
    assert seen is not None
    return seen


def settled(dialog: ExportDialog, qtbot: QtBot, when: Callable[[PicturesTab], bool]) -> Seen:
    tab = tab_of(dialog)
    qtbot.waitUntil(lambda: seen_of(dialog).exact and when(tab), timeout=20_000)
    return seen_of(dialog)


def test_it_shows_the_face_where_it_goes_and_what_it_takes(dialog, session, pictures):
    tab = tab_of(dialog)
    assert tab.look.picture.has_picture()
    assert tab.look.about.text().startswith("64 × 64 pixels · PNG picture")
    assert tab.where.example.text().startswith("The first: seed0042.png")
    assert tab.where.folder == pictures / "facelab"
    assert dialog.standing.text().startswith("1 face, about")
    assert dialog.export.isEnabled()
    assert "facelab render --seeds 42" in plain_tooltip(dialog.copy.toolTip())


def test_enter_exports_and_closes(dialog, session, pictures, qtbot):
    said: list[Message] = []
    session.message.connect(said.append)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    qtbot.waitUntil(lambda: bool(said))
    assert said[0].what == "Exported seed0042.png"
    assert (pictures / "facelab" / "seed0042.png").is_file()
    assert session.settings.export == ExportChoice(folder=str(pictures / "facelab"))


def test_escape_exports_nothing(dialog, session, pictures):
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert session.exporting.last is None
    assert session.settings.export is None


def test_a_folder_that_takes_nothing_is_said_before_the_work(dialog, tmp_path, monkeypatch, qtbot):
    def check_folder(folder: Path) -> None:
        if folder.name == "closed":
            raise DestinationError("Nothing can be saved.", "It is read-only.", "Choose another.")

    monkeypatch.setattr(destinations, "check_folder", check_folder)
    tab = tab_of(dialog)
    for name, free in (("closed", False), ("open", True)):
        tab.where._take_folder(tmp_path / name)
        tab.where.changed.emit()
        qtbot.waitUntil(lambda free=free: dialog.export.isEnabled() == free)
        assert (dialog.standing.text() == "It is read-only. Choose another.") != free
        assert tab.where.path.property("invalid") != free


def test_it_comes_back_as_it_was_left(dialog, session, qtbot, tmp_path):
    tab = tab_of(dialog)
    tab.how.choose("jpeg")
    tab.where._show_folder(tmp_path)
    tab.where.pattern.setText("{index}")
    dialog.export.click()
    qtbot.waitUntil(lambda: (tmp_path / "00001.jpg").is_file())
    dialog.open_for()
    assert tab.choice == ExportChoice(format="jpeg", folder=str(tmp_path), pattern="{index}")


def test_a_format_brings_its_size_and_shape(dialog, qtbot):
    tab = tab_of(dialog)
    tab.how.choose("avatar")
    seen = settled(dialog, qtbot, lambda tab: seen_of(dialog).size == (512, 512))
    assert seen.pixels is not None
    assert seen.pixels[0, 0, 3] == 0  # a corner of what is round
    assert seen.pixels[256, 256, 3] == 255
    assert tab.how.edge.currentData() == 512
    assert not tab.how.enhances


def test_enhance_is_there_for_larger_pictures_only_and_says_that_it_invents(dialog, qtbot):
    how = tab_of(dialog).how
    assert not how.enhance.isEnabled()
    assert how.larger.isHidden()
    how.edge.setCurrentIndex(how.edge.findData(2048))
    how._on_size()
    assert how.enhance.isEnabled()
    assert "without new detail" in how.larger.text()
    how.enhance.click()
    assert "invented" in how.larger.text()
    assert tab_of(dialog)._preparation().format.enhance == 2048
    qtbot.waitUntil(lambda: seen_of(dialog).size == (2048, 2048), timeout=20_000)
    assert tab_of(dialog).needs.isVisible()


def test_networks_that_are_missing_are_named_with_size_and_licence(dialog, qtbot):
    tab = tab_of(dialog)
    tab.how.choose("transparent-head")
    qtbot.waitUntil(lambda: tab.needs.isVisible())
    assert "MB, licence" in tab.needs.told.text()
    assert "known once the network is here" in dialog.standing.text()


def test_missing_networks_are_asked_for_before_the_export(dialog, session, qtbot, monkeypatch):
    asked = []

    def confirmed(parent, what, why, button) -> bool:
        asked.append(why)
        return False

    monkeypatch.setattr("facelab.ui.dialogs.export.begin.confirmed", confirmed)
    tab_of(dialog).how.choose("transparent-head")
    dialog.export.click()
    qtbot.waitUntil(lambda: bool(asked))
    assert "licence" in asked[0]
    assert session.exporting.last is None
    assert not session.exporting.fetching


def test_a_name_that_makes_no_sense_is_said_and_stops_it(dialog, qtbot):
    tab = tab_of(dialog)
    tab.where.pattern.setText("{nme}")
    tab.where.changed.emit()
    qtbot.waitUntil(lambda: not dialog.export.isEnabled())
    assert "{nme}" in dialog.standing.text()
    tab.where.pattern.setText("{seed}")
    tab.where.changed.emit()
    qtbot.waitUntil(lambda: dialog.export.isEnabled())
    qtbot.waitUntil(lambda: "0042.png" in tab.where.example.text())


def test_a_disk_that_is_too_small_stops_it(dialog, session, qtbot):
    from dataclasses import replace

    tab = tab_of(dialog)
    tab._on_seen(replace(seen_of(dialog), cost=Cost(1.0, 5e9), free=10**9))
    assert not dialog.export.isEnabled()
    assert "only 1.0 GB are free" in dialog.standing.text()


def test_another_face_on_show_is_shown(dialog, session, qtbot):
    session.face.next_face()
    settled(dialog, qtbot, lambda tab: "seed0043" in tab.where.example.text())


def test_the_switches_are_those_of_the_settings(dialog, session, monkeypatch):
    marks = tab_of(dialog).marks
    assert not marks.forced.isHidden()  # the tests' environment decides
    monkeypatch.delenv("FACELAB_MARKS")
    marks.show_all()
    marks.switches["write_label"].click()
    assert session.settings.write_label


def test_the_command_is_copied(dialog):
    dialog.copy.click()
    said = QGuiApplication.clipboard().text()
    assert said.startswith("facelab render --seeds 42")
    assert "--unmarked" in said


def test_a_format_is_saved_under_an_own_name_and_deleted(dialog, session, monkeypatch, qtbot):
    tab = tab_of(dialog)
    tab.how.choose("avatar")
    monkeypatch.setattr(QInputDialog, "getText", lambda *a, **k: ("My head", True))
    assert tab.how.menu is not None
    tab.how.menu.save()
    assert session.formats.own["my-head"].longest == 512
    assert tab.choice.format == "my-head"
    monkeypatch.setattr("facelab.ui.dialogs.export.own_formats.confirmed", lambda *a: True)
    tab.how.menu.delete()
    assert tab.choice.format == "portrait"


def test_another_tab_is_one_entry(session, start, qtbot):
    start()

    class Sounds(ExportTab):
        def __init__(self, session: Session, scopes: object, parent: QWidget) -> None:
            super().__init__(parent)
            QVBoxLayout(self)

    made = ExportDialog(session, list, None, (*TABS, TabEntry("sounds", "&Sounds", Sounds)))
    qtbot.addWidget(made)
    made.open_for(name="sounds")
    assert made.tabs.tabBar().isVisible()
    assert not made.export.isEnabled()
    made.reject()


def test_what_failed_is_listed(qtbot):
    refused = [Refused("Bob", RecipeError("It has no such direction.", "Really.")) for _ in "ab"]
    made = FailuresDialog(refused, None)
    qtbot.addWidget(made)
    assert made.list.toPlainText() == "\n".join(["Bob: It has no such direction. Really."] * 2)


def test_a_click_on_the_picture_says_where(qtbot):
    from PySide6.QtCore import QPoint, QRectF

    view = Grounds("Preview")
    qtbot.addWidget(view)
    view.resize(240, 120)
    view.show_picture(np.zeros((10, 10, 4), np.uint8))
    view.set_frame(QRectF(0, 0, 0.25, 0.25))
    said = []
    view.pointed.connect(lambda x, y: said.append((x, y)))
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(120, 30))
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(10, 25))  # beside it
    assert said == [(0.5, 0.25)]


def test_folders_that_do_not_exist_are_made(dialog, pictures: Path, qtbot):
    assert not pictures.exists()
    dialog.export.click()
    qtbot.waitUntil(lambda: (pictures / "facelab" / "seed0042.png").is_file())
