"""Asked when the window is to close while jobs are under way."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from facelab.plain_text import plain
from facelab.session import Message
from facelab.session.job import Job
from facelab.ui.jobs.rows import JobRows
from facelab.ui.theme import TOKENS, text_font

WIDTH = 440


class QuitDialog(QDialog):
    """Lets the user wait for the jobs, stop them, or stay.

    Signals
    -------
    wait_chosen, leave_chosen, stay_chosen
    """

    wait_chosen = Signal()
    leave_chosen = Signal()
    stay_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._waits = False
        self.setWindowTitle("Quit facelab")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setMinimumWidth(WIDTH)
        self.title = self._label()
        self.title.setFont(text_font(bold=True))
        self.why = self._label()
        self.why.setProperty("dim", True)
        self.jobs = JobRows(stoppable=False, parent=self)
        buttons = QDialogButtonBox(self)
        role = QDialogButtonBox.ButtonRole
        self.wait = buttons.addButton("Finish, then quit", role.AcceptRole)
        self.leave = buttons.addButton("Stop and quit", role.DestructiveRole)
        self.stay = buttons.addButton("Keep facelab open", role.RejectRole)
        self.leave.setAutoDefault(False)  # Enter must not lose anything
        self.wait.setDefault(True)
        self.wait.clicked.connect(self._on_wait)
        self.leave.clicked.connect(self.leave_chosen)
        buttons.rejected.connect(self.reject)
        self.rejected.connect(self.stay_chosen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(TOKENS.space_4,) * 4)
        layout.setSpacing(TOKENS.space_3)
        for part in (self.title, self.jobs, self.why):
            layout.addWidget(part)
        layout.addSpacing(TOKENS.space_2)
        layout.addWidget(buttons)

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
        self.title.setText(plain(message.what))
        self.why.setText(plain(f"{message.why} {message.fix}"))
        self.jobs.hide()
        self.wait.hide()
        self.leave.setText("Quit")
        self.stay.setDefault(True)
        self.adjustSize()

    def _on_wait(self) -> None:
        self.wait_chosen.emit()

    def _label(self) -> QLabel:
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        return label
