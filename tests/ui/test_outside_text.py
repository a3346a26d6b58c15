"""Nothing from outside is markup: every widget that shows names, titles, notes or files.

The window is filled with names that are HTML, then everything in it is gone through: labels,
buttons, menus, tooltips of widgets, of models and of places within widgets.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QHelpEvent, QTextDocument
from PySide6.QtGui import Qt as QtOfGui
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QMenu,
    QMessageBox,
    QToolTip,
    QWidget,
)
from pytestqt.qtbot import QtBot

from facelab.engine import Direction
from facelab.engine.directions.direction_set import DirectionSet
from facelab.errors import FacelabError
from facelab.export.recipe_file import write_recipe
from facelab.library import Library, Query, Record
from facelab.recipe import Recipe, Seed
from facelab.session import Message, Session
from facelab.ui.dialogs.compare_two import CompareTwo
from facelab.ui.dialogs.face_or_direction import ask_meaning
from facelab.ui.dialogs.library_folder import LibraryFolderDialog
from facelab.ui.dialogs.make_direction import MakeDirection
from facelab.ui.dialogs.saving import SavingDialog
from facelab.ui.gallery.faces_menu import make_menu
from facelab.ui.gallery.shelf import Shelf
from facelab.ui.outside_text import action_text, plain_tooltip, title_text, tooltip_of
from facelab.ui.panels.directions.about_direction import AboutDirection
from facelab.ui.panels.mixing.source_picker import SourcePicker
from facelab.ui.theme import Theme
from facelab.ui.widgets import (
    ElidedLabel,
    FaceThumb,
    ProgressPage,
    ThumbItem,
    ThumbStrip,
    ValueSlider,
)
from facelab.ui.widgets.slider_scale import SliderScale
from facelab.ui.window.main_window import MainWindow

from .conftest import NUM_WS, W_DIM, FakeRenderer

BAD = '<img src="file:///etc/passwd"><b>x</b> [/b] &x'


@pytest.fixture
def window(
    qtbot: QtBot, session: Session, renderer: FakeRenderer, theme: Theme, start, tmp_path: Path
) -> MainWindow:
    """A window that is full of names from outside."""
    vectors = np.eye(1, W_DIM, dtype=np.float32)
    bad = Direction("mine-bad", BAD, "Mine", vectors, (0, NUM_WS - 1), note=BAD)
    named = Direction("bad", BAD, BAD, vectors, (0, NUM_WS - 1), note=BAD, named=True)
    directions = DirectionSet((*renderer.info.directions, bad, named), None)
    renderer.info = replace(renderer.info, title=BAD, device=BAD, directions=directions)
    made = MainWindow(session, theme)
    qtbot.addWidget(made)
    made.resize(1300, 850)
    made.show()
    start()
    for seed in (1, 2):
        recipe = Recipe(renderer.info.ref, Seed(seed))
        record = Record(recipe, name=BAD, note=BAD, tags=(BAD,), casts=(BAD,))
        session.kept._library.run(partial(keep, record), ignore, ignore)
    face = session.face.recipe
    face = face.with_mix((0, 1, 2), Seed(5), 0.5, label=BAD).with_amount("mine-bad", 1.0)
    write_recipe(tmp_path / "a.json", face)
    session.face.edit(face, BAD)
    session.kept.load()
    qtbot.waitUntil(lambda: session.kept.facets.total == 2 and bool(session.kept.facets.casts))
    made.workspaces.show("library")
    made.kept.gallery.browsing.ask(Query(tags=(BAD,)))
    qtbot.waitUntil(lambda: made.kept.gallery.faces.rowCount() == 2)
    faces = made.kept.gallery.faces
    qtbot.waitUntil(lambda: None not in [faces.card(row) for row in range(2)])
    choice = made.kept.gallery.choice
    choice.setCurrentIndex(faces.index(0), choice.SelectionFlag.ClearAndSelect)
    session.tell(Message("error", BAD, BAD, BAD))
    made.canvas.show_empty(BAD, BAD, "Retry")
    made.panels["history"].show()
    qtbot.wait(60)
    return made


def keep(record: Record, library: Library) -> None:
    library.keep(record)


def ignore(_: object) -> None:
    pass


# -- the judges ----------------------------------------------------------------------------------


def is_outside(text: str) -> bool:
    return "etc/passwd" in text


def reads_as_written(text: str) -> bool:
    """Whether Qt shows a text letter for letter where it decides by the look; markup of our own
    may be around what comes from outside.
    """
    if not is_outside(text) or not QtOfGui.mightBeRichText(text):
        return True
    document = QTextDocument()
    document.setHtml(text)
    return "src=" in document.toPlainText() and "<b>" in document.toPlainText()


def has_shortcut(text: str) -> bool:
    return is_outside(text) and "&" in text[text.index("<img") :].replace("&&", "")


def faults_of(root: QWidget) -> tuple[list[str], int]:
    """What in a window shows markup or makes shortcuts of names; and how often names were seen."""
    faults: list[str] = []
    seen = 0
    for widget in [root, *root.findChildren(QWidget)]:
        name = f"{type(widget).__name__} {widget.objectName()} in {type(widget.parent()).__name__}"
        if isinstance(widget, QLabel):
            seen += is_outside(widget.text())
            plain = widget.textFormat() == Qt.TextFormat.PlainText
            if not plain and not reads_as_written(widget.text()):
                faults.append(f"text of {name}")
        if isinstance(widget, QAbstractButton):
            seen += is_outside(widget.text())
            if is_outside(widget.text()) and not widget.shortcut().isEmpty():
                faults.append(f"shortcut of {name}")
        for what in (widget.toolTip(), widget.statusTip(), widget.whatsThis()):
            seen += is_outside(what)
            if not reads_as_written(what):
                faults.append(f"tip of {name}")
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            model = widget.model()
            for row in range(model.rowCount()):
                tip = model.index(row, 0).data(Qt.ItemDataRole.ToolTipRole) or ""
                seen += is_outside(tip)
                if not reads_as_written(tip):
                    faults.append(f"tip of a row of {name}")
        if isinstance(widget, QComboBox):
            seen += any(is_outside(widget.itemText(n)) for n in range(widget.count()))
        for action in widget.actions():
            faults += faults_of_action(action)
        if isinstance(widget, QMessageBox):
            seen += is_outside(widget.text())
    return faults, seen


def faults_of_action(action: QAction) -> list[str]:
    found = []
    if has_shortcut(action.text()):
        found.append(f"shortcut of the menu {action.text()}")
    if not reads_as_written(action.toolTip()):
        found.append(f"tip of the menu {action.text()}")
    return found


def actions_in(menu: QMenu) -> Iterator[QAction]:
    for action in menu.actions():
        yield action
        inside = action.menu()
        if isinstance(inside, QMenu):
            yield from actions_in(inside)


def faults_of_menu(menu: QMenu) -> list[str]:
    return [fault for action in actions_in(menu) for fault in faults_of_action(action)]


def makes_tips(widget: QWidget) -> bool:
    """Whether it makes its tips by itself; all others show `toolTip()`."""
    view = widget.parent()
    inside = isinstance(view, QAbstractItemView)
    maker, name = (view, "viewportEvent") if inside else (widget, "event")
    ours = [kind for kind in type(maker).__mro__ if kind.__module__.startswith("facelab.")]
    return any(name in vars(kind) for kind in ours)


def tips_of(root: QWidget, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What tooltips say when the pointer rests, at places all over every widget."""
    shown: list[str] = []

    def show(_at: object, text: str, *_: object) -> None:
        shown.append(text)

    monkeypatch.setattr(QToolTip, "showText", show)
    for widget in [root, *root.findChildren(QWidget)]:
        if not widget.isVisible() or not makes_tips(widget):
            continue
        for x in range(4, widget.width(), 40):
            for y in range(4, min(widget.height(), 700), 12):
                at = QPoint(x, y)
                view = widget.parent()
                if isinstance(view, Shelf):
                    view._set_hovered(view.indexAt(at).row())
                event = QHelpEvent(QEvent.Type.ToolTip, at, widget.mapToGlobal(at))
                QApplication.sendEvent(widget, event)
    return shown


