"""How far an import or export is, with a button to stop it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QToolButton, QWidget

from facelab.session import Session
from facelab.session.library_care import CareJob
from facelab.ui.theme import TOKENS, text_font
from facelab.ui.widgets import ElidedLabel


class CareBar(QWidget):
    """Shown only while something runs, or waits for its turn."""

    HEIGHT = 18

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._care = session.kept.care
        self._title = ""
        font = text_font(size="small", tabular=True)
        self.label = ElidedLabel("", self)
        self.label.setFont(font)
        self.label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress")
        self.bar.setFixedWidth(120)
        self.stop = QToolButton(self)
        self.stop.setText("Cancel")
        self.stop.setFont(font)
        self.stop.setFixedHeight(self.HEIGHT)
        self.stop.setToolTip("Cancel, and undo what was done so far")
        self.stop.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.stop.clicked.connect(self._on_stop)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(TOKENS.space_2)
        layout.addWidget(self.label, 1)
        layout.addWidget(self.bar)
        layout.addWidget(self.stop)
        self._care.job_changed.connect(self._on_job)
        self._on_job(self._care.job)

    def _on_job(self, job: CareJob | None) -> None:
        self.setVisible(job is not None)
        title = "" if job is None else job.title
        if title != self._title:
            self._title = title
            self.stop.setEnabled(True)
        if job is not None:
            known = f": {job.done / job.total:.0%}" if job.total else ""
            self.label.setText(f"{title}{known}")
            self.bar.setRange(0, job.total)
            self.bar.setValue(job.done)

    def _on_stop(self) -> None:
        self.stop.setEnabled(False)
        self._care.cancel()
