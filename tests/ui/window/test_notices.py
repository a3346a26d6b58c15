"""What is told lies on no face, and goes when it has nothing more to say."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from facelab.session import Message, Session
from facelab.ui.canvas import notice_bar
from facelab.ui.canvas.notice_bar import NoticeBar
from facelab.ui.theme import Theme
from facelab.ui.window.main_window import MainWindow
from facelab.ui.window.workspace import WorkspaceName

ERROR = Message("error", "It could not be opened.", "It is no picture.", "Choose another.")


@pytest.fixture
def window(qtbot: QtBot, session: Session, theme: Theme) -> MainWindow:
    made = MainWindow(session, theme)
    qtbot.addWidget(made)
    made.resize(1300, 860)
    made.show()
    qtbot.waitActive(made)
    return made


@pytest.fixture
def notice(window: MainWindow, start) -> NoticeBar:
    start(42)
    return window.canvas._notice


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is read at once, and nothing is the cause of anything."""
    for name in ("_CAUSED", "_READ_MS", "_LETTER_MS"):
        monkeypatch.setattr(notice_bar, name, 0)


def key(window: MainWindow, pressed: Qt.Key) -> None:
    QTest.keyClick(window.windowHandle(), pressed)
    QApplication.processEvents()


def test_a_note_goes_by_itself(
    notice: NoticeBar, session: Session, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
):
    monkeypatch.setattr(notice_bar, "NOTE_MS", 1)
    session.tell(Message("info", "Saved"))
    assert notice.isVisible()
    qtbot.waitUntil(lambda: not notice.isVisible())


@pytest.mark.parametrize("size", [(1300, 860), (1008, 596)])
def test_it_lies_below_the_middle_of_the_face(
    window: MainWindow, notice: NoticeBar, session: Session, size: tuple[int, int]
):
    window.resize(*size)
    session.tell(ERROR)
    QApplication.processEvents()
    middle = window.canvas.middle_of_face()
    assert not middle.isEmpty()
    assert notice.mapToGlobal(notice.rect().topLeft()).y() > middle.bottom()
    assert window.rect().contains(notice.geometry())


LONG = Path("/home/jane") / "Pictures of people who do not exist, for games" / ("studies-" * 30)


@pytest.mark.parametrize("workspace", ["edit", "animate"])
def test_a_long_path_is_shortened_and_not_high_over_the_face(
    window: MainWindow, notice: NoticeBar, session: Session, workspace: WorkspaceName
):
    window.resize(1008, 596)
    window.workspaces.show(workspace)
    QApplication.processEvents()
    session.tell(Message("error", f"Nothing can be saved to {LONG}.", f"In {LONG}.", "Choose."))
    QApplication.processEvents()
    middle = window.canvas.middle_of_face()
    assert notice.mapToGlobal(notice.rect().topLeft()).y() > middle.bottom()
    assert window.rect().contains(notice.geometry())
    assert notice.width() >= min(NoticeBar.MIN_WIDTH, window.canvas.width())
    for label in (notice.what, notice.why, notice.fix):
        assert label.height() >= label.heightForWidth(label.width()), "all lines are seen"
    assert notice.what.is_elided()
    assert str(LONG) in notice.what.text()
    assert str(LONG) in notice.accessibleName()


def test_what_is_told_before_there_is_a_face_makes_room_for_its_mouth(
    window: MainWindow, session: Session, start
):
    window.resize(1008, 596)
    notice = window.canvas._notice
    session.tell(Message("warning", "The settings could not be understood.", "Why. " * 30, "Fix."))
    QApplication.processEvents()
    assert window.canvas.middle_of_face().isEmpty()
    start(42)
    middle = window.canvas.middle_of_face()
    assert notice.isVisible()
    assert notice.mapToGlobal(notice.rect().topLeft()).y() > middle.bottom()


@pytest.mark.usefixtures("read")
def test_it_is_no_higher_than_its_words_after_one_that_had_more_to_say(
    window: MainWindow, notice: NoticeBar, session: Session
):
    where = "In a folder of pictures. " * 8  # both are as wide as they may be
    session.tell(Message("info", "Saved", where))
    QApplication.processEvents()
    low = notice.height()
    session.tell(Message("warning", "Saved", where, "It may not be sold."))
    QApplication.processEvents()
    assert notice.height() > low
    session.tell(Message("info", "Saved", where))
    assert notice.height() == low


def test_in_the_library_it_lies_at_the_bottom_of_the_faces_and_can_be_pressed(
    window: MainWindow, notice: NoticeBar, session: Session
):
    window.commands["gallery"].trigger()
    session.tell(ERROR)
    at, page = notice.geometry(), window.kept.page
    inside = page.mapTo(window, page.rect().topLeft())
    assert page.rect().translated(inside).contains(at)
    assert abs(at.center().x() - window.rect().center().x()) <= 1
    hit = window.childAt(notice.mapTo(window, notice.close_button.geometry().center()))
    assert hit is notice.close_button