# -- the walk ------------------------------------------------------------------------------------


def test_labels_buttons_and_tips_of_the_whole_window(window: MainWindow):
    faults, seen = faults_of(window)
    assert not faults
    assert seen > 15  # the names are there, or this test says nothing


def test_tips_where_the_pointer_rests(window: MainWindow, monkeypatch: pytest.MonkeyPatch):
    window.workspaces.show("library")
    shown = tips_of(window, monkeypatch)
    assert any(is_outside(text) for text in shown)
    assert [text for text in shown if not reads_as_written(text)] == []


def test_menus(window: MainWindow, session: Session):
    window.workspaces.back()
    menus = window.findChildren(QMenu)
    session.recent.note(Path(f"/{BAD}"))
    recent = next(menu for menu in menus if menu.title().replace("&", "") == "Open recent")
    recent.aboutToShow.emit()
    assert any("img" in action.text() for action in actions_in(recent))
    assert not [fault for menu in menus for fault in faults_of_menu(menu)]
    assert is_outside(window.commands["undo"].text())
    window.workspaces.show("library")
    gallery = window.kept.gallery
    ids = tuple(gallery.faces.ids.tolist())
    nothing = partial(ignore, None)
    menu = make_menu(session, gallery.browsing, gallery.actions, ids[:1], nothing, nothing, window)
    texts = [action.text() for action in actions_in(menu)]
    assert any(is_outside(text) for text in texts)
    assert not faults_of_menu(menu)


