"""Where the panels are: at first, as the user left them, and back again."""

from __future__ import annotations

import base64
from collections.abc import Mapping

from PySide6.QtCore import QByteArray, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu, QSizePolicy, QTabWidget, QWidget

from facelab.session import Session
from facelab.ui.window.dock_titles import DockTitle, FloatingEdge, TabbedTitles
from facelab.ui.window.hidden_panels import HiddenPanels
from facelab.ui.window.screens import bring_in

LAYOUT_VERSION = 2
SAVE_MS = 1000
FIRST_SIZE = (1440, 900)
SMALLEST = (880, 560)
# Title bar and edges of a window: their size is known only once it is shown.
FRAME = (16, 44)
SIDE_WIDTH = 290
WIDE = 1000  # a window of this width has room beside the picture
DIRECTIONS_WIDTH = 360  # for locks and long names, where there is room
LOW = 720  # in a window lower than this what is needed less lies behind the style mixing
KEPT_HEIGHT = 150
Area = Qt.DockWidgetArea

# Title, area and height at first of each panel, from the top of its side down.
PLACES: dict[str, tuple[str, Area, int]] = {
    "face": ("Face", Area.LeftDockWidgetArea, 185),
    "mixing": ("Style mixing", Area.LeftDockWidgetArea, 250),
    "map": ("Latent map", Area.LeftDockWidgetArea, 330),
    "history": ("History", Area.LeftDockWidgetArea, 330),
    "directions": ("Directions", Area.RightDockWidgetArea, 780),
    "kept": ("Kept faces", Area.BottomDockWidgetArea, KEPT_HEIGHT),
}
# Panels that share a place with another, behind it at first.
BEHIND = {"history": "map"}
# Panels that have no use for more room than they need: the others of their side take it.
AS_HIGH_AS_NEEDED = ("face",)
# Panels whose controls are in their title; they give them as `header`.
OWN_TITLES = ("kept",)


