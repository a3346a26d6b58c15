"""What may not happen while a monkey plays, and what must be true whenever it rests."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType

import numpy as np
from PySide6.QtCore import (
    QEventLoop,
    QMessageLogContext,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)

from facelab.session import Message, Session
from facelab.ui.widgets import ValueSlider
from facelab.ui.window.main_window import MainWindow

LIMIT_SECONDS = 30.0  # far beyond what any machine needs; a window that hangs does so for ever
POLL_MS = 2
HARMLESS = ("This plugin does not support",)
QUIET = (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg)
BUG = "Something went wrong in facelab."


def pump(milliseconds: int) -> None:
    """Let the application run for a moment; its threads run too."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def pump_until(done: Callable[[], bool], what: str) -> None:
    """Let the application run until something is so; an AssertionError if it never is."""
    loop, timer = QEventLoop(), QTimer()
    end = time.monotonic() + LIMIT_SECONDS
    timer.timeout.connect(lambda: loop.quit() if done() or time.monotonic() > end else None)
    timer.start(POLL_MS)
    if not done():
        loop.exec()
    timer.stop()
    assert done(), f"in vain: {what}"


class Watch:
    """Collects what went wrong with a window."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        self.window = window
        self.session = session
        self.troubles: list[str] = []
        session.message.connect(self._on_message)

    def _on_message(self, message: Message) -> None:
        if message.what.startswith(BUG):
            self.troubles.append(f"a bug was told: {message.why}")

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Collect exceptions and the warnings of Qt while the block runs."""

        def on_exception(
            kind: type[BaseException], error: BaseException, trace: TracebackType | None
        ) -> None:
            sys.__excepthook__(kind, error, trace)
            self.troubles.append(f"{kind.__name__}: {error}")

        def on_thread(args: threading.ExceptHookArgs) -> None:
            threading.__excepthook__(args)
            self.troubles.append(f"in a thread: {args.exc_type.__name__}: {args.exc_value}")

        def on_qt(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
            if kind not in QUIET and not text.startswith(HARMLESS):
                self.troubles.append(f"Qt says: {text}")

        hooks = sys.excepthook, threading.excepthook
        sys.excepthook, threading.excepthook = on_exception, on_thread
        before = qInstallMessageHandler(on_qt)
        try:
            yield
        finally:
            qInstallMessageHandler(before)
            sys.excepthook, threading.excepthook = hooks

    def check(self) -> None:
        """Raise what has gone wrong."""
        assert not self.troubles, "; ".join(self.troubles)

    def at_rest(self) -> None:
        """Wait until the face is there in full, and see that everything shows it."""
        session, window = self.session, self.window

        def settled() -> bool:
            frame, shown = session.frame, session.player.showing  # of a timeline, or the face
            return (
                frame is not None
                and not session.busy
                and frame.kind == "full"
                and frame.recipe == (shown or session.face.recipe)
            )

        pump_until(settled, f"the picture of {session.face.recipe}, busy {session.busy}")
        try:
            pump_until(lambda: not self._moving(), "the end of a gesture")
        except AssertionError as error:
            raise AssertionError(f"{error}: {self._moving()}") from error
        pump_until(settled, "the picture after the gesture")
        self.check()
        recipe, frame = session.face.recipe, session.frame
        assert frame is not None
        if window.canvas.compare() == "off":
            shown = window.canvas.displayed_pixels()
            assert shown is not None, "the canvas is empty"
            assert np.array_equal(shown, frame.pixels), "the canvas shows another face"
        assert window.panels["face"].seed.seed() == recipe.seed
        assert window.panels["face"].psi.value() == recipe.truncation.psi
        assert session.model is not None
        for direction in session.model.directions:
            row = window.panels["directions"].rows[direction.id]
            assert row.slider.value() == recipe.amount(direction.id), direction.id
            assert row.lock.hold() == recipe.locks.of(direction.id), direction.id
        guard = window.panels["directions"].guard
        assert guard.switch.isChecked() == (recipe.guard is not None)
        assert recipe.guard in (None, guard.limit.value())

    def _moving(self) -> list[str]:
        sliders = self.window.findChildren(ValueSlider)
        return [
            f"{slider.name()}, held {slider.track.held}, timer {slider._quiet.isActive()}"
            for slider in sliders
            if slider.in_gesture()
        ]
