"""Closing the window once what was promised is saved."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from facelab.session import Message, Session
from facelab.ui.dialogs.saving import SavingDialog

GRACE_SECONDS = 0.1
POLL_MS = 30
# What takes no longer is not worth a dialog that flashes by.
DIALOG_MS = 300


class Leaving(QObject):
    """Asked when the window is to close. The event loop goes on while it waits.

    Attributes
    ----------
    abandoned : bool
        The user leaves without what is not saved yet.
    dialog : SavingDialog or None
        While it waits; to be seen only after a moment.
    """

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self.abandoned = False
        self.dialog: SavingDialog | None = None
        self._poll = QTimer(self)
        self._poll.setInterval(POLL_MS)
        self._poll.timeout.connect(self._look)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(DIALOG_MS)
        self._soon.timeout.connect(self._show)
        self._end = QTimer(self)
        self._end.setSingleShot(True)
        self._end.timeout.connect(self.abandon)

    def may_close(self) -> bool:
        """Whether nothing is left to be saved. If something is, the window is closed later, or
        the user is told what is in the way.
        """
        if self.abandoned:
            return True
        if self.dialog is None:
            self._session.save_all()
            if self._is_saved_soon():
                return True
            self._wait()
        return False

    def _is_saved_soon(self) -> bool:
        """What is written in a moment is waited for here: it needs no event loop."""
        until = time.monotonic() + GRACE_SECONDS
        while self._session.saving and time.monotonic() < until:
            time.sleep(0.002)
        return not self._session.saving

    def hurry(self, seconds: float) -> None:
        """Wait no longer than that from now on: the system wants the program to end. A second
        wish is a command.
        """
        if self._end.isActive():
            self.abandon()
        else:
            self._end.start(round(1000 * seconds))

    def abandon(self) -> None:
        """Close the window without what is not saved yet."""
        self._stop()
        self.abandoned = True
        self._window.close()

    def _wait(self) -> None:
        self.dialog = SavingDialog(self._window)
        self.dialog.stay_chosen.connect(self._stop)
        self.dialog.leave_chosen.connect(self.abandon)
        self.dialog.show_saving(self._session.saving, self._session.kept.is_held)
        self._session.message.connect(self._on_message)
        self._poll.start()
        self._soon.start()

    def _look(self) -> None:
        names = self._session.saving
        if self.dialog is not None and names:
            self.dialog.show_saving(names, self._session.kept.is_held)
        else:
            self._stop()
            self._window.close()

    def _show(self) -> None:
        if self.dialog is not None:
            self.dialog.show()

    def _on_message(self, message: Message) -> None:
        if message.level == "error" and self.dialog is not None:
            self._poll.stop()
            self._soon.stop()
            self.dialog.show_failed(message)
            self.dialog.show()

    def _stop(self) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            self._session.message.disconnect(self._on_message, missing_ok=True)
            self._poll.stop()
            self._soon.stop()
            dialog.hide()
            dialog.deleteLater()
