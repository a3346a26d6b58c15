"""A slider that is dragged by a scripted hand, and what a user would have felt."""

from __future__ import annotations

import math
import statistics
import time
from collections import Counter
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QEventLoop, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from facelab.engine import Frame
from facelab.engine.preview_choice import PreviewKind
from facelab.session import Session
from facelab.ui.drag_bench.alone import REACH
from facelab.ui.panels.directions import DirectionsPanel
from facelab.ui.widgets import ValueSlider
from facelab.ui.window.main_window import MainWindow

MOVE_MS = 16  # a mouse moves sixty times a second
SETTLE_LIMIT = 30.0  # seconds
SWINGS_A_SECOND = 0.4
CANVAS_ROUNDS = 30


@dataclass
class DragFigures:
    """What was seen during the drags; times in milliseconds.

    Attributes
    ----------
    seconds : float
        Length of the drags together.
    previews : int
        Previews that reached the screen.
    latency_median_ms, latency_p95_ms : float
        From a mouse event to the paint of the picture that shows it.
    longest_stall_ms : float
        Longest time in which the GUI thread answered nothing: how much later than it was due
        the hand moved on.
    settle_ms : float
        From letting go to the paint of the full frame, median of the drags.
    network_ms : float
        What the network took for a preview of the drags, median.
    drawn : dict
        How many previews were of which kind.
    drawn_by : str
        Title of the network that drew most of them.
    canvas_median_ms, canvas_min_ms, canvas_max_ms : float
        A full frame handed to the canvas and painted, over and over.
    platform : str
        Qt's name of what the window was shown on.
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
    platform: str


@dataclass(frozen=True)
class Swing:
    """One drag of some seconds, and the previews it brought to the screen."""

    seconds: float
    kinds: Counter[PreviewKind]

    @property
    def rate(self) -> float:
        """Previews a second."""
        return sum(self.kinds.values()) / self.seconds


class Drag(QObject):
    """Drags a slider of a window that shows a face, as often as it is told to.

    Parameters
    ----------
    session : Session
    window : MainWindow
    direction : str
        Whose slider is dragged.
    """

    def __init__(self, session: Session, window: MainWindow, direction: str) -> None:
        super().__init__()
        self._session = session
        self._window = window
        self._direction = direction
        self._swings: list[Swing] = []
        self._sent: dict[float, float] = {}  # amount -> when the mouse event was sent
        self._waiting: Frame | None = None
        self._latencies: list[float] = []
        self._network: list[float] = []
        self._settled: list[float] = []
        self._by: Counter[str] = Counter()
        self._kinds: Counter[PreviewKind] = Counter()
        self._moved_at = 0.0
        self._stall = 0.0
        self._beat = 0.0
        self._seconds = 0.0
        self._started = 0.0
        self._released = 0.0
        self._dragging = False
        self._mover = self._timer(MOVE_MS, self._on_move)
        self._patience = self._timer(int(SETTLE_LIMIT * 1000), lambda: self._end(math.nan))
        self._loop = QEventLoop()

    def _timer(self, interval: int, slot) -> QTimer:  # type: ignore[no-untyped-def]
        timer = QTimer(self)
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.setInterval(interval)
        timer.timeout.connect(slot)
        return timer

    def swing(self, seconds: float) -> Swing:
        """Press the mouse on the slider, swing it so long, let go, and wait for the full frame."""
        self._seconds, self._kinds = seconds, Counter()
        self._window.canvas.installEventFilter(self)
        self._session.frame_ready.connect(self._on_frame_ready)
        slider = self._slider()
        slider.value_changed.connect(self._on_value_changed)
        self._send(QEvent.Type.MouseButtonPress, slider.value())
        self._dragging = True
        self._started = self._beat = time.perf_counter()
        self._mover.start()
        self._loop.exec()
        slider.value_changed.disconnect(self._on_value_changed)
        self._session.frame_ready.disconnect(self._on_frame_ready)
        self._window.canvas.removeEventFilter(self)
        self._swings.append(Swing(seconds, self._kinds))
        return self._swings[-1]

    def figures(self) -> DragFigures:
        """What was seen during all drags."""
        latencies = sorted(self._latencies) or [math.nan]
        canvas = self._time_canvas()
        kinds = sum((swing.kinds for swing in self._swings), Counter[PreviewKind]())
        seconds = sum(swing.seconds for swing in self._swings)
        return DragFigures(
            seconds=seconds,
            previews=kinds.total(),
            previews_a_second=kinds.total() / seconds,
            latency_median_ms=statistics.median(latencies),
            latency_p95_ms=latencies[min(len(latencies) - 1, int(0.95 * len(latencies)))],
            longest_stall_ms=self._stall * 1000,
            settle_ms=statistics.median(self._settled),
            network_ms=statistics.median(self._network or [math.nan]),
            drawn={_in_words(kind): count for kind, count in kinds.most_common()},
            drawn_by=next((title for title, _ in self._by.most_common(1)), ""),
            canvas_median_ms=statistics.median(canvas),
            canvas_min_ms=min(canvas),
            canvas_max_ms=max(canvas),
            platform=QApplication.platformName(),
        )

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
        now = time.perf_counter()
        self._stall = max(self._stall, now - self._beat - MOVE_MS / 1000)
        self._beat = now
        elapsed = now - self._started
        if elapsed >= self._seconds:
            self._mover.stop()
            self._dragging = False
            self._released = time.perf_counter()
            self._send(QEvent.Type.MouseButtonRelease, self._slider().value())
            self._patience.start()
            return
        swing = math.sin(2 * math.pi * SWINGS_A_SECOND * elapsed)
        self._send(QEvent.Type.MouseMove, REACH * swing)

    def _on_value_changed(self, value: float) -> None:
        self._sent[value] = self._moved_at  # also if the slider follows the hand a little later

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
            self._network.append(frame.milliseconds)
            self._by[frame.drawn_by] += 1
            self._kinds[PreviewKind(frame.sharpened_from or frame.size, frame.light)] += 1
            sent = self._sent.get(frame.recipe.amount(self._direction))
            if sent is not None:
                self._latencies.append((now - sent) * 1000)
        elif frame.kind == "full" and frame.recipe == self._session.face.recipe:
            self._end((now - self._released) * 1000)

    def _end(self, settle_ms: float) -> None:
        if self._patience.isActive():  # else this one has ended
            self._patience.stop()
            self._settled.append(settle_ms)
            self._loop.quit()

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
