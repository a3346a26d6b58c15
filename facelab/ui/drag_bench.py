"""A scripted drag of a slider in the real window, and what a user would have felt."""

from __future__ import annotations

import dataclasses
import math
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from facelab.engine import Frame, Renderer, load
from facelab.engine.preview_choice import PreviewKind
from facelab.errors import FacelabError
from facelab.progress import Stop
from facelab.recipe import Recipe, Seed
from facelab.session import Session
from facelab.session.rendering.asked import Asked
from facelab.session.settings import PreviewsChoice
from facelab.ui.dispatch import GuiDispatcher
from facelab.ui.drag_seen import measure_seen, wait_until
from facelab.ui.interpreter import Interpreter
from facelab.ui.panels.directions import DirectionsPanel
from facelab.ui.theme import Theme
from facelab.ui.widgets import ValueSlider
from facelab.ui.window.main_window import MainWindow

MOVE_MS = 16  # a mouse moves sixty times a second
HEARTBEAT_MS = 5
SETTLE_LIMIT = 30.0
SWINGS_A_SECOND = 0.4
CANVAS_ROUNDS = 30
WARM_MS = 1500
SEED = 7
REACH = 2.5  # sigma to each side
MEASURING_LIMIT = 600.0  # seconds, in which a network's components are measured
ALONE_PREVIEWS = 60
ALONE_COUNTED = 30  # the last of them: by then their size is chosen
RARE = 0.05  # of the previews of a drag


@dataclass
class DragFigures:
    """What was seen during the drag; times in milliseconds.

    Attributes
    ----------
    seconds : float
        Length of the drag.
    previews_a_second : float
        Previews that reached the screen.
    latency_median_ms, latency_p95_ms : float
        From a mouse event to the paint of the picture that shows it.
    longest_stall_ms : float
        Longest time in which the GUI thread answered nothing.
    settle_ms : float
        From letting go to the paint of the full frame.
    network_ms : float
        What the network took for a preview of the drag, median.
    drawn : dict
        How many previews were of which kind.
    drawn_by : str
        Title of the network that drew most of them.
    canvas_median_ms, canvas_min_ms, canvas_max_ms : float
        A full frame handed to the canvas and painted, over and over.
    """

    seconds: float
    previews: int
    previews_a_second: float
    latency_median_ms: float
    latency_p95_ms: float
    longest_stall_ms: float
    settle_ms: float
    network_ms: float
    drawn: dict[str, int]
    drawn_by: str
    canvas_median_ms: float
    canvas_min_ms: float
    canvas_max_ms: float
    platform: str = field(default_factory=lambda: QApplication.platformName())


