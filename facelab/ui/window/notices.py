"""What the session tells, over the picture; and when it has nothing more to say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QMainWindow

from facelab.session import Message, Session
from facelab.ui.canvas import Canvas
from facelab.ui.show_in_folder import show_in_folder

MOST_UNREAD = 8


class Notices:
    """Shows the messages of a session on a canvas. Errors go with what is done next: a step, a
    command of the window, Escape. One that a newer message came over before it could be read
    comes back after that: at a start several may come at once.

    Parameters
    ----------
    session : Session
    canvas : Canvas
    window : QMainWindow
        Its commands are there already.
    restore : callable
        Takes back what was removed from the library.
    """

    def __init__(
        self, session: Session, canvas: Canvas, window: QMainWindow, restore: Callable[[], None]
    ) -> None:
        self._session = session
        self._canvas = canvas
        self._restore = restore
        self._last: Message | None = None
        self._unread: list[Message] = []
        canvas.notice_gone.connect(self._on_gone, Qt.ConnectionType.QueuedConnection)
        session.message.connect(self._on_message)
        canvas.notice_action.connect(session.retry)
        session.face.step_settled.connect(self._on_step)
        session.face.place_changed.connect(self._on_step)
        for action in window.actions():
            action.triggered.connect(canvas.acted)

    def _on_message(self, message: Message) -> None:
        if message.quiet:
            said = QAccessibleAnnouncementEvent(self._canvas, message.what)
            QAccessible.updateAccessibility(said)
            return
        last, self._last = self._last, message
        # What others show on the canvas is none of ours.
        if last is not None and self._canvas.notice_is_unread(last.what):
            self._unread = [*self._unread, last][-MOST_UNREAD:]
        self._unread = [each for each in self._unread if each != message]
        self._show(message)

    def _on_gone(self) -> None:
        if self._unread and not self._canvas.notice_is_shown():
            self._last = self._unread.pop(0)
            self._show(self._last)

    def _show(self, message: Message) -> None:
        session, canvas = self._session, self._canvas
        takes_back = {
            "restore": (session.kept.can_restore, self._restore),
            "restore direction": (session.own.can_restore, session.own.restore),
        }
        can, take_back = takes_back.get(message.offers, (False, None))
        opening = session.opening
        if message.offers == "keep opened" and opening.can_keep_opened:
            canvas.show_notice(
                message.level, message.what, message.why, message.fix,
                opening.keep_words, opening.keep_opened,
            )  # fmt: skip
            canvas.let_notice_stay()
        elif (file := message.file) is not None:
            canvas.show_notice(
                message.level, message.what, message.why, message.fix, "Show in folder",
                lambda: self._show_in_folder(file),
            )  # fmt: skip
        elif can:
            canvas.show_notice(message.level, message.what, message.why, "", "Undo", take_back)
        else:
            canvas.show_notice(message.level, message.what, message.why, message.fix)

    def _show_in_folder(self, file: Path) -> None:
        if not show_in_folder(file):
            what = "There is no file manager that could show the folder"
            self._session.tell(Message("warning", what, f"The file is {file}"))

    def _on_step(self, _place: int) -> None:
        self._canvas.acted()
