"""All jobs in a list that lies over the window; everything under it goes on as before."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from facelab.session.job import Job
from facelab.ui.jobs.rows import JobRows
from facelab.ui.theme import TOKENS, colors


class JobsList(QWidget):
    """Stands above a button of the status bar until the button, or Escape, closes it.

    Parameters
    ----------
    button : QWidget
        Its right edge is the list's.

    Signals
    -------
    closed
    """

    closed = Signal()

    def __init__(self, button: QWidget) -> None:
        super().__init__(button)
        self._button = button
        self._over: QWidget | None = None
        self.setAccessibleName("Jobs under way")
        self.jobs = JobRows(stoppable=True, parent=self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(TOKENS.space_3,) * 4)
        layout.addWidget(self.jobs)
        self.hide()

    @property
    def rows(self) -> list[Job]:
        """The jobs that it shows."""
        return [row.job for row in self.jobs.rows]

    def show_jobs(self, jobs: Sequence[Job]) -> None:
        """Show these."""
        self.jobs.show_jobs(jobs)
        if self.isVisible():
            self._place()

    def open(self) -> None:
        """Show it, and give it the keys."""
        over = self._button.window()
        if over is not self._over:  # the bar may have been moved to another window
            self._over = over
            self.setParent(over)
            over.installEventFilter(self)
        self._place()
        self.show()
        self.raise_()
        for row in self.jobs.rows[:1]:
            row.stop.setFocus(Qt.FocusReason.PopupFocusReason)

    def _place(self) -> None:
        """As high as it needs to be, within the window."""
        assert self._over is not None
        corner = self._button.mapTo(self._over, QPoint(self._button.width(), 0))
        size = self.sizeHint()
        edge = TOKENS.space_2
        width = min(size.width(), self._over.width() - 2 * edge)
        height = min(size.height(), corner.y() - 2 * edge)
        left = max(edge, min(corner.x(), self._over.width() - edge) - width)
        self.setGeometry(left, corner.y() - height - edge // 2, width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the button."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest) and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes it, and nothing else."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
            self.closed.emit()
            self._button.setFocus(Qt.FocusReason.PopupFocusReason)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground."""
        c = colors(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(c.border_strong), 1.0))
        painter.setBrush(QColor(c.panel))
        box = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, TOKENS.radius, TOKENS.radius)
