"""The menu of networks, their cards, and the offers that lead to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from facelab.checkpoints import store
from facelab.checkpoints.outside import read_network
from facelab.progress import Progress
from facelab.recipe import Recipe, Seed
from facelab.session import Message, Session
from facelab.session.kept import care
from facelab.ui.dialogs.compare_two import CompareTwo
from facelab.ui.dialogs.networks import NetworksDialog
from facelab.ui.dispatch import GuiDispatcher
from facelab.ui.theme import Theme
from facelab.ui.window.main_window import MainWindow
from tests.checkpoints.tiny_snapshots import snapshot_2
from tests.ui.conftest import FakeRenderer

UNDER_WAY = SimpleNamespace(progress=Progress(1, 2), cancel=lambda: None)
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "cats & <b>.pkl"
    path.write_bytes(snapshot_2())
    return path


@pytest.fixture
def session(qtbot: QtBot, renderer: FakeRenderer, weights: Path, file: Path) -> Iterator[Session]:
    """A default network, and another one in a file, which are colours both."""
    renderer.info = replace(renderer.info, w_space="one")
    other = FakeRenderer()
    sha256 = read_network(file)[0].model_sha256
    other.info = replace(other.info, sha256=sha256, title="Cats", name="cats", w_space="one")

    def load(path: Path, device: str, notify: object) -> FakeRenderer:
        return other if path == file or path.stem == "mine" else renderer

    made = Session(GuiDispatcher(), load_renderer=load)  # type: ignore[arg-type]
    yield made
    assert made.close()


@pytest.fixture
def window(qtbot: QtBot, session: Session, theme: Theme, start) -> MainWindow:
    made = MainWindow(session, theme)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitActive(made)
    start()
    qtbot.waitUntil(lambda: bool(session.networks.known))
    return made


def until_in_use(qtbot: QtBot, session: Session, title: str) -> None:
    def in_use() -> bool:
        model, frame = session.model, session.frame
        if model is None or frame is None or session.busy or session.jobs.listed:
            return False
        return model.title == title and frame.recipe.model.sha256 == model.sha256

    qtbot.waitUntil(in_use)


def load_file(qtbot: QtBot, window: MainWindow, session: Session, file: Path) -> None:
    window._files.open_dropped([file])
    until_in_use(qtbot, session, "Cats")
    qtbot.waitUntil(lambda: len(texts(window)) == 2)


def texts(window: MainWindow) -> list[str]:
    return [action.text() for action in window.networks.actions()]


@pytest.fixture
def answers(monkeypatch) -> dict[str, list[Any]]:
    """What is said to questions about a search, and what was asked."""
    made: dict[str, list[Any]] = {"given": [], "asked": []}

    def confirmed(_parent, what, why, button):
        made["asked"].append((what, why, button))
        return made["given"].pop(0)

    monkeypatch.setattr("facelab.ui.dialogs.unkept_cast.confirmed", confirmed)
    return made


@pytest.fixture
def search(session: Session, monkeypatch) -> None:
    """A search is under way."""
    monkeypatch.setattr(session.cast_finder, "_job", UNDER_WAY)


@pytest.mark.usefixtures("search")
def test_another_network_ends_a_search_only_if_one_agrees(qtbot, window, session, file, answers):
    answers["given"] = [False, True]
    session.cast_finder.faces = [SimpleNamespace(recipe=session.face.recipe)] * 2
    before = session.model
    window._files.open_dropped([file])
    qtbot.waitUntil(lambda: len(answers["asked"]) == 1)
    what, why, button = answers["asked"][0]
    assert (what, button) == ("End the search for a cast?", "End search")
    assert "The search is still under way. Switching to another network ends it." in why
    assert "2 faces were found but not kept. They stay" in why
    # the library may be on its way to a backup
    assert [job for job in session.jobs.listed if job.title != care.TITLE] == []
    assert session.model is before
    window._files.open_dropped([file])
    until_in_use(qtbot, session, "Cats")
    session.cast_finder.faces = []


@pytest.mark.usefixtures("search")
def test_another_device_ends_a_search_only_if_one_agrees(window, session, answers):
    answers["given"] = [False, True]
    devices = window._devices
    cpu, auto = devices._actions["cpu"], devices._actions["auto"]
    cpu.trigger()
    assert session.settings.device == "auto"
    assert auto.isChecked()
    assert "Switching to another device ends it." in answers["asked"][0][1]
    cpu.trigger()
    assert session.settings.device == "cpu"


def test_a_network_that_is_dropped_is_in_use_and_in_the_menu(qtbot, window, session, file):
    load_file(qtbot, window, session, file)
    assert texts(window)[1] == "cats && <b>\t16 px"
    assert [action.isChecked() for action in window.networks.actions()] == [False, True]
    assert "Cats" in window.status.network.text() or session.model.title == "Cats"


@pytest.mark.parametrize("place", ["direction", "map", "truncation"])
def test_what_is_held_is_let_go_before_another_network_is_there(
    qtbot, window, session, file, monkeypatch, place
):
    monkeypatch.setattr("facelab.ui.hand_pace.PACE_MS", 60_000)
    monkeypatch.setattr("facelab.ui.hand_pace.PATIENCE_MS", 60_000)
    told: list[Message] = []
    first = session.face.recipe
    session.message.connect(told.append)
    if place == "map":
        held = window.panels["map"].pad.viewport()
    elif place == "direction":
        held = window.panels["directions"].slider("pca-1").track
    else:
        held = window.panels["face"].psi.track
    at = held.rect().center()
    QTest.mousePress(held, Qt.MouseButton.LeftButton, pos=at)
    for far in (10, 20, 30):
        QTest.mouseMove(held, at + QPoint(far, 0))
    load_file(qtbot, window, session, file)
    begun = session.face.recipe
    QTest.mouseMove(held, at + QPoint(40, 0))
    assert session.face.recipe == begun
    assert not told
    before = session._history._held[first.model.sha256]
    assert len(before[0]) == 2, "what was reached is a step of the network that drew it"
    assert before[0][1].recipe != first


def test_a_network_is_chosen_in_a_file_dialog(qtbot, window, session, file, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(file)], ""))
    window.commands["open_network"].trigger()
    until_in_use(qtbot, session, "Cats")


def test_a_file_that_is_gone_is_greyed(qtbot, window, session, file):
    load_file(qtbot, window, session, file)
    file.unlink()
    session.networks.refresh()
    qtbot.waitUntil(lambda: not window.networks.actions()[1].isEnabled())
    assert texts(window)[1].endswith("not found")


def offered(qtbot, window, session, file):
    """A face of another network, and the bar that offers to switch to that."""
    load_file(qtbot, window, session, file)
    cats = Recipe(session.model.ref, Seed(5), finish="clean")
    session._network.find_of_catalogue()
    until_in_use(qtbot, session, "Fake faces")
    assert not session.open_recipe(cats)
    bar = window.canvas._notice
    qtbot.waitUntil(lambda: not bar.isHidden())
    return cats, bar


def test_the_offer_of_a_face_switches_and_shows_it(qtbot, window, session, file):
    cats, bar = offered(qtbot, window, session, file)
    assert bar.what.text() == "This face was made with another network"
    assert bar.button.text() == "Switch to cats & <b>"
    QTest.mouseClick(bar.button, Qt.MouseButton.LeftButton)
    until_in_use(qtbot, session, "Cats")
    assert session.face.recipe == cats
    assert bar.isHidden()


def test_the_offer_stays_where_one_did_not_agree_to_end_a_search(
    qtbot, window, session, file, answers, monkeypatch
):
    _, bar = offered(qtbot, window, session, file)
    monkeypatch.setattr(session.cast_finder, "_job", UNDER_WAY)
    answers["given"] = [False, True]
    QTest.mouseClick(bar.button, Qt.MouseButton.LeftButton)
    assert not bar.isHidden()
    QTest.mouseClick(bar.button, Qt.MouseButton.LeftButton)
    until_in_use(qtbot, session, "Cats")
    assert bar.isHidden()


def test_a_download_is_asked_about(qtbot, window, session, file, weights, monkeypatch):
    asked: list[str] = []

    def confirmed(_parent: object, what: str, why: str, _button: str) -> bool:
        asked.append(f"{what} {why}")
        return False

    monkeypatch.setattr("facelab.ui.window.network_menu.confirmed", confirmed)
    jobs = session.jobs.listed  # the library may be on its way to a backup
    for action in window.networks.actions():
        if "download" in action.text():
            action.trigger()
    (question,) = asked  # the default one of these tests is an empty file
    assert "MB" in question
    assert "Apache-2.0" in question
    assert session.jobs.listed == jobs


def test_a_card_says_what_a_network_is(qtbot, window, session, file):
    load_file(qtbot, window, session, file)
    QTest.keyClick(window.canvas, Qt.Key.Key_N)
    dialog = window.networks.dialog
    assert isinstance(dialog, NetworksDialog)
    qtbot.waitUntil(lambda: dialog.list.currentRow() == 1)
    assert dialog.title.text() == "cats & <b>"
    said = {name: label.text() for name, label in dialog.facts.items() if not label.isHidden()}
    assert said["Family"] == "StyleGAN2"
    assert said["Pictures"] == "16 × 16 pixels"
    assert said["File"] == str(file)
    assert said["SHA-256"].replace(" ", "") == session.model.sha256
    assert said["Licence"].startswith("unknown")
    assert not dialog.use_button.isEnabled()
    assert not dialog.remove_button.isEnabled()
    dialog.list.setCurrentRow(0)
    assert dialog.use_button.text() == "Download…"  # empty here
    assert not dialog.remove_button.isEnabled()


def test_an_added_network_is_removed_after_asking(
    qtbot, window, session, file, weights, monkeypatch
):
    metadata, tensors = read_network(file)
    path = weights / "mine.safetensors"
    store.write(path, tensors, metadata)
    window.networks.show_dialog()
    dialog = window.networks.dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.list.count() == 2)
    dialog.list.setCurrentRow(1)
    answers = iter([False, True])
    monkeypatch.setattr("facelab.ui.dialogs.networks.confirmed", lambda *_: next(answers))
    QTest.mouseClick(dialog.remove_button, Qt.MouseButton.LeftButton)
    assert path.exists()
    QTest.mouseClick(dialog.remove_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.list.count() == 1)
    assert not path.exists()


def test_a_file_is_taken_off_the_list_and_stays(qtbot, window, session, file):
    load_file(qtbot, window, session, file)
    session._network.find_of_catalogue()
    until_in_use(qtbot, session, "Fake faces")
    window.networks.show_dialog()
    dialog = window.networks.dialog
    assert dialog is not None
    dialog.list.setCurrentRow(1)
    assert dialog.remove_button.text() == "Take off the list"
    QTest.mouseClick(dialog.remove_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.list.count() == 1)
    assert file.exists()
    assert session.settings.recent_networks == ()


def compared(window: MainWindow) -> list[CompareTwo]:
    return [each for each in window.findChildren(CompareTwo) if each.isVisible()]


def test_the_same_face_in_another_network(qtbot, window, session, file, renderer):
    told: list[Message] = []
    session.message.connect(told.append)
    QTest.keyClick(window.canvas, Qt.Key.Key_M)
    assert told[0].what == "No other loaded network shares the w of this one"
    load_file(qtbot, window, session, file)
    QTest.keyClick(window.canvas, Qt.Key.Key_M)
    qtbot.waitUntil(lambda: bool(compared(window)))
    (dialog,) = compared(window)
    assert dialog.windowTitle() == "Cats and Fake faces"
    qtbot.waitUntil(lambda: all(dialog._full))
    drawn = [recipe for kind, recipe in renderer.rendered if kind == "full"][-1]
    assert drawn.model.sha256 == renderer.info.sha256
    assert drawn.source.array()[0, 0] == pytest.approx(0.7 * 7)  # psi and seed, see `compose`
    # The face of the other network is opened by switching to it.
    QTest.mouseClick(dialog.buttons[1], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.canvas._notice.isHidden())
    dialog.close()
