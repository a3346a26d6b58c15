"""What is on the canvas in the middle of a drag, beside the true full frame.

Each of some sliders is held a little away from a face that has settled; the canvas is grabbed as
it is painted, once while the hand holds the slider and once when the full frame is there.
"""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEventLoop, QPoint
from PySide6.QtGui import QImage, QRegion
from PySide6.QtWidgets import QApplication, QWidget

from facelab.engine import Frame
from facelab.errors import FacelabError
from facelab.session import Session
from facelab.ui.canvas import Canvas

# In sigma: small edits of an expression or a colour, and those that change more at once.
REACHES = {"smile": 0.2, "hair-light": 0.2, "eyes-open": 0.2, "age": 0.3, "yaw": 0.3}
PLACES = (-1.0, -2 / 3, -1 / 3, 1 / 3, 2 / 3, 1.0)  # of a slider's reach
EQUAL_DB = 99.0  # told where two pictures are the same
PATIENCE = 30.0  # seconds for a frame
_BGR = np.array([0.114, 0.587, 0.299], np.float32)  # brightness, ITU-R BT.601

Pixels = NDArray[np.uint8]


def psnr(a: Pixels, b: Pixels) -> float:
    """Peak signal-to-noise ratio of two pictures, in dB; at most `EQUAL_DB`."""
    error = float(np.square(a.astype(np.float32) - b).mean())
    return EQUAL_DB if error == 0 else min(EQUAL_DB, 10 * math.log10(255**2 / error))


def sharpness(pixels: Pixels) -> float:
    """Mean absolute Laplacian of the brightness of [H, W, 3] blue, green, red."""
    y = pixels @ _BGR
    across = y[1:-1, :-2] + y[1:-1, 2:]
    return float(np.abs(4 * y[1:-1, 1:-1] - across - y[:-2, 1:-1] - y[2:, 1:-1]).mean())


def measure_seen(session: Session, canvas: Canvas) -> dict[str, Any]:
    """Hold each slider at some places near the face on show, fitted into the window and at 100 %.

    Returns
    -------
    dict
        By "fitted" and "actual_size", then by direction: `psnr_db` (median) and `lowest_db` of
        what is seen under the hand, `sharpness_growth` (median) when the full frame comes, and
        `sharpened`, the share of the previews that were given detail.

    Raises
    ------
    FacelabError
        No picture came.
    """
    assert session.model is not None
    wait_until(lambda: not session.busy)
    has = {each.id for each in session.model.directions}
    found: dict[str, Any] = {}
    for name, zoom in (("fitted", canvas.fit), ("actual_size", canvas.actual_size)):
        zoom()
        found[name] = {
            direction: _hold(session, canvas, direction, reach)
            for direction, reach in REACHES.items()
            if direction in has
        }
    canvas.fit()
    return found


def _hold(session: Session, canvas: Canvas, direction: str, reach: float) -> dict[str, float]:
    base = session.face.recipe
    distances, growths, sharpened = [], [], 0
    for place in PLACES:
        recipe = base.with_amount(direction, base.amount(direction) + place * reach)
        held: list[tuple[Frame, Pixels]] = []

        def grab(frame: Frame) -> None:
            if frame.recipe == session.face.recipe:
                held.append((frame, grabbed(canvas)))  # noqa: B023

        session.frame_ready.connect(grab)
        try:
            session.face.edit(recipe, "Drag", ("drag", direction))
            wait_until(lambda: bool(held))  # noqa: B023
            session.face.end_gesture()
            wait_until(lambda: not session.busy)
            wait_until(lambda: held[-1][0].kind == "full")  # noqa: B023
        finally:
            session.frame_ready.disconnect(grab)
        true = held[-1][1]
        distances.append(psnr(held[0][1], true))
        growths.append(sharpness(true) / max(sharpness(held[0][1]), 1e-9))
        sharpened += held[0][0].sharpened_from is not None
        session.face.edit(base, "Back")
        wait_until(lambda: not session.busy)
    return {
        "psnr_db": statistics.median(distances),
        "lowest_db": min(distances),
        "sharpness_growth": statistics.median(growths),
        "sharpened": sharpened / len(PLACES),
    }


def grabbed(canvas: Canvas) -> Pixels:
    """The part of the picture that is painted, [H, W, 3] blue, green, red; without what may lie
    over it, such as the line that says that a finer one is on its way.
    """
    seen = canvas.picture_rect().toAlignedRect().intersected(canvas.rect())
    scale = canvas.devicePixelRatioF()
    image = QImage(seen.size() * scale, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    canvas.render(image, QPoint(), QRegion(seen), QWidget.RenderFlag.DrawWindowBackground)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
    return rows[:, : image.width(), :3].copy()


def wait_until(condition: Callable[[], bool], patience: float = PATIENCE) -> None:
    """Let the window live until something is so, for so many seconds at most.

    Raises
    ------
    FacelabError
        It took too long.
    """
    until = time.monotonic() + patience
    while not condition():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)
        if time.monotonic() > until:
            raise FacelabError(
                "The drag could not be measured.", "No picture came.", "Run `facelab info`."
            )
        time.sleep(0.001)
