"""Titles of panels: one that holds the panel's own controls, and none under a tab; and edges."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QTabBar,
    QWidget,
)

from facelab.ui.theme import TOKENS, colors, text_font
from facelab.ui.widgets import tool_button

BUTTON = 20
ICON = 13


class DockTitle(QWidget):
    """A panel's name, its controls, and buttons to float and close it.

    Saves a low panel the line that its controls would take.
    """

    def __init__(self, dock: QDockWidget, controls: QWidget) -> None:
        super().__init__(dock)
        self.name = QLabel(dock.windowTitle(), self)
        self.name.setProperty("dim", True)
        self.name.setFont(text_font(bold=True))
        title = dock.windowTitle().lower()
        self.floats = tool_button("float", f"Float or dock {title}", tone="text_dim", parent=self)
        self.floats.clicked.connect(lambda: dock.setFloating(not dock.isFloating()))
        self.closes = tool_button("close", f"Close {title}", tone="text_dim", parent=self)
        self.closes.clicked.connect(dock.close)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(TOKENS.space_3, 2, 2, 2)
        layout.setSpacing(0)
        layout.addWidget(self.name)
        layout.addSpacing(TOKENS.space_3)
        layout.addWidget(controls, 1)
        layout.addSpacing(TOKENS.space_2)
        for button in (self.floats, self.closes):
            button.setFixedSize(BUTTON, BUTTON)
            button.setIconSize(QSize(ICON, ICON))
            layout.addWidget(button)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Look like the other titles."""
        c = colors(self.palette())
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(c.panel))
        painter.setPen(QColor(c.border))
        painter.drawLine(self.rect().bottomLeft(), self.rect().bottomRight())


class NoTitle(QWidget):
    """Takes no room: the tab over the panel says its name already."""


class FloatingEdge(QWidget):
    """A line around a panel while it floats, to tell it from what is below it.

    Style sheets draw none: Qt has the frame of a floating panel from the platform, which on many
    has none.
    """

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__(dock)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._dock = dock
        dock.installEventFilter(self)
        dock.topLevelChanged.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        self.setVisible(self._dock.isFloating())
        self.setGeometry(self._dock.rect())
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay around the panel, and above what is put into it."""
        kinds = (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.LayoutRequest)
        if watched is self._dock and event.type() in kinds:
            self._follow()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the line."""
        c = colors(self.palette())
        painter = QPainter(self)
        painter.setPen(QColor(c.text_disabled))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))


class TabbedTitles(QObject):
    """Takes the titles off panels that share a place, and puts them back.

    Parameters
    ----------
    window : QMainWindow
    docks : iterable of QDockWidget
        Those that keep no title of their own.
    """

    REST_MS = 50

    def __init__(self, window: QMainWindow, docks: Iterable[QDockWidget]) -> None:
        super().__init__(window)
        self._window = window
        self._docks = tuple(docks)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.follow)
        for dock in self._docks:
            for moved in (dock.dockLocationChanged, dock.visibilityChanged, dock.topLevelChanged):
                moved.connect(self.follow_soon)

    def follow_soon(self) -> None:
        """Something has moved."""
        self._soon.start(0)

    def follow(self) -> None:
        """Show titles where no tab does."""
        if QApplication.mouseButtons() != Qt.MouseButton.NoButton:
            self._soon.start(self.REST_MS)  # not while the hand drags one
            return
        for dock in self._docks:
            if dock.isHidden():
                continue  # it comes back as it was: each change lays out all panels anew
            tabbed = not dock.isFloating() and any(
                not other.isHidden() for other in self._window.tabifiedDockWidgets(dock)
            )
            if tabbed != isinstance(dock.titleBarWidget(), NoTitle):
                old = dock.titleBarWidget()
                dock.setTitleBarWidget(NoTitle(dock) if tabbed else None)  # type: ignore[arg-type]
                if old is not None:
                    old.deleteLater()
        for bar in self._window.findChildren(QTabBar):
            if bar.parent() is self._window and bar.focusPolicy() != Qt.FocusPolicy.TabFocus:
                # Qt makes it when the first panel is put onto another.
                bar.setFocusPolicy(Qt.FocusPolicy.TabFocus)
                bar.setAccessibleName("Panels that share this space")
                bar.setToolTip("Drag a tab to move its panel")
