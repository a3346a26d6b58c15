"""Whatever is dragged lets go in the same places, and only Escape takes it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QFocusEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from facelab.recipe import Seed
from facelab.session import Session
from facelab.ui.canvas import Canvas
from facelab.ui.dialogs.compare_two import LinkedView
from facelab.ui.panels.latent_map import Pad
from facelab.ui.panels.mixing.panel import MixingPanel
from facelab.ui.panels.timeline import TimelinePanel
from facelab.ui.panels.timeline.geometry import RULER
from facelab.ui.widgets import ValueSlider

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
PLAIN = Qt.KeyboardModifier.NoModifier
Move = QEvent.Type.MouseMove


@dataclass
class Dragged:
    """Something to drag, from where and to where, and how far it is."""

    widget: QWidget
    start: QPoint
    end: QPoint
    value: Callable[[], object]
    surface: QWidget | None = None  # what the mouse is over, if that is another widget
    beside: tuple[QWidget, ...] = ()  # what has to stay

    def send(self, kind: QEvent.Type, at: QPoint, button: Qt.MouseButton = NONE) -> None:
        over, point = self.surface or self.widget, QPointF(at)
        event = QMouseEvent(kind, point, over.mapToGlobal(point), button, LEFT, PLAIN)
        QApplication.sendEvent(over, event)

    def drag(self) -> object:
        """Press, and move. Returns the value before."""
        before = self.value()
        self.send(QEvent.Type.MouseButtonPress, self.start, LEFT)
        self.move(self.end)
        return before

    def move(self, to: QPoint) -> None:
        for share in (0.5, 1.0):
            self.send(Move, self.start + (to - self.start) * share)

    def release(self) -> None:
        self.send(QEvent.Type.MouseButtonRelease, self.end, LEFT)


@pytest.fixture(autouse=True)
def _slow_faces(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was reached last is not what was followed last."""
    monkeypatch.setattr("facelab.ui.hand_pace.PACE_MS", 60_000)
    monkeypatch.setattr("facelab.ui.hand_pace.PATIENCE_MS", 60_000)


Show = Callable[[QWidget], None]


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    def shown(widget: QWidget) -> None:
        qtbot.addWidget(widget)
        widget.show()
        qtbot.waitActive(widget)

    return shown


@pytest.fixture
def slider(show: Show) -> Dragged:
    made = ValueSlider("smile")
    made.resize(400, 40)
    show(made)
    middle = made.track.rect().center()
    return Dragged(made.track, middle, middle + QPoint(40, 0), made.value)


@pytest.fixture
def pad(show: Show) -> Dragged:
    made, told = Pad(), [(0.0, 0.0)]
    made.moved.connect(lambda x, y: told.append((x, y)))
    made.resize(300, 300)
    show(made)
    start, end = (made.widget_at(*at).toPoint() for at in ((0.5, 0.5), (2.0, -1.0)))
    return Dragged(made, start, end, lambda: told[-1], made.viewport())


def picture(brightness: int = 200) -> np.ndarray:
    return np.full((64, 64, 4), brightness, np.uint8)


@pytest.fixture
def moved_picture(show: Show) -> Dragged:
    made = Canvas()
    made.set_image(picture(), 1024)
    made.resize(400, 400)
    show(made)
    made.set_zoom(2.0)
    return Dragged(made, QPoint(200, 200), QPoint(230, 190), made.picture_rect)


@pytest.fixture
def divider(show: Show) -> Dragged:
    made = Canvas()
    made.set_image(picture(), 1024)
    made.set_before(picture(20))
    made.set_compare("wipe")
    made.resize(400, 400)
    show(made)
    return Dragged(made, QPoint(200, 200), QPoint(260, 200), made.wipe)


@pytest.fixture
def twins(show: Show) -> Dragged:
    window = QWidget()
    one, other = (LinkedView(name, window) for name in ("A", "B"))
    one.twin, other.twin = other, one
    window.resize(800, 400)
    show(window)
    for view in (one, other):
        view.resize(400, 400)
        view.set_image(picture(), 1024)
        view.set_zoom(2.0)
    rects = lambda: (one.picture_rect(), other.picture_rect())  # noqa: E731
    return Dragged(one, QPoint(200, 200), QPoint(230, 190), rects, beside=(window,))


@pytest.fixture
def matrix(show: Show, session: Session, start) -> Dragged:
    panel = MixingPanel(session)
    panel.resize(400, 900)
    face = start()
    session.face.edit(face.with_mix([0], Seed(5), 0.4).with_mix([4], Seed(6)), "mix")
    show(panel)
    panel.layers.set_expanded(True)
    made = panel.layers.matrix
    QApplication.sendPostedEvents()
    first, last = (made.cell_rect(row, 2).center() for row in (0, 2))
    return Dragged(made, first, last, lambda: session.face.recipe.mixing)


