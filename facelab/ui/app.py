"""The application: one window, one session."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Literal, cast

from PySide6.QtCore import QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from facelab import __version__
from facelab.engine.vector_files import Meant
from facelab.paths import resources
from facelab.session import SAVING_SECONDS, Message, Session
from facelab.session.messages import message_of
from facelab.ui.dispatch import GuiDispatcher
from facelab.ui.interpreter import Interpreter
from facelab.ui.theme import Theme
from facelab.ui.window.leaving import SYSTEM_SECONDS
from facelab.ui.window.main_window import MainWindow


def run(
    seed: int | None = None,
    paths: Sequence[Path] = (),
    device: str | None = None,
    library: Path | None = None,
    meant: Meant | None = None,
    network: Path | None = None,
) -> int:
    """Open the window and stay until it is closed.

    Parameters
    ----------
    seed : int or None
        Open with the face of this seed.
    paths : sequence of Path
        What to open, as `Session.open_files` does. What cannot be opened is told in the window.
    device : str or None
        Where the network runs, from now on.
    library : Path or None
        Folder of the kept faces, before the environment and the settings.
    meant : "face", "direction" or None
        What the user says that vectors in the files are.
    network : Path or None
        File of the network to use from now on; None is the one that was last in use.
    """
    app = QApplication.instance() or QApplication(sys.argv[:1])
    app = cast(QApplication, app)
    app.setApplicationName("facelab")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("facelab")
    app.setWindowIcon(QIcon(str(resources() / "facelab.svg")))
    session = Session(GuiDispatcher(), library_folder=library)
    if device is not None:
        session.change_settings(device=cast(Literal["auto", "cuda", "mps", "cpu"], device))
    theme = Theme(app, session.settings.theme)
    window = MainWindow(session, theme)
    interpreter = Interpreter(session, window)
    _report_bugs(session)
    app.commitDataRequest.connect(lambda *_: window.expect_end())  # a logout, or the system's end
    window.show()
    window.activateWindow()  # bare X, without a window manager, does not by itself
    # After the first paint: what the network loads must not delay the window.
    QTimer.singleShot(0, lambda: _start(session, seed, paths, meant, network))
    with _closed_by_signals(window):
        status = app.exec()
    if not session.close(patience=0.0 if window.leaving.abandoned else SAVING_SECONDS):
        # A thread hangs, in a driver or on a dead network drive: all is saved, leave without it.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    interpreter.stop()
    return status


def _start(
    session: Session,
    seed: int | None,
    paths: Sequence[Path],
    meant: Meant | None,
    network: Path | None,
) -> None:
    session.start(seed=seed, network=network)
    if paths:
        session.open_files(paths, meant)


@contextmanager
def _closed_by_signals(window: MainWindow) -> Iterator[None]:
    """Ctrl+C in the terminal, and a polite kill, close the window as its button does; what was
    promised has half a minute, and a second signal ends it at once.
    """

    def close(*_: object) -> None:
        window.leaving.hurry(SYSTEM_SECONDS)
        window.close()

    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, close) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _report_bugs(session: Session) -> None:
    """An exception that nobody caught is told in the window, which lives on, and in one line on
    the terminal.
    """

    def hook(kind: type[BaseException], error: BaseException, _: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        session.tell(_printed(error))

    def thread_hook(ended: threading.ExceptHookArgs) -> None:
        if ended.exc_value is not None:
            _printed(ended.exc_value)  # the window is for its own thread

    sys.excepthook, threading.excepthook = hook, thread_hook


def _printed(error: BaseException) -> Message:
    """The words for an error, after a line of them on the terminal if there is one."""
    said = message_of(error)
    if sys.stderr is not None:
        with suppress(OSError, ValueError):
            print(f"facelab: {said.what} {said.why} {said.fix}", file=sys.stderr)  # noqa: T201
    return said
