"""Closing the window once what was promised is saved, and jobs under way are done or stopped."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from facelab.session import Message, Session
from facelab.ui.dialogs.saving import SavingDialog
from facelab.ui.dialogs.unkept_cast import may_lose_faces
from facelab.ui.jobs.quit_dialog import QuitDialog

GRACE_SECONDS = 0.1
POLL_MS = 30
# What takes no longer is not worth a dialog that flashes by.
DIALOG_MS = 300
# Those who end programs politely wait for a while, and then do it otherwise.
SYSTEM_SECONDS = 30.0


class Leaving(QObject):
    """Asked when the window is to close. The event loop goes on while it waits.

    Attributes
    ----------
    abandoned : bool
        The user leaves without what is not saved yet.
    dialog : SavingDialog, QuitDialog or None
        While it waits for what is saved, or for jobs; to be seen only after a moment.
    """

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._waits_for_jobs = False
        self._loses_cast = False  # the user has agreed to it
        self.abandoned = False
        self.dialog: SavingDialog | QuitDialog | None = None
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
        self._system_ends = QTimer(self)  # active while it may
        self._system_ends.setSingleShot(True)
        self._system_ends.setInterval(round(1000 * SYSTEM_SECONDS))

    def may_close(self) -> bool:
        """Whether nothing is left to be done. If something is, the user is asked about jobs, and
        the window is closed later, or the user is told what is in the way.
        """
        if self.abandoned:
            return True
        if self._system_ends.isActive():
            self._system_ends.stop()
            self.hurry(SYSTEM_SECONDS)
        if self.dialog is None:
            if not self._may_lose_cast():
                return False
            self._session.save_all()
            if self._is_done_soon():
                return True
            if self._session.jobs.owed:
                self._ask()
            else:
                self._wait()
        return False

    def _may_lose_cast(self) -> bool:
        """Whether faces that were found for a cast are kept by now, or may go with the window."""
        if not self._session.cast_finder.unkept or self._loses_cast or self._end.isActive():
            return True
        self._loses_cast = may_lose_faces(self._session, self._window, "you quit", "Quit")
        return self._loses_cast

    def _is_done_soon(self) -> bool:
        """What is done in a moment is waited for here: it needs no event loop."""
        until = time.monotonic() + GRACE_SECONDS
        while self._is_owed() and time.monotonic() < until:
            time.sleep(0.002)
        return not self._is_owed()

    def _is_owed(self) -> bool:
        return bool(self._session.saving or self._session.jobs.owed)

    def expect_end(self) -> None:
        """The system is about to end its session, or thinks better of it: have what there is
        written now, and ask nothing if the window is closed soon.
        """
        self._system_ends.start()
        self._session.save_all()
        self._is_done_soon()

    def hurry(self, seconds: float) -> None:
        """Wait no longer than that from now on, and do not ask: the system wants the program to
        end. A second wish is a command.
        """
        if self._end.isActive():
            self.abandon()
        else:
            self._waits_for_jobs = True
            self._end.start(round(1000 * seconds))

    def abandon(self) -> None:
        """Close the window without what is not saved yet."""
        self._stop()
        self.abandoned = True
        self._window.close()

    # -- jobs ----------------------------------------------------------------------------------

    def _ask(self) -> None:
        dialog = QuitDialog(self._window)
        dialog.wait_chosen.connect(self._on_wait_chosen)
        dialog.leave_chosen.connect(self._on_leave_chosen)
        self._begin(dialog)

    def _on_wait_chosen(self) -> None:
        self._waits_for_jobs = True
        self._look()

    def _on_leave_chosen(self) -> None:
        for job in self._session.jobs.owed:
            job.cancel()
        self._stop()
        self._window.close()  # what was promised is still waited for

    # -- what is saved -------------------------------------------------------------------------

    def _wait(self) -> None:
        dialog = SavingDialog(self._window)
        dialog.leave_chosen.connect(self.abandon)
        self._begin(dialog)

    # -- both ----------------------------------------------------------------------------------

    def _begin(self, dialog: SavingDialog | QuitDialog) -> None:
        self.dialog = dialog
        dialog.stay_chosen.connect(self._on_stay_chosen)
        self._show_state()
        self._session.message.connect(self._on_message)
        self._poll.start()
        self._soon.start()

    def _on_stay_chosen(self) -> None:
        self._loses_cast = False
        self._session.cast_finder.give_up(False)
        self._waits_for_jobs = self._end.isActive()
        self._stop()

    def _look(self) -> None:
        """Show how far it is; once it is done, close the window. What failed counts as done only
        after it was told, and then the dialog stays.
        """
        if not self._show_state():
            self._stop()
            self._window.close()

    def _show_state(self) -> bool:
        """Show how far it is. Returns whether something is left."""
        jobs, names = self._session.jobs.owed, self._session.saving
        if isinstance(self.dialog, QuitDialog) and jobs:
            self.dialog.show_jobs(jobs, self._waits_for_jobs)
        elif isinstance(self.dialog, SavingDialog) and names:
            self.dialog.show_saving(names, self._session.kept.is_held)
        else:
            return False
        return True

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