class Layout(QObject):
    """The panels' docks of a window: they close, float, stack, and come back.

    Parameters
    ----------
    window : QMainWindow
    panels : mapping of str to QWidget
        By their names in `PLACES`.
    session : Session
        Its settings remember the layout.
    """

    def __init__(
        self, window: QMainWindow, panels: Mapping[str, QWidget], session: Session
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._afloat: list[QDockWidget] = []
        self._panels = panels
        self._needed: dict[str, int] = {}  # heights that panels asked for when last looked
        self._plain_state = Qt.WindowState.WindowNoState
        # Also after a crash the panels are where they were.
        self._save_soon = QTimer(self)
        self._save_soon.setSingleShot(True)
        self._save_soon.setInterval(SAVE_MS)
        self._save_soon.timeout.connect(self.save)
        window.setDockOptions(
            QMainWindow.DockOption.AnimatedDocks | QMainWindow.DockOption.AllowTabbedDocks
        )
        self.docks = {name: self._dock(name, panel) for name, panel in panels.items()}
        self.hidden = HiddenPanels(window, self.docks, LAYOUT_VERSION)
        self.hidden.changed.connect(self._on_moved)
        self._titles = TabbedTitles(
            window, [dock for name, dock in self.docks.items() if name not in OWN_TITLES]
        )
        window.setTabPosition(Area.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        window.setCorner(Qt.Corner.BottomLeftCorner, Area.LeftDockWidgetArea)
        window.setCorner(Qt.Corner.BottomRightCorner, Area.RightDockWidgetArea)

    def _dock(self, name: str, panel: QWidget) -> QDockWidget:
        title, area, _ = PLACES[name]
        dock = QDockWidget(title, self._window)
        dock.setObjectName(f"dock_{name}")
        dock.setWidget(panel)
        if name in AS_HIGH_AS_NEEDED:
            dock.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
            self._needed[name] = 0
        if name in OWN_TITLES:
            dock.setTitleBarWidget(DockTitle(dock, panel.header))  # type: ignore[attr-defined]
        FloatingEdge(dock)
        dock.installEventFilter(self)
        for moved in (dock.dockLocationChanged, dock.visibilityChanged, dock.topLevelChanged):
            moved.connect(self._on_moved)
        self._window.addDockWidget(area, dock)
        return dock

    # -- places --------------------------------------------------------------------------------

    def begin(self) -> None:
        """Lay out as at first, then as the user left it. Call it once all bars are there."""
        room = self._window.screen().availableSize()
        wide, high = room.width() - FRAME[0], room.height() - FRAME[1]
        self._window.setMinimumSize(min(SMALLEST[0], wide), min(SMALLEST[1], high))
        self._window.resize(min(FIRST_SIZE[0], wide), min(FIRST_SIZE[1], high))
        self._stack_docks()
        self._size_docks()
        settings = self._session.settings
        if settings.window_geometry and settings.window_state:
            self._window.restoreGeometry(_bytes(settings.window_geometry))
            self._window.restoreState(_bytes(settings.window_state), LAYOUT_VERSION)
        self._titles.follow_soon()
        # Window managers keep a panel above its window only if that is there first.
        self._afloat = [dock for dock in self.docks.values() if dock.isFloating()]
        self._afloat = [dock for dock in self._afloat if not dock.isHidden()]
        for dock in self._afloat:
            dock.hide()
        self._window.installEventFilter(self)
        self.bring_in()
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.screenRemoved.connect(self._on_screen_removed)

    def _show_afloat(self) -> None:
        afloat, self._afloat = self._afloat, []
        for dock in afloat:
            dock.show()
        if afloat:
            self._window.activateWindow()

    def _on_screen_removed(self, _screen: object) -> None:
        # Once the system has moved what it moves by itself.
        QTimer.singleShot(0, self, self.bring_in)

    def bring_in(self) -> None:
        """Move the window and floating panels onto a screen where they are on none."""
        if not self._window.windowState():
            bring_in(self._window)
        for dock in self.docks.values():
            if dock.isFloating():
                bring_in(dock)

    def reset(self) -> None:
        """Put all panels and bars back where they were at first; the window keeps its size."""
        order = list(self.docks.values())
        for dock in order:
            self.hidden.leave(dock)
        # Hidden first: Qt lays out anew with each that is hidden, and crashes over one that was
        # removed in between.
        for dock in order:
            dock.hide()
        for dock in order:
            dock.setFloating(False)
            self._window.removeDockWidget(dock)
        for name, dock in self.docks.items():
            self._window.addDockWidget(PLACES[name][1], dock)
            dock.show()
        self._stack_docks()
        self._size_docks()

    def _on_moved(self) -> None:
        if self._window.isVisible():
            self._save_soon.start()

    def save(self) -> None:
        """Remember the layout."""
        self._save_soon.stop()
        self.hidden.settle()
        state = self.hidden.before or self._window.saveState(LAYOUT_VERSION)
        self._session.change_settings(
            window_geometry=_text(self._window.saveGeometry()), window_state=_text(state)
        )

    def _stack_docks(self) -> None:
        behind = dict(BEHIND)
        if self._window.height() < LOW:
            behind = dict.fromkeys(("map", *BEHIND), "mixing")
        for name, front in behind.items():
            self._window.tabifyDockWidget(self.docks[front], self.docks[name])
            self.docks[front].raise_()

    def _size_docks(self) -> None:
        docks, resize = self.docks, self._window.resizeDocks
        sides = [docks["face"], docks["directions"]]
        wide = self._window.width() >= WIDE
        widths = [SIDE_WIDTH, DIRECTIONS_WIDTH if wide else SIDE_WIDTH]
        resize(sides, widths, Qt.Orientation.Horizontal)
        for area in (Area.LeftDockWidgetArea, Area.RightDockWidgetArea, Area.BottomDockWidgetArea):
            names = [n for n, place in PLACES.items() if place[1] == area and n not in BEHIND]
            heights = [max(PLACES[name][2], self._needed.get(name, 0)) for name in names]
            resize([docks[name] for name in names], heights, Qt.Orientation.Vertical)

    def give_room(self, name: str, height: int) -> None:
        """Make a panel as high as its content, as far as the others of its side can give."""
        dock = self.docks[name]
        if not dock.isFloating():
            more = dock.height() - self._panels[name].height()  # its title
            self._window.resizeDocks([dock], [height + more], Qt.Orientation.Vertical)

    def _fit(self, name: str) -> None:
        """Follow a panel that needs more or less room than before: Qt lets it cover the one
        below. One that the user made higher stays so.
        """
        dock, before = self.docks[name], self._needed[name]
        needed = self._needed[name] = dock.minimumSizeHint().height()
        if needed == before or dock.isFloating() or self._window.tabifiedDockWidgets(dock):
            return
        # Qt has given it what it needs already, but not moved the others.
        if needed > before or dock.height() <= before:
            self._window.resizeDocks([dock], [needed], Qt.Orientation.Vertical)

    def show_panel(self, name: str) -> None:
        """Open a panel, in front of those that share its place."""
        self.hidden.bring_back()
        self.docks[name].show()
        self.docks[name].raise_()

    # -- full screen ---------------------------------------------------------------------------

    def set_full_screen(self, on: bool) -> None:
        """Use the whole screen; afterwards the window is as it was, maximised or not."""
        window = self._window
        if on and not window.isFullScreen():
            self._plain_state = window.windowState()
            window.showFullScreen()
        elif not on and window.isFullScreen():
            maximised = bool(self._plain_state & Qt.WindowState.WindowMaximized)
            window.showMaximized() if maximised else window.showNormal()

    # -- menu and keys -------------------------------------------------------------------------

    def fill_menu(self, menu: QMenu) -> None:
        """A menu to show and hide panels."""
        panels = menu.addMenu("&Panels")
        panels.setToolTipsVisible(True)
        for dock in self.docks.values():
            action = dock.toggleViewAction()
            action.setToolTip(f"Show or hide {dock.windowTitle().lower()}")
            # One that was put onto another panel comes to the front.
            action.triggered.connect(lambda on, dock=dock: dock.raise_() if on else None)
            panels.addAction(action)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A floating panel is a window of its own: what it does not want goes to ours."""
        if watched is self._window:
            if event.type() == QEvent.Type.Show and self._afloat:
                QTimer.singleShot(0, self, self._show_afloat)
            return False
        if event.type() == QEvent.Type.Resize:
            self._on_moved()
        if event.type() == QEvent.Type.LayoutRequest:
            for name in self._needed:
                if watched is self.docks[name]:
                    QTimer.singleShot(0, self, lambda name=name: self._fit(name))
        if isinstance(watched, QDockWidget) and watched.isFloating():
            if event.type() == QEvent.Type.Show:
                bring_in(watched)
            if event.type() in (QEvent.Type.Show, QEvent.Type.WindowDeactivate):
                # Else Qt gives the keys to its first field as soon as it is clicked anywhere.
                watched.setFocus(Qt.FocusReason.OtherFocusReason)
        kinds = (QEvent.Type.KeyPress, QEvent.Type.KeyRelease)
        if (
            event.type() in kinds
            and isinstance(watched, QDockWidget)
            and isinstance(event, QKeyEvent)
            and watched.isFloating()
        ):
            press = event.type() == QEvent.Type.KeyPress
            self._window.keyPressEvent(event) if press else self._window.keyReleaseEvent(event)
            return event.isAccepted()
        return super().eventFilter(watched, event)


def _text(data: QByteArray) -> str:
    return base64.b64encode(data.data()).decode("ascii")


def _bytes(text: str) -> QByteArray:
    return QByteArray.fromBase64(text.encode("ascii", "replace"))
