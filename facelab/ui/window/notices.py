"""What the session tells, over the picture; and when it has nothing more to say."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QMainWindow

from facelab.session import Message, Session
from facelab.ui.canvas import Canvas
from facelab.ui.show_in_folder import show_in_folder


class Notices:
    """Shows the messages of a session on a canvas. Errors go with what is done next: a step, a
    command of the window, Escape. One that there was no time to read is not lost to another:
    errors and warnings wait for it, and it comes back after a note that cannot wait.

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
        self._shown: Message | None = None
        self._waiting: deque[Message] = deque()
        session.message.connect(self._on_message)
        # Once whatever has closed it is done.
        self._next = QTimer(window)
        self._next.setSingleShot(True)
        self._next.setInterval(0)
        self._next.timeout.connect(self._show_next)
        canvas.notice_gone.connect(self._next.start)
        canvas.notice_action.connect(session.retry)
        session.face.step_settled.connect(self._on_step)
        session.face.place_changed.connect(self._on_step)
        for action in window.actions():
            action.triggered.connect(canvas.acted)

    def _on_message(self, message: Message) -> None:
        canvas = self._canvas
        if message.quiet:
            said = QAccessibleAnnouncementEvent(self._canvas, message.what)
            QAccessible.updateAccessibility(said)
            return
        if canvas.notice_is_unread() and self._shown not in (None, message):
            if message.level != "info":
                if message not in self._waiting:
                    self._waiting.append(message)
                canvas.let_notice_be_read()
                return
            assert self._shown is not None
            self._waiting.appendleft(self._shown)
        self._show(message)

    def _show_next(self) -> None:
        if self._waiting and not self._canvas.has_notice():
            self._show(self._waiting.popleft())

    def _show(self, message: Message) -> None:
        session, canvas = self._session, self._canvas
        self._shown = message
        takes_back = {
            "restore": (session.kept.can_restore, self._restore),
            "unkeep": (session.kept.can_unkeep, session.kept.unkeep),
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
        elif message.offers == "verify" and message.file is not None:
            canvas.show_notice(
                message.level, message.what, message.why, message.fix, "Verify…",
                lambda: session.saying.verify_wanted.emit(message.file),
            )  # fmt: skip
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
            what = "No file manager was found to show the folder"
            self._session.tell(Message("warning", what, f"The file is {file}."))

    def _on_step(self, _place: int) -> None:
        self._canvas.acted()
