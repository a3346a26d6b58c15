"""Opens the window, lets a hand drag in it, closes it."""

from __future__ import annotations

import dataclasses
import statistics
import threading
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from facelab.bench.memory import resident_mb
from facelab.engine import Frame, load
from facelab.errors import FacelabError
from facelab.session import Session
from facelab.session.settings import PreviewsChoice
from facelab.ui.dispatch import GuiDispatcher
from facelab.ui.drag_bench import alone
from facelab.ui.drag_bench.drag import SETTLE_LIMIT, Drag
from facelab.ui.drag_bench.seen import measure_seen
from facelab.ui.interpreter import Interpreter
from facelab.ui.theme import Theme
from facelab.ui.window.main_window import MainWindow

WARM_MS = 1500
ROUNDS = 4  # of dragging and of the network alone, in turns: a machine's pace changes


def measure_drag(
    seconds: float,
    device: str,
    seen: bool,
    network: Path | None = None,
    previews: PreviewsChoice = "auto",
) -> dict[str, Any]:
    """Open the window, drag the first direction's slider, close it; returns the figures.

    Parameters
    ----------
    seconds : float
        Of dragging.
    device : str
    seen : bool
        Measure as well how fast the network is alone, and, of one of the catalogue, what is on
        the canvas in the middle of small drags.
    network : Path or None
        Of the user's own; None is that of the catalogue.
    previews : str
        As in the settings.

    Raises
    ------
    FacelabError
        There was no face to drag.
    """
    app = QApplication(["facelab"])
    session = Session(GuiDispatcher(), load)
    session.change_settings(device=device)
    session.set_previews(previews)
    window = MainWindow(session, Theme(app, "dark"))
    interpreter = Interpreter(session, window)
    begun: list[str] = []
    found: dict[str, Any] = {}
    failures: list[Exception] = []

    def begin(frame: Frame | None) -> None:
        if frame is not None and frame.kind == "full" and not begun and session.model is not None:
            first = next(iter(session.model.directions), None)
            if first is None:
                return  # until its components are measured
            begun.append(first.id)
            # The first frames warm caches, and the panels are filled: begin when that is done.
            QTimer.singleShot(WARM_MS, measure)

    def measure() -> None:
        try:
            found.update(dragged(session, window, begun[0], seconds, ROUNDS if seen else 1))
            if seen:
                pictures = {}
                if network is None:
                    session.open_recipe(session.face.recipe.without_edits())
                    pictures = measure_seen(session, window.canvas)
                found["under_the_hand"] = pictures
        except Exception as error:  # raised at the end; else the window would stay for ever
            failures.append(error)
        window.close()

    def give_up() -> None:
        if not begun:
            window.close()

    session.frame_ready.connect(begin)
    session.directions_changed.connect(lambda: begin(session.frame))
    window.show()
    QTimer.singleShot(0, lambda: session.start(seed=alone.SEED, network=network))
    limit = 3 * SETTLE_LIMIT + (0.0 if network is None else alone.PATIENCE)
    QTimer.singleShot(int(limit * 1000), give_up)
    app.exec()
    if not session.close():  # a slow network is in the middle of a layer
        for thread in threading.enumerate():
            if thread.name.startswith("facelab-"):
                thread.join(SETTLE_LIMIT)
    interpreter.stop()
    if failures:
        raise failures[0]
    if not found:
        raise FacelabError("There was no face to drag.", session.phase.text, "Run `facelab info`.")
    return found


def dragged(
    session: Session, window: MainWindow, direction: str, seconds: float, rounds: int
) -> dict[str, Any]:
    """Drag in some rounds; of more than one, each is compared with the network alone after it."""
    drag = Drag(session, window, direction)
    swings, rates, memory = [], [], []
    for _ in range(rounds):
        swings.append(drag.swing(seconds / rounds))
        if rounds > 1:
            rates.append(alone.time_kinds_alone(session, swings[-1].kinds))
            memory.append(resident_mb())
    found = dataclasses.asdict(drag.figures())
    pairs = [(swing, rate) for swing, rate in zip(swings, rates, strict=False) if rate]
    if pairs:
        found["network_alone_a_second"] = statistics.median(rate for _, rate in pairs)
        found["share_of_network_alone"] = statistics.median(
            swing.rate / rate for swing, rate in pairs
        )
    if memory and memory[0] is not None:  # of a drag that goes on nothing must be left behind
        found["memory_after_first_swing_mb"] = memory[0]
        found["memory_after_last_swing_mb"] = memory[-1]
    return found
