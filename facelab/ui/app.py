"""The application: one window, one session."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Literal, cast

from PySide6.QtCore import QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from facelab import __version__
from facelab.checkpoints.published_directions import is_direction_file, read_published
from facelab.export.recipe_file import read_recipe
from facelab.library import first_face, is_exchange_file
from facelab.paths import resources
from facelab.recipe import Recipe
from facelab.session import Message, Session
from facelab.ui.dispatch import GuiDispatcher
from facelab.ui.main_window import MainWindow
from facelab.ui.theme import Theme


def run(
    seed: int | None = None,
    path: Path | None = None,
    device: str | None = None,
    library: Path | None = None,
) -> int:
    """Open the window and stay until it is closed.

    Parameters
    ----------
    seed : int or None
        Open with the face of this seed.
    path : Path or None
        Open with the face of a saved picture or recipe; or import the faces of a library
        export and open with the first of them.
    device : str or None
        Where the network runs, from now on.
    library : Path or None
        Folder of the kept faces, before the environment and the settings.

    Raises
    ------
    FacelabError
        `path` cannot be opened.
    """
    recipe = None if path is None else _face_of(path)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    app = cast(QApplication, app)
    app.setApplicationName("facelab")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("facelab")
    app.setWindowIcon(QIcon(str(resources() / "facelab.svg")))
    # The window waits for a thread that computes in Python no longer than this: at the usual
    # 5 ms a search among many kept faces is felt in the scrolling.
    sys.setswitchinterval(0.001)
    session = Session(GuiDispatcher(), library_folder=library)
    if device is not None:
        session.change_settings(device=cast(Literal["auto", "cuda", "mps", "cpu"], device))
    theme = Theme(app, session.settings.theme)
    window = MainWindow(session, theme)
    _report_bugs(session)
    window.show()
    window.activateWindow()  # bare X, without a window manager, does not by itself
    # After the first paint: what the network loads must not delay the window.
    QTimer.singleShot(0, lambda: _start(session, recipe, seed, path))
    with _closed_by_signals(window):
        status = app.exec()
    if not session.close():
        # A thread hangs, in a driver or on a dead network drive: all is saved, leave without it.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    return status


def _face_of(path: Path) -> Recipe | None:
    """The face that a file says; before there is a window, so that a bad one ends the program."""
    if is_direction_file(path):
        read_published(path)  # it must be sound; a network is needed to say more
        return None
    return first_face(path) if is_exchange_file(path) else read_recipe(path)


def _start(session: Session, recipe: Recipe | None, seed: int | None, path: Path | None) -> None:
    session.start(recipe, seed)
    if path is not None and recipe is not None:
        session.recent.note(path)
    if path is not None and (is_exchange_file(path) or is_direction_file(path)):
        session.open_file(path)


@contextmanager
def _closed_by_signals(window: MainWindow) -> Iterator[None]:
    """Ctrl+C in the terminal, and a polite kill, close the window as its button does."""

    def close(*_: object) -> None:
        window.close()

    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, close) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _report_bugs(session: Session) -> None:
    """An exception that nobody caught is printed, and told in the window, which lives on."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        traceback.print_exception(kind, error, trace)
        if not issubclass(kind, KeyboardInterrupt):
            session.tell(
                Message(
                    "error",
                    "Something in facelab failed.",
                    f"{kind.__name__}: {error}.",
                    "Your face is safe. Please report the text that facelab printed.",
                )
            )

    sys.excepthook = hook
