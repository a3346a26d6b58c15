"""Device, speed and resolution at a glance; what goes on beside the window."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStatusBar, QWidget

from facelab.session import Session, Stage
from facelab.ui.jobs.bar import JobsBar
from facelab.ui.theme import TOKENS, text_font
from facelab.ui.widgets import ElidedLabel, Readout

TICK_MS = 500


class StatusLine(QStatusBar):
    """Left: where it runs and how fast. Right: zoom and network; before them the jobs that are
    under way.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._zoom = 1.0
        self.setSizeGripEnabled(False)
        font = text_font(size="small", tabular=True)
        self.speed = Readout("Speed", self)
        self.network = ElidedLabel("", self)
        self.network.setAccessibleName("Network")
        for label in (self.speed, self.network):
            label.setFont(font)
            label.set_tone("text_dim")
        inside = QWidget(self)
        inside.setMinimumHeight(JobsBar.HEIGHT)  # also while there is nothing to tell of
        row = QHBoxLayout(inside)
        row.setContentsMargins(TOKENS.space_2, 0, TOKENS.space_2, 0)
        row.setSpacing(TOKENS.space_4)
        row.addWidget(self.speed, 1)
        self.network.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.jobs = JobsBar(session.jobs, self)
        row.addWidget(self.jobs)
        row.addWidget(self.network)
        self.addWidget(inside, 1)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._refresh)
        self._timer.start()
        session.phase_changed.connect(self._refresh)
        session.model_changed.connect(self._refresh)

    def set_zoom(self, zoom: float) -> None:
        """Show the zoom of the canvas."""
        self._zoom = zoom
        self._refresh()

    def _refresh(self) -> None:
        session = self._session
        model = session.model
        if model is None or session.phase.stage is not Stage.READY:
            fetching = session.phase.stage is Stage.FETCHING  # told of among the jobs
            self.speed.setText("" if fetching else session.phase.text)
            self.network.setText("")
            return
        parts = [model.device, model.backend]
        rates = session.rates
        times = []
        if rates.preview is not None:
            preview = rates.preview
            kind = "sharpened preview" if preview.sharpened else "preview"
            by = f" by {preview.by}" if preview.by else ""
            times.append(f"{preview.size} px {kind}{by} {preview.milliseconds:.0f} ms")
        if rates.full is not None:
            kind = "" if rates.full.finish is None else f" {rates.full.finish}"
            times.append(f"{rates.full.size} px{kind} {rates.full.milliseconds:.0f} ms")
        if times:
            parts.append(" → ".join(times))
        shown = rates.per_second()
        if shown > 1:  # a single frame is no rate
            parts.append(f"{shown} frames/s")
        self.speed.setText("  ·  ".join(parts))
        self.network.setText(f"{self._zoom:.0%}  ·  {model.title}")
