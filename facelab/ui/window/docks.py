"""Where the panels are: at first, as the user left them in each workspace, and back again."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from typing import cast

from PySide6.QtCore import QByteArray, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu, QSizePolicy, QTabWidget, QWidget
from shiboken6 import isValid

from facelab.session import Session
from facelab.ui.window.dock_titles import DockTitle, FloatingEdge, TabbedTitles
from facelab.ui.window.dragged_panels import drop_dragged
from facelab.ui.window.first_arrangement import FirstArrangement
from facelab.ui.window.hidden_panels import HiddenPanels
from facelab.ui.window.panel_entry import AnyEntry, Place
from facelab.ui.window.screens import bring_in
from facelab.ui.window.side_widths import UNKNOWN, SideWidths
from facelab.ui.window.workspace import FIRST, WorkspaceName

LAYOUT_VERSION = 2
SAVE_MS = 1000
FIRST_SIZE = (1440, 900)
SMALLEST = (880, 560)
# Title bar and edges of a window: their size is known only once it is shown.
FRAME = (16, 44)
Area = Qt.DockWidgetArea


class Layout(QObject):
    """The panels' docks of a window: they close, float, stack, and come back.

    Each workspace has an arrangement of its own, over docks of which it shows some.

    Parameters
    ----------
    window : QMainWindow
    session : Session
        Its settings remember the arrangements.

    Attributes
    ----------
    docks : dict of str to QDockWidget
        By the names of their entries.
    hidden : HiddenPanels
    restored : bool
        Whether the panels are where the user left them: until then nothing may hide them, for it
        would be the first arrangement that comes back.
    """

    def __init__(self, window: QMainWindow, session: Session) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._workspace: WorkspaceName = FIRST
        self._states: dict[WorkspaceName, QByteArray] = {}
        self._widths: dict[WorkspaceName, int] = {}  # of the window, where they were remembered
        self._afloat: list[QDockWidget] = []
        self.restored = False
        self._entries: dict[str, AnyEntry] = {}
        self._places: dict[str, Place] = {}
        self._panels: Mapping[str, QWidget] = {}
        self.docks: dict[str, QDockWidget] = {}
        self._needed: dict[str, int] = {}  # heights that panels asked for when last looked
        # Also after a crash the panels are where they were.
        self._save_soon = QTimer(self)
        self._save_soon.setSingleShot(True)
        self._save_soon.setInterval(SAVE_MS)
        self._save_soon.timeout.connect(self.save)
        window.setDockOptions(
            QMainWindow.DockOption.AnimatedDocks | QMainWindow.DockOption.AllowTabbedDocks
        )
        window.setTabPosition(Area.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        window.setCorner(Qt.Corner.BottomLeftCorner, Area.LeftDockWidgetArea)
        window.setCorner(Qt.Corner.BottomRightCorner, Area.RightDockWidgetArea)
        self.hidden = HiddenPanels(window, LAYOUT_VERSION)
        self.hidden.changed.connect(self._on_moved)

    def take(self, entries: Iterable[AnyEntry], panels: Mapping[str, QWidget]) -> None:
        """Make docks for panels, those of all workspaces; pages are not for docks."""
        self._panels = panels
        for entry in entries:
            place = entry.dock_place()
            if place is not None:
                self._entries[entry.name], self._places[entry.name] = entry, place
                self.docks[entry.name] = self._dock(entry, place, panels[entry.name])
        self.hidden.take(self.docks)
        under_tabs = [dock for name, dock in self.docks.items() if not self._places[name].own_title]
        self._titles = TabbedTitles(self._window, under_tabs)
        self._sides = SideWidths(self._window, self.docks, self._places, self._fit_all)

    def _dock(self, entry: AnyEntry, place: Place, panel: QWidget) -> QDockWidget:
        dock = QDockWidget(entry.title, self._window)
        dock.setObjectName(f"dock_{entry.name}")
        dock.setWidget(panel)
        if place.only_as_needed:
            dock.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
            self._needed[entry.name] = 0
        if place.own_title:
            dock.setTitleBarWidget(DockTitle(dock, panel.header))  # type: ignore[attr-defined]
        FloatingEdge(dock)
        dock.installEventFilter(self)
        for moved in (dock.dockLocationChanged, dock.visibilityChanged, dock.topLevelChanged):
            moved.connect(self._on_moved)
        self._window.addDockWidget(place.area, dock)
        return dock

    # -- places --------------------------------------------------------------------------------

    def begin(self) -> None:
        """Lay out as at first, then as the user left it. Call it once all bars are there."""
        room = self._window.screen().availableSize()
        wide, high = room.width() - FRAME[0], room.height() - FRAME[1]
        self._window.setMinimumSize(min(SMALLEST[0], wide), min(SMALLEST[1], high))
        self._window.resize(min(FIRST_SIZE[0], wide), min(FIRST_SIZE[1], high))
        self._arrange_first()
        settings = self._session.settings
        for name, state in settings.workspace_layouts.items():
            self._states[cast(WorkspaceName, name)] = _bytes(state)
            self._widths[cast(WorkspaceName, name)] = settings.window_width
        if settings.window_geometry and settings.window_state:
            self._window.restoreGeometry(_bytes(settings.window_geometry))
            self._window.restoreState(_bytes(settings.window_state), LAYOUT_VERSION)
            self._hide_others()
            self._sides.take_over(settings.window_width)
        self._titles.follow_soon()
        self.restored = True

    def await_window(self) -> None:
        """What floats is shown once the window is. Call it when the window is as it was left, in
        full screen as well: panels that are hidden until then do not count as closed.
        """
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
        drop_dragged(self._window)
        order = [self.docks[name] for name in self._offered()]
        for dock in order:
            self.hidden.leave(dock)
        # Hidden first: Qt lays out anew with each that is hidden, and crashes over one that was
        # removed in between.
        for dock in order:
            dock.hide()
        for dock in order:
            dock.setFloating(False)
            self._window.removeDockWidget(dock)
        for name in self._offered():
            self._window.addDockWidget(self._places[name].area, self.docks[name])
            self.docks[name].setVisible(self._entries[name].open_in(self._workspace))
        self._arrange_first()

    def _offered(self) -> list[str]:
        """Names of the panels that can be opened in this workspace."""
        there = self._workspace
        return [name for name, entry in self._entries.items() if entry.offered_in(there)]

    def home_of(self, name: str) -> WorkspaceName:
        """Where a panel can be opened: in this workspace, or where it is at home."""
        return self._workspace if name in self._offered() else self._entries[name].workspace

    def _arrange_first(self) -> None:
        self._hide_others()
        placed = {
            name: (self.docks[name], self._places[name])
            for name in self._offered()
            if self._entries[name].open_in(self._workspace)
        }
        FirstArrangement(self._window, placed).lay_out(self._needed)

    def _hide_others(self) -> None:
        """Hide the panels of other workspaces, and leave them out of menus."""
        offered = self._offered()
        for name, dock in self.docks.items():
            dock.toggleViewAction().setVisible(name in offered)
            if name not in offered and not dock.isHidden():
                self.hidden.leave(dock)
                dock.hide()

    # -- workspaces ------------------------------------------------------------------------------

    def has_panels(self) -> bool:
        """Whether the workspace has any."""
        return bool(self._offered())

    def change_to(self, workspace: WorkspaceName) -> None:
        """Remember the arrangement, and show that of another workspace."""
        drop_dragged(self._window)
        self.hidden.settle()
        self._remember()

        def arrange() -> None:
            self._workspace = workspace
            state = self._states.get(workspace)
            known = state is not None and self._window.restoreState(state, LAYOUT_VERSION)
            if not known and self.has_panels():
                self.reset()
            self._hide_others()

        self.hidden.meanwhile(arrange)
        layout = self._window.layout()
        assert layout is not None
        layout.activate()  # now: else it would be seen for a moment as it was
        self._sides.take_over(self._widths.get(workspace, UNKNOWN))
        if any(dock.isFloating() and dock.isVisible() for dock in self.docks.values()):
            self._window.activateWindow()  # Qt gives the keys to what floats as it is shown
        self._on_moved()

    def _remember(self) -> None:
        if self.has_panels():
            state = self.hidden.before or self._window.saveState(LAYOUT_VERSION)
            self._states[self._workspace] = state
            self._widths[self._workspace] = self._window.width()

    def _on_moved(self) -> None:
        if isValid(self._window) and self._window.isVisible():  # docks go after their window
            self._save_soon.start()

    def save(self) -> None:
        """Remember the arrangements."""
        self._save_soon.stop()
        self.hidden.settle()
        self._remember()
        others = {name: _text(state) for name, state in self._states.items() if name != FIRST}
        self._session.change_settings(
            window_geometry=_text(self._window.saveGeometry()),
            window_width=self._window.width(),
            window_state=_text(self._states.get(FIRST, QByteArray())),
            workspace_layouts=others,
        )

    def give_room(self, name: str, height: int) -> None:
        """Make a panel as high as its content, as far as the others of its side can give."""
        dock = self.docks[name]
        if not dock.isFloating():
            # Its title; one that is out of sight may not be laid out yet, and lower than its panel.
            more = max(0, dock.height() - self._panels[name].height())
            self._window.resizeDocks([dock], [max(1, height + more)], Qt.Orientation.Vertical)

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
            self._window.resizeDocks([dock], [max(1, needed)], Qt.Orientation.Vertical)

    def _fit_all(self) -> None:
        """Where a low window has squeezed panels, they get what they need once there is room."""
        for name in self._needed:
            dock = self.docks[name]
            if dock.isFloating() or not dock.isVisible():
                continue
            place = dock.geometry()
            # Qt makes none lower than it can be: it lets the next one cover a part of it.
            if any(other.geometry().intersects(place) for other in self._beside(dock)):
                self._window.resizeDocks([dock], [place.height()], Qt.Orientation.Vertical)

    def _beside(self, dock: QDockWidget) -> list[QDockWidget]:
        """The others that do not float and have a place of their own."""
        tabbed = self._window.tabifiedDockWidgets(dock)
        others = [each for each in self.docks.values() if each is not dock and each.isVisible()]
        return [each for each in others if each not in tabbed and not each.isFloating()]

    def show_panel(self, name: str) -> None:
        """Open a panel, in front of those that share its place."""
        self.hidden.bring_back()
        self.docks[name].show()
        self.docks[name].raise_()

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
