"""One job: what it does, how far it is, how long it will take, and a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QProgressBar, QPushButton, QSizePolicy, QWidget

from facelab.checkpoints.fetching.fetch import DOWNLOADING
from facelab.session.job import Job, State
from facelab.session.time_left import words
from facelab.ui.theme import TOKENS, text_font
from facelab.ui.widgets import NAME_ELIDE, ElidedLabel

STEPS = 1000  # of a bar


def standing(job: Job, short: bool = False) -> str:
    """Where a job is, in words: "3.1 of 37.6 MB, about 10 seconds left".

    Parameters
    ----------
    job : Job
    short : bool
        The share instead of what is being done, unless that is a download that the title does
        not tell of: "8%, about 10 seconds left".
    """
    match job.state:
        case State.WAITING:
            return "Waiting for the one before it"
        case State.STOPPING:
            return "Stopping…"
        case _:
            fraction = job.progress.fraction
            share = "" if fraction is None else f"{fraction:.0%}"
            activity, _, far = job.progress.text.partition(": ")
            if not far or not job.title.startswith(activity):  # else the title says it already
                far = job.progress.text
            # a job with another title that has to download something first may take minutes
            downloads = activity == DOWNLOADING and not job.title.startswith(DOWNLOADING)
            far = share if (short and not downloads) or not far else far
            return ", ".join(part for part in (far, words(job.seconds_left)) if part)


def show_progress(bar: QProgressBar, job: Job) -> None:
    """Fill a bar; that of a job of unknown length only moves."""
    fraction = 0.0 if job.state is State.WAITING else job.progress.fraction
    bar.setRange(0, 0 if fraction is None else STEPS)
    bar.setValue(0 if fraction is None else round(STEPS * fraction))


class JobRow(QWidget):
    """A job in a list; it stays up to date when it is told to.

    Parameters
    ----------
    job : Job
    stoppable : bool
        Whether it has a button to stop it.
    """

    def __init__(self, job: Job, stoppable: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.job = job
        self.title = ElidedLabel(job.title, self, NAME_ELIDE)
        self.standing = ElidedLabel("", self)
        self.standing.setFont(text_font(size="small", tabular=True))
        self.standing.set_tone("text_dim")
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(f"Progress of {job.title}")
        self.stop = QPushButton("Cancel", self)
        self.stop.setAccessibleName(f"Cancel {job.title}")
        self.stop.setToolTip("Cancel, and undo what was done so far")
        self.stop.setAutoDefault(False)
        self.stop.setVisible(stoppable)
        self.stop.clicked.connect(job.cancel)
        for label in (self.title, self.standing):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(TOKENS.space_3)
        layout.setVerticalSpacing(TOKENS.space_1)
        layout.setColumnStretch(0, 1)
        for row, part in enumerate((self.title, self.bar, self.standing)):
            layout.addWidget(part, row, 0)
        if stoppable:
            layout.addWidget(self.stop, 0, 1, 3, 1, Qt.AlignmentFlag.AlignVCenter)
        self.refresh()

    def refresh(self) -> None:
        """Show the job as it is now."""
        self.standing.setText(standing(self.job))
        show_progress(self.bar, self.job)
        self.stop.setEnabled(self.job.state in (State.WAITING, State.RUNNING))
