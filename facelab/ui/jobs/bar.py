"""What goes on beside the window, in its status bar: one job in a line, several in a list."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QToolButton, QWidget

from facelab.session.job import Job, State
from facelab.session.jobs import Jobs
from facelab.ui.jobs.list import JobsList
from facelab.ui.jobs.row import show_progress, standing
from facelab.ui.outside_text import tooltip_of
from facelab.ui.theme import TOKENS, text_font
from facelab.ui.widgets import ElidedLabel

SHOWN_AFTER_MS = 400  # what is done sooner is not worth a flash
UP = " ▴"
TICK_MS = 1000  # the time that is left goes on between two steps


class JobsBar(QWidget):
    """Shown only while something runs, or waits for its turn."""

    HEIGHT = 18

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._since: dict[Job, float] = {}
        font = text_font(size="small", tabular=True)
        self.label = ElidedLabel("", self)
        self.label.setFont(font)
        self.label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(96)
        self.stop = self._button("Cancel")
        self.stop.setToolTip("Cancel; what is only half done is undone")
        self.stop.clicked.connect(self._on_stop)
        self.several = self._button("")
        self.several.setToolTip("Show all of them")
        self.several.setCheckable(True)
        self.several.toggled.connect(self._on_several)
        self.list = JobsList(self.several)
        self.list.closed.connect(lambda: self.several.setChecked(False))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(TOKENS.space_2)
        layout.addWidget(self.label, 1)
        for part in (self.bar, self.stop, self.several):
            layout.addWidget(part)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._refresh)
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self._refresh)
        jobs.changed.connect(self._refresh)
        self._refresh()

    def _button(self, text: str) -> QToolButton:
        made = QToolButton(self)
        made.setText(text)
        made.setFont(text_font(size="small", tabular=True))
        made.setFixedHeight(self.HEIGHT)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return made

    def _shown(self) -> list[Job]:
        """The jobs that have taken a moment already; the others are looked at soon."""
        now = time.monotonic()
        self._since = {job: self._since.get(job, now) for job in self._jobs.listed}
        ages = {job: 1000 * (now - since) for job, since in self._since.items()}
        young = [age for age in ages.values() if age < SHOWN_AFTER_MS]
        if young and not self._soon.isActive():
            self._soon.start(round(SHOWN_AFTER_MS - max(young)) + 1)
        return [job for job, age in ages.items() if age >= SHOWN_AFTER_MS]

    def _refresh(self) -> None:
        jobs = self._shown()
        self.setVisible(bool(jobs))
        if not jobs:
            self._tick.stop()
            self.several.setChecked(False)
            return
        if not self._tick.isActive():
            self._tick.start()
        running = [job for job in jobs if job.state is not State.WAITING]
        first = (running or jobs)[0]
        told = standing(first, short=True)
        self.label.setText(f"{first.title}: {told}" if told else first.title)
        self.label.setToolTip(tooltip_of(first.progress.text))
        show_progress(self.bar, first)
        self.bar.setAccessibleName(f"Progress of {first.title}")
        alone = len(jobs) == 1
        self.stop.setVisible(alone and not self.several.isChecked())
        self.stop.setEnabled(first.state is not State.STOPPING)
        self.stop.setAccessibleName(f"Cancel {first.title}")
        self.several.setVisible(not alone or self.several.isChecked())
        self.several.setText("1 job" + UP if alone else f"{len(jobs)} jobs" + UP)
        if self.several.isChecked():
            self.list.show_jobs(jobs)

    def _on_stop(self) -> None:
        for job in self._shown()[:1]:
            job.cancel()

    def _on_several(self, on: bool) -> None:
        if on:
            self.list.show_jobs(self._shown())
            self.list.open()
        else:
            self.list.close()
            self._refresh()
