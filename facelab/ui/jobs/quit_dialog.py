"""Asked when the window is to close while jobs are under way."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialogButtonBox, QWidget

from facelab.session import Message
from facelab.session.job import Job
from facelab.ui.dialogs.leaving import LeavingDialog
from facelab.ui.jobs.rows import JobRows

WIDTH = 440


class QuitDialog(LeavingDialog):
    """Lets the user wait for the jobs, stop them, or stay.

    Signals
    -------
    wait_chosen
    """

    wait_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Quit facelab", "Stop and quit", WIDTH, parent)
        self._waits = False
        self.jobs = JobRows(stoppable=False, parent=self)
        role = QDialogButtonBox.ButtonRole.AcceptRole
        self.wait = self.buttons.addButton("Finish, then quit", role)
        self.wait.setDefault(True)
        self.wait.clicked.connect(self._on_wait)
        self._lay_out(self.title, self.jobs, self.why)

    def show_jobs(self, jobs: Sequence[Job], waits: bool = False) -> None:
        """Say what is under way, and whether the window closes by itself once it is done."""
        self._waits = self._waits or waits
        several = len(jobs) > 1
        if self._waits:
            it = "these are" if several else "this is"
            self.title.setText(f"facelab will quit when {it} done")
        else:
            them = f"{len(jobs)} jobs are" if several else "One job is"
            self.title.setText(f"{them} still under way")
        it, has = ("they", "have") if several else ("it", "has")
        self.why.setText(
            f"If you stop {'them' if several else 'it'}, what {it} {has} done so far is undone."
        )
        if self._waits and not self.wait.isHidden():
            self.wait.hide()
            self.stay.setDefault(True)
            self.stay.setFocus()
        self.jobs.show_jobs(jobs)

    def show_failed(self, message: Message) -> None:
        """Say that something went wrong; nothing goes on by itself."""
        self.wait.hide()
        self.leave.setText("Quit")
        self.stay.setDefault(True)
        self._show_failed(message, self.jobs)

    def _on_wait(self) -> None:
        self.wait_chosen.emit()