@pytest.fixture
def timeline(show: Show, session: Session, start, monkeypatch) -> TimelinePanel:
    monkeypatch.setattr("facelab.session.identity_networks.missing_identity", lambda: ())
    monkeypatch.setattr(session.drift, "look", lambda looked_at: None)
    made = TimelinePanel(session, Canvas())
    made.resize(900, 320)
    show(made)
    face = start()
    for seed in (1, 2, 3):
        session.animating.add([face.with_seed(seed)])
    session.animating.choose([0])
    return made


@pytest.fixture
def key(timeline: TimelinePanel, session: Session) -> Dragged:
    g = timeline.strip.geometry_of()
    assert g is not None
    at = g.thumb(1).center()
    return Dragged(timeline.strip, at, at + QPoint(60, 0), lambda: session.animating.timeline)


@pytest.fixture
def head(timeline: TimelinePanel, session: Session) -> Dragged:
    session.player.put(0.5)
    g = timeline.strip.geometry_of()
    assert g is not None
    start, end = (QPoint(round(g.x(seconds)), RULER // 2) for seconds in (1.0, 2.0))
    return Dragged(timeline.strip, start, end, lambda: round(session.player.head, 3))


@pytest.fixture
def curve(timeline: TimelinePanel, session: Session) -> Dragged:
    made = timeline.inspector.curve
    start = made._places()[0].toPoint()
    value = lambda: session.animating.keys[0].ease  # noqa: E731
    return Dragged(made, start, start + QPoint(20, -12), value)


DRAGGED = ("slider", "pad", "moved_picture", "divider", "twins", "matrix", "key", "head", "curve")


@pytest.fixture(params=DRAGGED)
def dragged(request: pytest.FixtureRequest) -> Dragged:
    made: Dragged = request.getfixturevalue(request.param)
    return made


def hide(thing: Dragged) -> None:
    thing.widget.hide()
    thing.widget.show()


def disable(thing: Dragged) -> None:
    thing.widget.setEnabled(False)
    thing.widget.setEnabled(True)


def open_menu(thing: Dragged) -> None:
    # What Qt says of one; offscreen, a menu of its own would complain.
    lost = QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.PopupFocusReason)
    QApplication.sendEvent(QApplication.focusWidget() or thing.widget, lost)


def ask_something(thing: Dragged) -> None:
    dialog = QDialog(thing.widget.window())
    dialog.open()
    dialog.done(0)


def go_to_another_window(thing: Dragged) -> None:
    QApplication.sendEvent(thing.widget.window(), QEvent(QEvent.Type.WindowDeactivate))


def press_a_key(thing: Dragged) -> None:
    QTest.keyClick(QApplication.focusWidget() or thing.widget, Qt.Key.Key_F9)


WAYS = (hide, disable, open_menu, ask_something, go_to_another_window, press_a_key)


@pytest.mark.parametrize("let_go", WAYS)
def test_what_is_held_stays_where_it_was_let_go(dragged: Dragged, let_go):
    before = dragged.drag()
    let_go(dragged)
    reached = dragged.value()
    assert reached != before
    dragged.move(dragged.start - (dragged.end - dragged.start))
    assert dragged.value() == reached
    dragged.release()
    assert dragged.value() == reached


def test_the_same_is_reached_by_a_release(dragged: Dragged):
    before = dragged.drag()
    dragged.release()
    reached = dragged.value()
    assert reached != before
    dragged.move(dragged.start)
    assert dragged.value() == reached


def test_escape_takes_it_back(dragged: Dragged, session: Session):
    before = dragged.drag()
    QTest.keyClick(QApplication.focusWidget() or dragged.widget, Qt.Key.Key_Escape)
    assert dragged.value() == before
    dragged.move(dragged.end)
    dragged.release()
    assert dragged.value() == before
    assert not session.face.in_gesture
    assert not session.animating.in_gesture


def test_keys_that_say_how_it_is_dragged_end_nothing(dragged: Dragged):
    dragged.send(QEvent.Type.MouseButtonPress, dragged.start, LEFT)
    dragged.move((dragged.start + dragged.end) / 2)
    for key in (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt):
        QTest.keyClick(dragged.widget, key)
    near = dragged.value()
    dragged.move(dragged.end)
    dragged.release()
    assert dragged.value() != near
