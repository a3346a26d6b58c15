"""Shows one workspace of the window: what is in its middle, its panels, and who has the keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QSizePolicy, QStackedWidget, QWidget
from shiboken6 import isValid

from facelab.ui.canvas import Canvas
from facelab.ui.widgets import Segment, SegmentedControl
from facelab.ui.window.docks import Layout
from facelab.ui.window.panel_entry import AnyEntry, Page
from facelab.ui.window.workspace import FIRST, Workspace, WorkspaceName, held


class Middle(QStackedWidget):
    """What is in the middle of the window; what is behind takes no room.

    Signals
    -------
    resized
    """

    resized = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._nothing = QWidget(self)
        self.addWidget(self._nothing)
        # The window remembers what its middle needs until it is told.
        self.currentChanged.connect(lambda _: self.updateGeometry())

    def clear(self) -> None:
        """Show nothing, while panels are arranged: what is shown then is laid out once."""
        self.setCurrentWidget(self._nothing)

    def sizeHint(self) -> QSize:
        """That of what is shown."""
        return self._shown().sizeHint()

    def minimumSizeHint(self) -> QSize:
        """That of what is shown: a wide page must not make the panels narrow."""
        return self._shown().minimumSizeHint()

    def _shown(self) -> QWidget:
        return self.currentWidget() or self._nothing

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell those who lie over it."""
        super().resizeEvent(event)
        self.resized.emit()


class Workspaces(QObject):
    """The workspaces of a window that hold something. The first has the picture in its middle,
    the others that or a page of their own.

    Parameters
    ----------
    window : QMainWindow
    middle : QWidget
        What holds the canvas.
    canvas : Canvas
    layout : Layout

    Attributes
    ----------
    current : str
        The one on show.

    Signals
    -------
    changed
        Another one is on show, and the keys are there.
    """

    changed = Signal()

    def __init__(
        self, window: QMainWindow, middle: QWidget, canvas: Canvas, layout: Layout
    ) -> None:
        super().__init__(window)
        self._window = window
        self._with_canvas = middle
        self._canvas = canvas
        self._layout = layout
        self.current: WorkspaceName = FIRST
        self.held: tuple[Workspace, ...] = held(())
        self._pages: dict[WorkspaceName, QWidget] = {}
        self._opened_from: dict[WorkspaceName, WorkspaceName] = {}
        self._last_with_canvas: WorkspaceName = FIRST
        self._had_keys: dict[WorkspaceName, QWidget | None] = {}
        self.middle = Middle(window)
        self.middle.addWidget(middle)
        self.middle.setCurrentWidget(middle)
        self.middle.resized.connect(canvas.place_notice)
        window.setCentralWidget(self.middle)

    def take(self, entries: Iterable[AnyEntry], panels: Mapping[str, QWidget]) -> None:
        """Put pages into the middle of their workspaces; those of docks show as well."""
        entries = tuple(entries)
        self.held = held(entry.workspace for entry in entries)
        for entry in entries:
            if entry.place == "centre":
                assert entry.workspace not in self._pages, "one page for a workspace"
                self._pages[entry.workspace] = panels[entry.name]
                self.middle.addWidget(panels[entry.name])

    def page(self) -> Page | None:
        """The page on show in the place of the picture."""
        return cast(Page | None, self._pages.get(self.current))

    def take_keys(self) -> None:
        """The keys go to what is in the middle."""
        page = self.page()
        if page is None:
            self._canvas.setFocus()
        else:
            page.take_keys()

    # -- going from one to another ---------------------------------------------------------------

    def show(self, name: WorkspaceName) -> None:
        """Show a workspace."""
        if name != self.current:
            self._opened_from[name] = self.current
            self._change(name)

    def show_panel(self, name: str) -> None:
        """Open a panel, where it is at home unless it is offered here."""
        self.show(self._layout.home_of(name))
        self._layout.show_panel(name)

    def back(self) -> None:
        """Leave a page for the workspace from which it was opened."""
        if self.page() is not None:
            self._change(self._opened_from.get(self.current, FIRST))

    def show_canvas(self) -> None:
        """Show the last workspace that had the picture in its middle."""
        if self.page() is not None:
            self._change(self._last_with_canvas)

    def switch(self, name: WorkspaceName, on: bool) -> None:
        """A command was switched on or off: the key that opened a page closes it too."""
        if on:
            self.show(name)
        elif name == self.current:
            self.back()
            self.changed.emit()  # one with the picture stays: its command is on again

    def _change(self, name: WorkspaceName) -> None:
        self._had_keys[self.current] = self._keys_inside()
        self.current = name
        if self.page() is None:
            self._last_with_canvas = name
        self.middle.clear()
        self._layout.change_to(name)
        self.middle.setCurrentWidget(self._pages.get(name, self._with_canvas))
        before = self._had_keys.get(name)
        # Sliders are made anew when a network is loaded: it may be gone.
        if self.page() is None and before is not None and isValid(before) and before.isVisible():
            before.setFocus()
        else:
            self.take_keys()
        self._canvas.place_notice()
        self.changed.emit()

    def _keys_inside(self) -> QWidget | None:
        """Who has the keys, unless that is one of the bars: they stay, and need not come back."""
        has_keys = self._window.focusWidget()
        at: QWidget | None = has_keys
        while at is not None and at is not self.middle and not isinstance(at, QDockWidget):
            at = at.parentWidget()
        return None if at is None else has_keys


def make_switch(workspaces: Workspaces, parent: QWidget | None = None) -> SegmentedControl:
    """A control with a segment for each workspace that holds something."""
    segments = []
    for each in workspaces.held:
        keys = " / ".join((each.command.keys[0], *filter(None, (each.command.plain_key,))))
        segments.append(Segment(each.name, each.title, f"{each.command.tip}  ({keys})"))
    switch = SegmentedControl("Workspace", segments, parent, takes_clicks=False)
    switch.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    switch.chosen.connect(workspaces.show)
    workspaces.changed.connect(lambda: switch.set_value(workspaces.current))
    return switch