class DragBench(QObject):
    """Drives a window that shows a face; `figures` is set when it is done.

    Parameters
    ----------
    session : Session
    window : MainWindow
    direction : str
        Whose slider is dragged.
    seconds : float
    done : callable
        Called at its end.
    """

    def __init__(
        self,
        session: Session,
        window: MainWindow,
        direction: str,
        seconds: float,
        done: Callable[[], object],
    ) -> None:
        super().__init__()
        self.figures: DragFigures | None = None
        self._session = session
        self._window = window
        self._direction = direction
        self._seconds = seconds
        self._done = done
        self._sent: dict[float, float] = {}  # amount -> when the mouse event was sent
        self._waiting: Frame | None = None
        self._latencies: list[float] = []
        self._network: list[float] = []
        self._by: Counter[str] = Counter()
        self.kinds: Counter[PreviewKind] = Counter()  # of the previews
        self._moved_at = 0.0
        self._previews = 0
        self._stall = 0.0
        self._beat = 0.0
        self._started = 0.0
        self._released = 0.0
        self._dragging = False
        self._mover = self._timer(MOVE_MS, self._on_move)
        self._heart = self._timer(HEARTBEAT_MS, self._on_heartbeat)

    def _timer(self, interval: int, slot) -> QTimer:  # type: ignore[no-untyped-def]
        timer = QTimer(self)
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.setInterval(interval)
        timer.timeout.connect(slot)
        return timer

    def start(self) -> None:
        """Press the mouse on the slider and begin to swing it."""
        self._window.canvas.installEventFilter(self)
        self._session.frame_ready.connect(self._on_frame_ready)
        slider = self._slider()
        slider.value_changed.connect(self._on_value_changed)
        self._send(QEvent.Type.MouseButtonPress, slider.value())
        self._dragging = True
        self._started = self._beat = time.perf_counter()
        self._mover.start()
        self._heart.start()

    def _slider(self) -> ValueSlider:
        panel: DirectionsPanel = self._window.panels["directions"]
        return panel.slider(self._direction)

    def _send(self, kind: QEvent.Type, value: float) -> None:
        track: QWidget = self._slider().track
        at = QPointF(self._slider().track.position_of(value), track.height() / 2)
        held = kind != QEvent.Type.MouseButtonRelease
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        moving = kind == QEvent.Type.MouseMove
        self._moved_at = time.perf_counter()
        QApplication.sendEvent(
            track,
            QMouseEvent(
                kind,
                at,
                QPointF(track.mapToGlobal(at.toPoint())),
                none if moving else left,
                left if held else none,
                Qt.KeyboardModifier.NoModifier,
            ),
        )

    def _on_move(self) -> None:
        elapsed = time.perf_counter() - self._started
        if elapsed >= self._seconds:
            self._mover.stop()
            self._dragging = False
            self._released = time.perf_counter()
            self._send(QEvent.Type.MouseButtonRelease, self._slider().value())
            QTimer.singleShot(int(SETTLE_LIMIT * 1000), self._finish)
            return
        swing = math.sin(2 * math.pi * SWINGS_A_SECOND * elapsed)
        self._send(QEvent.Type.MouseMove, REACH * swing)

    def _on_value_changed(self, value: float) -> None:
        self._sent[value] = self._moved_at  # also if the slider follows the hand a little later

    def _on_heartbeat(self) -> None:
        now = time.perf_counter()
        if self._dragging:
            self._stall = max(self._stall, now - self._beat - HEARTBEAT_MS / 1000)
        self._beat = now

    def _on_frame_ready(self, frame: Frame) -> None:
        self._waiting = frame

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The canvas paints: what came last is on the screen when that is done."""
        if event.type() == QEvent.Type.Paint and self._waiting is not None:
            frame, self._waiting = self._waiting, None
            QTimer.singleShot(0, lambda: self._on_painted(frame))
        return super().eventFilter(watched, event)

    def _on_painted(self, frame: Frame) -> None:
        now = time.perf_counter()
        if self._dragging:
            self._previews += 1
            self._network.append(frame.milliseconds)
            self._by[frame.drawn_by] += 1
            self.kinds[PreviewKind(frame.sharpened_from or frame.size, frame.light)] += 1
            sent = self._sent.get(frame.recipe.amount(self._direction))
            if sent is not None:
                self._latencies.append((now - sent) * 1000)
        elif frame.kind == "full" and frame.recipe == self._session.face.recipe:
            self._finish(now)

    def _finish(self, now: float | None = None) -> None:
        if self.figures is not None:
            return
        self._heart.stop()
        latencies = sorted(self._latencies) or [math.nan]
        canvas = self._time_canvas()
        self.figures = DragFigures(
            seconds=self._seconds,
            previews=self._previews,
            previews_a_second=self._previews / self._seconds,
            latency_median_ms=statistics.median(latencies),
            latency_p95_ms=latencies[min(len(latencies) - 1, int(0.95 * len(latencies)))],
            longest_stall_ms=self._stall * 1000,
            settle_ms=math.nan if now is None else (now - self._released) * 1000,
            network_ms=statistics.median(self._network or [math.nan]),
            drawn={_in_words(kind): count for kind, count in self.kinds.most_common()},
            drawn_by=next((title for title, _ in self._by.most_common(1)), ""),
            canvas_median_ms=statistics.median(canvas),
            canvas_min_ms=min(canvas),
            canvas_max_ms=max(canvas),
        )
        self._session.frame_ready.disconnect(self._on_frame_ready)
        self._done()

    def _time_canvas(self) -> list[float]:
        """Milliseconds from the pixels of a full frame to their paint, several times."""
        frame, canvas = self._session.frame, self._window.canvas
        assert frame is not None, "there was a face to drag"
        times = []
        for _ in range(CANVAS_ROUNDS):
            start = time.perf_counter()
            canvas.set_image(frame.pixels, frame.full_size)
            canvas.repaint()
            times.append((time.perf_counter() - start) * 1000)
        return times


def _in_words(kind: PreviewKind) -> str:
    return f"{kind.size} px{', light' if kind.light else ''}"


def previews_alone(renderer: Renderer, drawn: PreviewKind) -> float | None:
    """How many previews of a kind a second the network draws where nothing else is to be done; None
    if it draws none.
    """
    first = next((each.id for each in renderer.info.directions), None)
    face = Recipe(renderer.info.ref, Seed(SEED), finish="clean")
    draw = renderer.light_preview if drawn.light else renderer.preview
    ends = [time.perf_counter()]
    for turn in range(ALONE_PREVIEWS):
        edit = face.with_amount(first, REACH * math.sin(turn)) if first else face.with_seed(turn)
        if draw(edit) is None:
            return None
        ends.append(time.perf_counter())
    return ALONE_COUNTED / (ends[-1] - ends[-1 - ALONE_COUNTED])


def time_alone(session: Session, drawn: PreviewKind) -> float | None:
    """`previews_alone` on the engine's thread, as the previews of a drag are drawn, while the
    window does nothing.
    """
    came: list[float | None] = []
    failed: list[Exception] = []

    def ask(renderer: Renderer, _stop: Stop) -> float | None:
        return previews_alone(renderer, drawn)

    before = session.settings.previews
    wait_until(lambda: not session.busy)
    # else a network that does nothing else is found fast enough for a heavier kind
    session.set_previews("auto" if drawn.light else str(drawn.size))
    session.submit(Asked(("bench",), ask, came.append, failed.append))
    wait_until(lambda: bool(came or failed), MEASURING_LIMIT)  # a slow network takes its time
    session.set_previews(before)
    if failed:
        raise failed[0]
    return came[0]


def time_kinds_alone(session: Session, kinds: Mapping[PreviewKind, int]) -> float | None:
    """`time_alone` of a drag in which so many previews were of each kind; None if the network draws
    none of those.
    """
    few = RARE * sum(kinds.values())
    counts = {kind: count for kind, count in kinds.items() if count > few}
    rates = {kind: time_alone(session, kind) for kind in counts}
    seconds = [count / rate for kind, count in counts.items() if (rate := rates[kind])]
    return sum(counts.values()) / sum(seconds) if seconds and all(rates.values()) else None


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
    alone: list[float | None] = []
    session = Session(GuiDispatcher(), load)
    session.change_settings(device=device)
    session.set_previews(previews)
    window = MainWindow(session, Theme(app, "dark"))
    interpreter = Interpreter(session, window)
    benches: list[DragBench] = []
    pictures: dict[str, Any] = {}
    failures: list[FacelabError] = []

    def begin(frame: Frame | None) -> None:
        if frame is not None and frame.kind == "full" and not benches and session.model is not None:
            first = next(iter(session.model.directions), None)
            if first is None:
                return  # until its components are measured
            benches.append(DragBench(session, window, first.id, seconds, look))
            # The first frames warm caches, and the panels are filled: begin when that is done.
            QTimer.singleShot(WARM_MS, benches[0].start)

    def look() -> None:
        try:
            if seen:  # while the window does nothing
                alone.append(time_kinds_alone(session, benches[0].kinds))
            if seen and network is None:
                session.open_recipe(session.face.recipe.without_edits())
                pictures.update(measure_seen(session, window.canvas))
        except FacelabError as error:
            failures.append(error)
        window.close()

    def give_up() -> None:
        if not benches or benches[0].figures is None:
            window.close()

    session.frame_ready.connect(begin)
    session.directions_changed.connect(lambda: begin(session.frame))
    window.show()
    QTimer.singleShot(0, lambda: session.start(seed=SEED, network=network))
    limit = 3 * SETTLE_LIMIT + (0.0 if network is None else MEASURING_LIMIT)
    QTimer.singleShot(int((seconds + limit) * 1000), give_up)
    app.exec()
    if not session.close():  # a slow network is in the middle of a layer
        for thread in threading.enumerate():
            if thread.name.startswith("facelab-"):
                thread.join(SETTLE_LIMIT)
    interpreter.stop()
    if failures:
        raise failures[0]
    figures = benches[0].figures if benches else None
    if figures is None:
        raise FacelabError("There was no face to drag.", session.phase.text, "Run `facelab info`.")
    found = dataclasses.asdict(figures)
    if alone and alone[-1] is not None:
        found["network_alone_a_second"] = alone[-1]
        found["share_of_network_alone"] = figures.previews_a_second / alone[-1]
    return found | ({"under_the_hand": pictures} if seen else {})
