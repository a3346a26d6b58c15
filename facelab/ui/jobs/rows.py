"""Jobs one under another, which come and go."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from facelab.session.job import Job
from facelab.ui.jobs.row import JobRow
from facelab.ui.theme import TOKENS

WIDTH = 380
MOST_SEEN = 4  # rows; the others are scrolled to


class JobRows(QScrollArea):
    """A row for each of the jobs that it is given.

    Parameters
    ----------
    stoppable : bool
        Whether each has a button to stop it.
    """

    def __init__(self, stoppable: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stoppable = stoppable
        self.rows: list[JobRow] = []
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Jobs")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inside = QWidget(self)
        self._layout = QVBoxLayout(self._inside)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(TOKENS.space_3)
        self._layout.addStretch(1)
        self.setWidget(self._inside)
        self._inside.installEventFilter(self)
        for ground in (self.viewport(), self._inside):
            ground.setAutoFillBackground(False)

    def show_jobs(self, jobs: Sequence[Job]) -> None:
        """Show these, in this order; the rows of those that are here already stay."""
        here = {row.job: row for row in self.rows}
        for row in self.rows:
            if row.job not in jobs:
                self._layout.removeWidget(row)
                row.hide()
                row.deleteLater()
        self.rows = [here.get(job) or JobRow(job, self._stoppable) for job in jobs]
        for place, row in enumerate(self.rows):
            if self._layout.indexOf(row) != place:
                self._layout.insertWidget(place, row)
            row.refresh()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As high as the rows, up to a few of them."""
        shown = self.rows[:MOST_SEEN]
        gaps = self._layout.spacing() * max(0, len(shown) - 1)
        return QSize(WIDTH, sum(row.sizeHint().height() for row in shown) + gaps)

    def minimumSizeHint(self) -> QSize:
        """One row."""
        return QSize(WIDTH // 2, min(self.sizeHint().height(), 2 * TOKENS.row))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Other rows need other room."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)