def test_nothing_that_is_told_while_the_library_is_open_is_lost(
    window: MainWindow, notice: NoticeBar, session: Session, qtbot: QtBot
):
    session.tell(ERROR)
    window.commands["gallery"].trigger()
    session.tell(OTHER)
    assert notice.what.text() == ERROR.what, "there was no time to read it"
    key(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: notice.isVisible() and notice.what.text() == OTHER.what)
    window.commands["gallery"].trigger()
    assert notice.isVisible(), "nor is it lost on the way back"
    middle = window.canvas.middle_of_face()
    assert notice.mapToGlobal(notice.rect().topLeft()).y() > middle.bottom()


@pytest.mark.usefixtures("read")
@pytest.mark.parametrize("pressed", [Qt.Key.Key_Space, Qt.Key.Key_Backspace, Qt.Key.Key_W])
def test_an_error_goes_with_what_is_done_next(
    window: MainWindow, notice: NoticeBar, session: Session, pressed: Qt.Key
):
    session.tell(ERROR)
    assert notice.isVisible()
    key(window, pressed)
    assert not notice.isVisible()


def test_what_is_done_before_it_was_read_sends_it_away_soon(
    window: MainWindow, notice: NoticeBar, session: Session, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(notice_bar, "_CAUSED", 0)
    session.tell(ERROR)
    key(window, Qt.Key.Key_Space)
    assert notice.isVisible()
    assert notice._time.remainingTime() < 4000


def test_an_error_is_not_sent_away_by_what_caused_it(
    window: MainWindow, notice: NoticeBar, session: Session
):
    session.tell(ERROR)
    session.face.next_face()  # in the same breath
    assert notice._time.remainingTime() > 20_000


def test_escape_closes_it_and_then_leaves_the_full_screen(
    window: MainWindow, notice: NoticeBar, session: Session
):
    window.commands["full_screen"].trigger()
    session.tell(ERROR)
    key(window, Qt.Key.Key_Escape)
    assert not notice.isVisible()
    assert window.isFullScreen()
    key(window, Qt.Key.Key_Escape)
    assert not window.isFullScreen()


def test_escape_leaves_the_full_screen_at_once_as_the_note_says(
    window: MainWindow, notice: NoticeBar
):
    window.commands["full_screen"].trigger()
    assert "Escape" in notice.what.text()
    key(window, Qt.Key.Key_Escape)
    assert not notice.isVisible()
    assert not window.isFullScreen()


def test_an_error_that_nobody_saw_stays(
    notice: NoticeBar, session: Session, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
):
    session.tell(ERROR)
    monkeypatch.setattr(notice, "isActiveWindow", lambda: False)
    notice._on_time()
    assert notice.isVisible()
    assert notice._time.isActive()
    monkeypatch.undo()
    notice._on_time()
    assert not notice.isVisible()


def test_a_message_that_is_shown_otherwise_lies_over_nothing(notice: NoticeBar, session: Session):
    session.tell(Message("info", "Face kept", quiet=True))
    assert not notice.isVisible()


OTHER = Message("warning", "The settings were damaged.", "They are set aside.", "Nothing to do.")


def test_of_two_errors_none_is_lost(
    window: MainWindow, notice: NoticeBar, session: Session, qtbot: QtBot
):
    session.tell(ERROR)
    session.tell(OTHER)
    session.tell(OTHER)
    assert notice.what.text() == ERROR.what
    assert notice._time.remainingTime() < 4000  # not half a minute while others wait
    key(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: notice.isVisible() and notice.what.text() == OTHER.what)
    key(window, Qt.Key.Key_Escape)
    QApplication.processEvents()
    assert not notice.isVisible()


def test_a_note_comes_at_once_and_the_error_again_after_it(
    window: MainWindow, notice: NoticeBar, session: Session, qtbot: QtBot
):
    session.tell(ERROR)
    session.tell(Message("info", "Saved seed0042.png"))
    assert notice.what.text() == "Saved seed0042.png"
    key(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: notice.isVisible() and notice.what.text() == ERROR.what)


@pytest.mark.usefixtures("read")
def test_an_error_that_was_read_gives_way(notice: NoticeBar, session: Session):
    session.tell(ERROR)
    session.tell(OTHER)
    assert notice.what.text() == OTHER.what


def test_an_offer_waits_for_an_answer_until_one_goes_on(
    window: MainWindow, notice: NoticeBar, session: Session, monkeypatch: pytest.MonkeyPatch
):
    window.canvas.show_notice("info", "Opened 5 faces", button="Keep all 5")
    window.canvas.let_notice_stay()
    key(window, Qt.Key.Key_Space)
    assert notice.isVisible()
    assert not notice._time.isActive()
    monkeypatch.setattr(notice_bar, "OFFER_MS", 0)
    key(window, Qt.Key.Key_Space)
    assert not notice.isVisible()


def test_the_face_of_a_damaged_picture_can_be_saved_from_its_notice(
    notice: NoticeBar, session: Session, window: MainWindow, monkeypatch: pytest.MonkeyPatch
):
    asked: list[str] = []
    monkeypatch.setattr(
        "facelab.ui.window.file_commands.ask_save_path",
        lambda *given, **_: asked.append(str(given[1])),
    )
    session.tell(Message("warning", "It is damaged", "", "Save it again.", offers="save picture"))

    assert notice.button.text() == "Save picture…"
    notice.button.click()
    assert len(asked) == 1
