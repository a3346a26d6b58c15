"""Hides panels and bars, and brings them back as they were."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from PySide6.QtCore import QByteArray, QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCursor, QMouseEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QWidget

from facelab.ui.window.dragged_panels import drop_dragged

Area = Qt.DockWidgetArea
EDGE = 2  # pixels in which a pointer that rests asks for what lies at that side
COME_MS = 180
GO_MS = 450
LOOK_MS = 100
DRAG_MS = 50


class HiddenPanels(QObject):
    """Hides all panels at a key, and in full screen the bars as well: the face is alone.

    Then a pointer that rests at an edge of the screen brings what belongs there, until it is on
    the face again; panels that float belong to no edge. A panel that is moved, floated, closed or
    asked for by name meanwhile brings the others back: what the user arranges by hand is what
    holds.

    Parameters
    ----------
    window : QMainWindow
    version : int
        Of the window's layout, for Qt's `saveState`.

    Attributes
    ----------
    before : QByteArray or None
        The layout to come back to, while panels are hidden.

    Signals
    -------
    changed
        Another layout is to be remembered, even if none of the panels has moved.
    """

    changed = Signal()

    def __init__(self, window: QMainWindow, version: int) -> None:
        super().__init__(window)
        self._window = window
        self._docks: Mapping[str, QDockWidget] = {}
        self._version = version
        self.before: QByteArray | None = None
        self._were_there: list[QDockWidget] = []
        self._in_front: list[QDockWidget] = []
        self._rearranged = False  # by hand, since they were hidden
        self._working = False
        self._alone = False
        self._hidden_before = False  # whether panels were hidden when the face became alone
        self._bars: list[QWidget] = []
        self._switch: QAction | None = None
        self._face: QWidget | None = None
        self._home: Callable[[], None] = window.setFocus
        self._come = self._timer(COME_MS, self._on_come)
        self._go = self._timer(GO_MS, self._hide_all)
        self._end_soon = self._timer(0, self._on_end_soon)
        # What lies in the place of the face tells us nothing of the pointer over it.
        self._look = self._timer(LOOK_MS, self._on_look)
        self._look.setSingleShot(False)

    def take(self, docks: Mapping[str, QDockWidget]) -> None:
        """These are the panels, by their names."""
        self._docks = docks
        for dock in docks.values():
            dock.installEventFilter(self)
            dock.topLevelChanged.connect(self._on_rearranged)
            dock.dockLocationChanged.connect(self._on_rearranged)
            dock.toggleViewAction().triggered.connect(
                lambda shown, dock=dock: self._on_toggled(dock, shown)
            )

    def _timer(self, milliseconds: int, act: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(act)
        return timer

    def follow(self, switch: QAction, face: QWidget, home: Callable[[], None]) -> None:
        """Follow the switch that hides panels, and the pointer over the face; `home` gives the
        keys to the face, or to what is in its place.
        """
        self._switch, self._face, self._home = switch, face, home
        face.installEventFilter(self)

    # -- all panels ----------------------------------------------------------------------------

    def set_hidden(self, hidden: bool) -> None:
        """Hide all panels, or bring them back as they were; called by the switch."""
        drop_dragged(self._window)
        if hidden and self.before is None:
            self._rearranged = False
            self.before = self._window.saveState(self._version)
            self._were_there = [dock for dock in self._docks.values() if not dock.isHidden()]
            # Qt puts what lies behind a tab outside of the window.
            inside = self._window.rect()
            self._in_front = [d for d in self._were_there if inside.intersects(d.geometry())]
            self._hide(self._were_there)
        elif not hidden and self.before is not None:
            before, self.before = self.before, None
            if self._rearranged:
                for dock in self._were_there:
                    dock.show()
                for dock in self._in_front:
                    dock.raise_()
            else:
                self._window.restoreState(before, self._version)
            self._show_bars(not self._alone)
        self.changed.emit()

    def forget(self) -> None:
        """Nothing is to come back as it was: the panels are about to be laid out anew."""
        self.before = None
        self._rearranged = self._hidden_before = False

    def meanwhile(self, arrange: Callable[[], None]) -> None:
        """Arrange other panels, or the same ones otherwise; they are hidden again if they were."""
        hidden, self.before = self.before is not None, None
        arrange()
        if hidden:
            self.set_hidden(True)
        if self._alone:
            self._show_bars(False)
            self._watch()

    def bring_back(self) -> None:
        """Bring all panels back, if they are hidden: one of them is asked for."""
        if self.before is not None and self._switch is not None:
            self._switch.setChecked(False)

    def _hide(self, parts: Iterable[QWidget]) -> None:
        for part in parts:
            self.leave(part)
            part.hide()

    def leave(self, part: QWidget) -> None:
        """Keys that go to a part that is about to go are the face's: Qt gives them to whatever
        comes next.
        """
        focus = QApplication.focusWidget()
        if focus is not None and part.isAncestorOf(focus):
            self._home()

    # -- what the user does to them meanwhile ------------------------------------------------------

    def _on_toggled(self, dock: QDockWidget, shown: bool) -> None:
        # Qt closes a panel that is closed in a layout that it restores: nobody's hand did that.
        if self.before is not None and not self._working:
            others = [other for other in self._were_there if other is not dock]
            self._were_there = [*others, dock] if shown else others
            self._rearranged = True
            self.bring_back()

    def settle(self) -> None:
        """Let what was arranged by hand hold now, before it is remembered."""
        if self._rearranged:
            self.bring_back()

    def _on_rearranged(self) -> None:
        if self.before is not None and not self._working:
            self._rearranged = True
            self._end_soon.start(0)

    def _on_end_soon(self) -> None:
        if QApplication.mouseButtons() != Qt.MouseButton.NoButton:
            self._end_soon.start(DRAG_MS)  # not while the hand drags one
        else:
            self.bring_back()

    def set_alone(self, alone: bool, bars: Sequence[QWidget]) -> None:
        """Show nothing but the face, or what was there before."""
        assert self._switch is not None, "the window makes it follow a switch first"
        if alone == self._alone:
            return
        self._alone = alone
        if alone:
            self._hidden_before = self._switch.isChecked()
            self._bars = [bar for bar in bars if not bar.isHidden()]
            self._switch.setChecked(True)
        else:
            self._stop()
            self._switch.setChecked(self._hidden_before)
        self._show_bars(not alone)
        self._watch()

    def _show_bars(self, shown: bool) -> None:
        if shown:
            for bar in self._bars:
                bar.show()
        else:
            self._hide(self._bars)

    # -- at the edges, while the face is alone -----------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the pointer over the face, and panels that are closed."""
        if isinstance(watched, QDockWidget) and event.type() == QEvent.Type.Close:
            self.leave(watched)
            self._on_toggled(watched, False)
        if self._alone and watched is self._face:
            if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove:
                self._on_pointer(bool(event.buttons()))
            elif event.type() == QEvent.Type.Leave:
                self._stop()
        return super().eventFilter(watched, event)

    def _watch(self) -> None:
        """Look after the pointer where the face is not there to tell of it."""
        if self._alone and self._face is not None and not self._face.isVisible():
            self._look.start()
        else:
            self._look.stop()

    def _on_look(self) -> None:
        at = QCursor.pos()
        middle = self._window.centralWidget()
        assert middle is not None
        if QApplication.activePopupWidget() is None and middle.rect().contains(
            middle.mapFromGlobal(at)
        ):
            self._on_pointer(QApplication.mouseButtons() != Qt.MouseButton.NoButton)
        else:
            self._stop()

    def _on_pointer(self, held: bool) -> None:
        edge = self._edge(self._window.mapFromGlobal(QCursor.pos()))
        if held or edge is None:
            self._come.stop()
        elif not self._come.isActive():
            self._come.start()
        if held or edge is not None or not self._something_came():
            self._go.stop()
        elif not self._go.isActive():
            self._go.start()

    def _stop(self) -> None:
        self._come.stop()
        self._go.stop()

    def _edge(self, at: QPoint) -> Area | None:
        """The side of the window that a point touches, if anything belongs there."""
        window = self._window.rect()
        for area, distance in (
            (Area.TopDockWidgetArea, at.y()),
            (Area.BottomDockWidgetArea, window.bottom() - at.y()),
            (Area.LeftDockWidgetArea, at.x()),
            (Area.RightDockWidgetArea, window.right() - at.x()),
        ):
            if distance < EDGE and self._has(area):
                return area
        return None

    def _has(self, edge: Area) -> bool:
        if edge is Area.TopDockWidgetArea and self._bars:
            return True
        return any(self._belongs(dock, edge) for dock in self._were_there)

    def _belongs(self, dock: QDockWidget, edge: Area) -> bool:
        return not dock.isFloating() and self._window.dockWidgetArea(dock) == edge

    def _something_came(self) -> bool:
        hidden = self._switch is not None and self._switch.isChecked()
        bars = any(not bar.isHidden() for bar in self._bars)
        return bars or (hidden and any(not dock.isHidden() for dock in self._docks.values()))

    def _on_come(self) -> None:
        edge = self._edge(self._window.mapFromGlobal(QCursor.pos()))
        if edge is None or self.before is None or self._rearranged:
            return
        self._window.setUpdatesEnabled(False)
        self._working = True
        # Each as high and as wide as it was, and in front what was in front.
        self._window.restoreState(self.before, self._version)
        self._hide(dock for dock in self._docks.values() if not self._belongs(dock, edge))
        self._show_bars(edge is Area.TopDockWidgetArea)
        self._working = False
        self._window.setUpdatesEnabled(True)

    def _hide_all(self) -> None:
        """The pointer is on the face again."""
        self._show_bars(False)
        if self._switch is not None and self._switch.isChecked():
            self._hide(self._docks.values())
