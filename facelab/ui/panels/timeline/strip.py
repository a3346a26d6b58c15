"""The strip of a timeline, held by mouse and keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from facelab.session import Session
from facelab.ui.dropping import accept_copy, dragged_files
from facelab.ui.faces_mime import carries_faces
from facelab.ui.hand_hold import HandHold
from facelab.ui.panels.timeline.geometry import Hit
from facelab.ui.panels.timeline.grips import Grip, HeadGrip, HoldGrip, KeyGrip, PointGrip
from facelab.ui.panels.timeline.keyboard import StripKeys, wanted
from facelab.ui.panels.timeline.painting import time_words
from facelab.ui.panels.timeline.strip_view import StripView


class Strip(StripView):
    """Takes hold of what a timeline shows: keys, holds, points, the play head.

    Signals
    -------
    menu_requested : Hit, QPoint
        Right click or Menu key: on what, and where on the screen.
    face_wanted : int
        A key is to be edited: its face is to be on show.
    point_wanted : int, float, float
        A track was double-clicked where it has no point: its number, seconds and amount.
    faces_dropped : QMimeData, int, float
        Faces, or files, were dropped before the key of this index, at these seconds.
    drift_clicked
        The row that says how the person changes.
    left
        Escape: the canvas is to show the face again.
    """

    menu_requested = Signal(object, QPoint)
    face_wanted = Signal(int)
    point_wanted = Signal(int, float, float)
    faces_dropped = Signal(object, int, float)
    drift_clicked = Signal()
    left = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._hold = HandHold(self, self._let_go, self._take_back)
        self._grip: Grip | None = None
        self._taken_at = QPointF()
        self._keys = StripKeys(self, session, self.face_wanted.emit, self.left.emit)
        session.animating.changed.connect(self._on_changed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("own_space", True)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)

    # -- the hand -----------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take what is there."""
        g = self.geometry_of()
        if g is None or event.button() != Qt.MouseButton.LeftButton:
            return
        animating, place = self._session.animating, event.position()
        hit = g.at(place, animating.chosen[-1] if animating.chosen else -1)
        self._hold.take(event)
        self._taken_at, self._held = place, g
        if hit.what == "key":
            self._choose(hit.index, event.modifiers())
            if event.modifiers() == Qt.KeyboardModifier.NoModifier:
                self._session.player.seek(g.timeline.starts[hit.index])
            self._grip = KeyGrip(g.timeline, hit.index)
        elif hit.what == "hold":
            animating.choose([hit.index])
            self._grip = HoldGrip(g.timeline, hit.index)
        elif hit.what == "change":
            animating.choose([hit.index])
        elif hit.what == "point":
            self.chosen_point = (hit.index, hit.point)
            track = g.timeline.tracks[hit.index]
            self._grip = PointGrip(track, hit.index, hit.point, g.reach(track))
        else:
            self.chosen_point = None
            if hit.what == "drift":
                self.drift_clicked.emit()
            elif hit.what in ("ruler", "nothing"):
                player, self._scrubbing = self._session.player, True
                self._grip = HeadGrip(place.x(), player.head, player.showing is not None)
                self._grip.move(self._session, g, QPointF(), False)
        self.update()

    def _choose(self, index: int, modifiers: Qt.KeyboardModifier) -> None:
        animating = self._session.animating
        chosen = set(animating.chosen)
        self.chosen_point = None
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            animating.choose(chosen ^ {index})
        elif modifiers & Qt.KeyboardModifier.ShiftModifier and chosen:
            first = min(chosen)
            animating.choose(range(min(first, index), max(first, index) + 1))
        elif index not in chosen or len(chosen) == 1:
            animating.choose([index])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move what is held; else say what could be."""
        place = event.position()
        if self._grip is not None and self._held is not None:
            by, moving = place - self._taken_at, self._scrubbing
            if moving or self._session.animating.in_gesture or by.manhattanLength() > 3:
                shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                self._grip.move(self._session, self._held, by, shift)
        else:
            g = self.geometry_of()
            chosen = self._session.animating.chosen
            hit = Hit("nothing") if g is None else g.at(place, chosen[-1] if chosen else -1)
            if hit != self._hover:
                self._hover = hit
                self._show_cursor()
                self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._hold.release(event)

    def _let_go(self) -> None:
        if self._scrubbing:
            self._session.player.show(resting=True)
        self._session.animating.end_gesture()
        self._follow_no_more()

    def _take_back(self) -> None:
        if self._grip is not None:
            self._grip.take_back(self._session)
        self._follow_no_more()

    def _on_changed(self) -> None:
        if not self._session.animating.in_gesture:
            self._hold.let_go()  # of what was there before somebody else changed it

    def _follow_no_more(self) -> None:
        self._held, self._grip, self._scrubbing = None, None, False
        self.follow()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Edit the face of a key; a new point in a track."""
        g = self.geometry_of()
        if g is None or event.button() != Qt.MouseButton.LeftButton:
            return
        hit = g.at(event.position())
        if hit.what == "key":
            self.face_wanted.emit(hit.index)
        elif hit.what == "track":
            track = g.timeline.tracks[hit.index]
            time = g.snapped(min(max(0.0, g.seconds(event.position().x())), g.timeline.one_way))
            amount = g.amount(hit.index, event.position().y(), g.reach(track))
            self.point_wanted.emit(hit.index, time, round(amount, 2))

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer is elsewhere."""
        super().leaveEvent(event)
        self._hover = Hit("nothing")
        self.update()

    def _show_cursor(self) -> None:
        shapes = {
            "hold": Qt.CursorShape.SizeHorCursor,
            "point": Qt.CursorShape.SizeAllCursor,
            "ruler": Qt.CursorShape.SplitHCursor,
            "key": Qt.CursorShape.PointingHandCursor,
            "change": Qt.CursorShape.PointingHandCursor,
        }
        shape = shapes.get(self._hover.what)
        self.unsetCursor() if shape is None else self.setCursor(shape)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for a menu, at the pointer or at the selected key."""
        g, chosen = self.geometry_of(), self._session.animating.chosen
        if g is None:
            self.menu_requested.emit(Hit("nothing"), event.globalPos())
        elif event.reason() == QContextMenuEvent.Reason.Keyboard:
            hit = Hit("key", chosen[0]) if chosen else Hit("nothing")
            at = g.thumb(chosen[0]).center() if chosen else self.rect().center()
            self.menu_requested.emit(hit, self.mapToGlobal(at))
        else:
            hit = g.at(QPointF(event.pos()), chosen[-1] if chosen else -1)
            if hit.what in ("key", "change", "hold") and hit.index not in chosen:
                self._session.animating.choose([hit.index])
            if hit.what == "point":
                self.chosen_point = (hit.index, hit.point)
            self.menu_requested.emit(hit, event.globalPos())

    # -- keys, focus, help ----------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Keys that the window has commands for are its own while it has the hand."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and wanted(event):
            event.accept()
            return True
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._tip(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """See `keyboard`."""
        if not self._keys.press(event):
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """What a key moved is a step once it is let go."""
        if not event.isAutoRepeat() and not self._hold:
            self._session.animating.end_gesture()
        event.ignore()

    def _tip(self, place: QPointF) -> str:
        g = self.geometry_of()
        if g is None:
            return ""
        hit = g.at(place)
        if hit.what == "key":
            start = time_words(g.timeline.starts[hit.index])
            return f"Key {hit.index + 1} at {start}. Drag to move, double-click to edit its face."
        tips = {
            "hold": "Drag to let the face stay longer. The keys behind it move along.",
            "change": "Click to choose how long the change takes, and its easing.",
            "ruler": "Drag to see any moment.",
            "point": "Drag up and down for the amount, sideways for the time.",
            "track": "Double-click for another point.",
            "drift": f"{self._drift_words}.\nHow far the person is from the first key.",
        }
        return tips.get(hit.what, "")

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A ring for those who came by keyboard."""
        reasons = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self._ring = event.reason() in reasons
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Without the ring."""
        self._ring = False
        self._session.animating.end_gesture()
        super().focusOutEvent(event)
        self.update()

    # -- drops --------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Faces may be dropped, also in files."""
        if carries_faces(event.mimeData()) or dragged_files(event.mimeData()):
            accept_copy(event)
            self._show_drop(event.position())

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Where it would go."""
        accept_copy(event)
        self._show_drop(event.position())

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """Elsewhere."""
        self._drop = None
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the faces."""
        g, x = self.geometry_of(), event.position().x()
        at = 0 if g is None else sum(g.x(start) < x for start in g.starts)
        self._drop = None
        accept_copy(event)
        self.faces_dropped.emit(event.mimeData(), at, 0.0 if g is None else g.snapped(g.seconds(x)))
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.update()

    def _show_drop(self, place: QPointF) -> None:
        g = self.geometry_of()
        self._drop = None if g is None else g.seconds(place.x())
        self.update()