@pytest.mark.parametrize(
    "which",
    ["library", "make", "compare", "picker", "settings", "about", "saving"],
)
def test_dialogs(
    window: MainWindow, session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, which: str
):
    ids = tuple(window.kept.gallery.faces.ids.tolist())
    recipe = session.face.recipe
    sides = ((BAD, recipe, b""), (BAD, recipe, b""))
    made: QWidget
    if which == "library":
        monkeypatch.setattr(session.kept, "_folder", Path(f"/{BAD}"))
        made = LibraryFolderDialog(session, window)
    elif which == "make":
        made = MakeDirection(session, ids, window)
    elif which == "compare":
        made = CompareTwo(session, session.pictures, *sides, window)
    elif which == "picker":
        made = SourcePicker(session, BAD, None, window)
    elif which == "settings":
        session.change_settings(pictures_folder=f"/{BAD}", save_name=BAD)
        monkeypatch.setattr(session.kept, "_folder", Path(f"/{BAD}"))
        made = window.settings_dialog
        made.show()
        session.change_settings(save_size=64)
    elif which == "about":
        made = AboutDirection(session, window.panels["directions"].rows["bad"], window)
    else:
        made = SavingDialog(window)
        made.show_saving((BAD,))
        made.show_failed(Message("error", BAD, BAD, BAD))
    faults, seen = faults_of(made)
    made.close()
    assert not faults
    assert seen


def test_questions(window: MainWindow, session: Session):
    boxes: list[tuple[list[str], int]] = []

    def look() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            boxes.append(faults_of(box))
            box.reject()

    cast = session.kept.facets.casts[0].id
    for ask in (
        lambda: window.kept.gallery.actions.remove_cast(cast),
        lambda: window.kept.gallery.actions._asked(BAD, BAD, "Replace"),
        lambda: ask_meaning(window, [Path(BAD.replace("/", "|"))]),
        lambda: ask_meaning(window, [Path(BAD.replace("/", "|"))] * 3),
    ):
        QTimer.singleShot(0, window, look)
        ask()
    assert [faults for faults, _ in boxes] == [[]] * 4


def test_the_start_page_says_errors_as_they_are(qtbot: QtBot):
    page = ProgressPage()
    qtbot.addWidget(page)
    page.show_offer(BAD, BAD, [(BAD, BAD)], BAD)
    page.show_progress(BAD, 0.5)
    page.show_error(*FacelabError(BAD, BAD, BAD).args)
    page.show()
    faults, seen = faults_of(page)
    assert not faults
    assert seen > 5


def test_parts_on_their_own(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch):
    holder = QWidget()
    qtbot.addWidget(holder)
    label = ElidedLabel(BAD, holder)
    label.setGeometry(0, 0, 40, 20)  # too narrow: its tip says all
    FaceThumb(BAD, caption=BAD, parent=holder).move(0, 30)
    slider = ValueSlider(BAD, SliderScale(-3, 3), tooltip=BAD)
    slider.setParent(holder)
    slider.set_blame(BAD)
    strip = ThumbStrip(BAD, 56, parent=holder)
    strip.set_items([ThumbItem("1", BAD), ThumbItem("2", "x", BAD)])
    holder.show()
    faults, seen = faults_of(holder)
    assert not faults
    assert seen
    tips = tips_of(holder, monkeypatch)
    assert any(is_outside(tip) for tip in tips)
    assert [tip for tip in tips if not reads_as_written(tip)] == []


def test_texts_for_tips_and_menus():
    assert tooltip_of("Smile: more of it\nDrag") == "Smile: more of it\nDrag"
    assert reads_as_written(tooltip_of(BAD))
    assert tooltip_of("") == ""
    assert plain_tooltip(tooltip_of(f"{BAD}\nx")) == f"{BAD}\nx"
    assert plain_tooltip("a < b") == "a < b"
    assert title_text("a[*]\nb") == "a[*][*] b"
    assert action_text("a & b\tc\x1b[31m") == "a && b c [31m"
    assert len(action_text("&" * 100, 60).replace("&&", "&")) == 60


def test_the_judges_know_markup_when_they_see_it():
    assert not reads_as_written(BAD)
    assert not reads_as_written(f"<qt>{BAD}</qt>")
    assert reads_as_written(f"<qt>{html.escape(BAD)}</qt>")
    assert has_shortcut(BAD)
    assert not has_shortcut(BAD.replace("&", "&&"))
