from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from facelab.errors import ModelError, WeightsError
from facelab.progress import Progress, Steps
from facelab.session import Session, Stage
from facelab.session import network as network_module
from facelab.ui.canvas import Canvas
from facelab.ui.theme import Theme
from facelab.ui.window.main_window import MainWindow
from facelab.ui.window.start_page import Stagehand


@pytest.fixture
def empty(weights: Path) -> Path:
    """No network is here yet."""
    for file in weights.iterdir():
        file.unlink()
    return weights


@pytest.fixture
def stage(qtbot: QtBot, session: Session) -> Stagehand:
    made = Stagehand(session, Canvas())
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    session.frame_ready.connect(lambda frame: made.canvas.set_image(frame.pixels, frame.full_size))
    return made


def fetch_by(monkeypatch: pytest.MonkeyPatch, work: Callable[..., Steps[Path]]) -> None:
    monkeypatch.setattr(network_module, "fetch", work)


def test_the_offer_says_what_it_is(empty: Path, stage: Stagehand, session: Session):
    session.start()
    page = stage.page
    assert page.isVisible()
    texts = " ".join(label.text() for label in page._fact_labels)
    for word in ("MB", "1024", "random-face"):
        assert word in texts
    assert session.entry is not None
    assert session.entry.licence in texts
    assert page.caveats.isVisible()
    assert page.accept_button.hasFocus()
    assert session.phase.stage is Stage.OFFER


def test_not_now_and_back(empty: Path, stage: Stagehand, session: Session):
    session.start()
    stage.page.cancel_button.click()
    assert not stage.page.isVisible()
    button = stage.canvas._empty.button
    assert button.text() == "Show download"
    button.click()
    assert stage.page.isVisible()


def test_a_download_shows_its_progress_then_the_face(
    empty: Path, stage: Stagehand, session: Session, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
):
    seen: list[str] = []

    def work(entry) -> Steps[Path]:
        yield Progress(10_000_000, 40_000_000, "Downloading: 10.0 of 40.0 MB")
        path = empty / "net"
        path.touch()
        return path

    fetch_by(monkeypatch, work)
    session.phase_changed.connect(lambda phase: seen.append(phase.text))
    session.start()
    stage.page.accept_button.click()
    qtbot.waitUntil(stage.canvas.has_image)
    assert "Downloading: 10.0 of 40.0 MB" in seen
    assert not stage.page.isVisible()
    assert stage.canvas.hasFocus(), "Space is the next face now, not a letter in some search"


def test_a_failure_says_why_and_the_next_try_works(
    empty: Path, stage: Stagehand, session: Session, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
):
    tries: list[int] = []

    def work(entry) -> Steps[Path]:
        yield Progress(0, 1)
        tries.append(1)
        if len(tries) == 1:
            raise WeightsError("No connection.", "The server did not answer.", "Check it.")
        path = empty / "net"
        path.touch()
        return path

    fetch_by(monkeypatch, work)
    session.start()
    stage.page.accept_button.click()
    qtbot.waitUntil(stage.page.error.isVisible)
    assert "No connection." in stage.page.error.accessibleName()
    assert "Check it." in stage.page.error.accessibleName()
    assert stage.page.retry_button.hasFocus()
    stage.page.retry_button.click()
    qtbot.waitUntil(stage.canvas.has_image)


def test_cancel_brings_the_offer_back(
    empty: Path, stage: Stagehand, session: Session, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
):
    def work(entry) -> Steps[Path]:
        while True:
            yield Progress(1, 2, "Downloading: 1.0 of 2.0 MB")

    fetch_by(monkeypatch, work)
    session.start()
    stage.page.accept_button.click()
    qtbot.waitUntil(stage.page.bar.isVisible)
    assert stage.page.cancel_button.text() == "Cancel"
    stage.page.cancel_button.click()
    qtbot.waitUntil(stage.page.accept_button.isVisible)
    assert session.phase.stage is Stage.OFFER
    assert not stage.page.error.isVisible()


def test_closing_during_a_download(
    empty: Path, stage: Stagehand, session: Session, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
):
    def work(entry) -> Steps[Path]:
        while True:
            yield Progress(1, 2, "Downloading: 1.0 of 2.0 MB")

    fetch_by(monkeypatch, work)
    session.start()
    stage.page.accept_button.click()
    qtbot.waitUntil(stage.page.bar.isVisible)
    assert session.close()


def test_a_network_that_does_not_load(
    stage: Stagehand, session: Session, renderer, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
):
    working = session._engine._loading._loader._load

    def broken(*_: object) -> object:
        raise ModelError("The file is damaged.", "It ends early.", "Download it again.")

    monkeypatch.setattr(session._engine._loading._loader, "_load", broken)
    session.start()
    empty_state = stage.canvas._empty
    assert empty_state.title.text() == "Loading the network"
    qtbot.waitUntil(lambda: empty_state.title.text() == "The file is damaged.")
    assert "Download it again." in empty_state.text.text()
    monkeypatch.setattr(session._engine._loading._loader, "_load", working)
    assert empty_state.button.text() == "Try again"
    empty_state.button.click()
    qtbot.waitUntil(stage.canvas.has_image)
    assert not empty_state.isVisible()


def test_a_failure_later_leaves_the_face_on_show(
    stage: Stagehand, session: Session, start, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
):
    start()

    def broken(*_: object) -> object:
        raise ModelError("No such device.", "It is gone.", "Choose another.")

    monkeypatch.setattr(session._engine._loading._loader, "_load", broken)
    session.set_device("cuda")
    notice = stage.canvas._notice
    qtbot.waitUntil(notice.isVisible)
    assert notice.what.text() == "No such device."
    assert notice.button.text() == "Try again"
    assert not stage.page.isVisible()
    assert stage.canvas.has_image()


def test_in_a_window_the_page_covers_the_panels_and_leaves_the_menus(
    empty: Path, session: Session, theme: Theme, qtbot: QtBot
):
    window = MainWindow(session, theme)
    qtbot.addWidget(window)
    window.resize(1000, 600)
    window.show()
    qtbot.waitActive(window)
    session.start()
    page = window.stage.page
    qtbot.waitUntil(page.isVisible)
    window.resize(1010, 620)
    below = window.menuBar().geometry().bottom() + 1
    above = window.statusBar().geometry().top()
    qtbot.waitUntil(lambda: page.geometry().getCoords() == (0, below, 1009, above - 1))
    assert page.caveats.visibleRegion().boundingRect().size() == page.caveats.size()
    page.cancel_button.click()
    assert not page.isVisible()
    assert window.focusWidget() is window.canvas
