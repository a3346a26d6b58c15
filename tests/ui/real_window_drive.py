"""Run by test_real_window.py in a process of its own: drives the real application.

Usage: python real_window_drive.py FOLDER. Writes what was seen to FOLDER/seen.json, the pixels
of the canvas to full.npy, what the screen showed to screen.png, and the recipe.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QEventLoop, QPoint, QRect, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from facelab.engine import Frame
from facelab.export.recipe_file import write_recipe
from facelab.ui import app as application
from facelab.ui.window.main_window import MainWindow

LIMIT = 45.0
POLL_MS = 10
AMOUNT = 2.0


def wait_until(done: Callable[[], bool], what: str) -> None:
    """Let the application run until `done`; no thread of its is starved meanwhile."""
    loop, timer = QEventLoop(), QTimer()
    end = time.monotonic() + LIMIT
    timer.timeout.connect(lambda: loop.quit() if done() or time.monotonic() > end else None)
    timer.start(POLL_MS)
    loop.exec()
    if not done():
        raise TimeoutError(what)


class Drive:
    """The steps of a user, and what was seen after each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.seen: dict[str, Any] = {}
        self.status = 1

    def run(self) -> None:
        window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))
        try:
            self._steps(window)
            self.status = 0
        except Exception:
            traceback.print_exc()
        finally:
            (self.folder / "seen.json").write_text(json.dumps(self.seen))
            window.close()

    def _steps(self, window: MainWindow) -> None:
        session, canvas = window._session, window.canvas

        def settled() -> bool:
            frame = session.frame
            return (
                frame is not None
                and not session.busy
                and frame.kind == "full"
                and frame.recipe == session.face.recipe
            )

        def pixels() -> np.ndarray[Any, Any]:
            shown = canvas.displayed_pixels()
            assert shown is not None
            return shown

        wait_until(settled, "the first face")
        plain = pixels().copy()
        assert session.model is not None
        self.seen["has_previews"] = session.model.preview_size is not None

        frames: list[Frame] = []

        def note(frame: Frame) -> None:
            frames.append(frame)

        session.frame_ready.connect(note)
        slider = window.panels["directions"].slider(next(iter(session.model.directions)).id)
        track = slider.track
        y = track.height() // 2
        left = Qt.MouseButton.LeftButton
        QTest.mousePress(track, left, pos=QPoint(round(track.position_of(0.0)), y))
        for step in range(1, 5):
            count = len(frames)
            QTest.mouseMove(track, QPoint(round(track.position_of(AMOUNT * step / 4)), y))
            # Each place that the hand rests at is seen before it moves on.
            wait_until(lambda count=count: len(frames) > count, f"a picture of step {step}")  # type: ignore[misc]
        self.seen["held_kinds"] = [frame.kind for frame in frames]
        end = QPoint(round(track.position_of(AMOUNT)), y)
        QTest.mouseRelease(track, left, pos=end)
        wait_until(settled, "the full frame after the drag")
        edited = pixels().copy()
        self.seen["changed"] = float(np.abs(edited.astype(int) - plain).mean())
        self.seen["undo"] = [session.face.undo_label, slider.name()]
        np.save(self.folder / "full.npy", edited)
        write_recipe(self.folder / "recipe.json", session.face.recipe)

        # The averaged copy of a picture that stands still has come to the screen.
        wait_until(lambda: not canvas._settle.isActive(), "the settled picture")
        canvas.repaint()
        QApplication.processEvents()
        place = canvas.picture_rect().toRect()
        corner = canvas.mapTo(window, place.topLeft())
        shot = window.screen().grabWindow(
            window.winId(), corner.x(), corner.y(), place.width(), place.height()
        )
        shot.save(str(self.folder / "screen.png"))

        QTest.keyPress(canvas, Qt.Key.Key_C)
        wait_until(lambda: np.array_equal(pixels(), plain), "the face before its edits")
        QTest.keyRelease(canvas, Qt.Key.Key_C)
        self.seen["edited_again"] = bool(np.array_equal(pixels(), edited))
        if shutil.which("xdotool"):
            self._hand(window)

    def _hand(self, window: MainWindow) -> None:
        """The hand of the window system: it rests, a tooltip comes, and it takes hold of what
        is below; it clicks, and presses Space.
        """
        session, panel = window._session, window.panels["face"]
        first, second = panel.psi.track, panel.cutoff.track
        middle = QPoint(round(first.position_of(first._value)), first.height() // 2)
        _hand("mousemove", *_xy(first, middle - QPoint(2, 0)))
        _hand("mousemove", *_xy(first, middle))
        wait_until(lambda: _tip() is not None, "the tooltip of a slider that the hand rests on")
        tip = _tip()
        assert tip is not None
        dock = window.arrangement.docks["face"]
        place = QRect(dock.mapToGlobal(QPoint(0, 0)), dock.size())
        self.seen["tip_covers_panel"] = place.intersects(tip.geometry())
        end = QPoint(round(second.position_of(second._value)), second.height() // 2)
        # At once, as a hand does: the tooltip is still there.
        _hand("mousemove", *_xy(second, end), "mousedown", "1")
        for left in (10, 25, 40):
            _hand("mousemove", *_xy(second, end - QPoint(left, 0)))
        _hand("mouseup", "1")
        wait_until(lambda: not panel.cutoff.in_gesture(), "the end of the drag")
        self.seen["cutoff"] = session.face.recipe.truncation.cutoff

        button = panel.noise_mode._buttons["random"]
        _hand("mousemove", *_xy(button, button.rect().center()), "click", "1")
        wait_until(lambda: session.face.recipe.noise.mode == "random", "the click")
        seed = session.face.recipe.seed
        _hand("key", "space")
        wait_until(lambda: session.face.recipe.seed != seed, "the next face")
        self.seen["next"] = [seed, session.face.recipe.seed]


def _hand(*words: str) -> None:
    subprocess.run(["xdotool", *words], check=True)


def _xy(widget: QWidget, at: QPoint) -> tuple[str, str]:
    place = widget.mapToGlobal(at)
    return str(place.x()), str(place.y())


def _tip() -> QWidget | None:
    tops = QApplication.topLevelWidgets()
    return next((t for t in tops if t.objectName() == "qtooltip_label" and t.isVisible()), None)


def main() -> int:
    drive = Drive(Path(sys.argv[1]))
    # `run` finds this application and begins its event loop: then the steps begin.
    app = QApplication(["facelab"])
    QTimer.singleShot(0, app, drive.run)
    return application.run(seed=42) or drive.status


if __name__ == "__main__":
    sys.exit(main())
