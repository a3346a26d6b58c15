"""Panels and pages for workspaces, for tests."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from facelab.ui.window.main_window import MainWindow
from facelab.ui.window.panel_entries import ENTRIES
from facelab.ui.window.panel_entry import AnyEntry, PanelEntry, Parts, Place

Key = Qt.Key
LEFT = Qt.DockWidgetArea.LeftDockWidgetArea
BOTTOM = Qt.DockWidgetArea.BottomDockWidgetArea


class Grid(QWidget):
    """A page with a field, which a step leaves."""

    def __init__(self, _parts: Parts) -> None:
        super().__init__()
        self.field = QLineEdit(self)
        self.faces = QLabel("faces", self)
        self.faces.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.deep = False
        layout = QVBoxLayout(self)
        layout.addWidget(self.field)
        layout.addWidget(self.faces)

    def take_keys(self) -> None:
        self.faces.setFocus()

    def escape(self) -> bool:
        was, self.deep = self.deep, False
        return was


GRID: AnyEntry = PanelEntry("grid", "Grid", "explore", "centre", Grid)
CHOICES: AnyEntry = PanelEntry(
    "choices", "Choices", "explore", Place(LEFT, 300), lambda _: QLabel("choices")
)


TIMELINE: AnyEntry = PanelEntry(
    "timeline", "Timeline", "animate", Place(BOTTOM, 180), lambda _: QLabel("timeline")
)


def also_in_animate(entry: AnyEntry) -> AnyEntry:
    return dataclasses.replace(entry, also_in=("animate",))


PLAIN = tuple(
    dataclasses.replace(entry, also_in=(), also_open_in=())
    for entry in ENTRIES
    if entry.workspace in ("edit", "library")
)


ALL = (
    *(also_in_animate(e) if e.name == "directions" else e for e in PLAIN),
    GRID,
    CHOICES,
    TIMELINE,
)


Open = Callable[..., MainWindow]


def seen(window: MainWindow) -> set[str]:
    return {name for name, dock in window.arrangement.docks.items() if dock.isVisible()}


def current(window: MainWindow) -> str:
    return window.workspaces.current


TODAY = {"face", "mixing", "map", "history", "directions", "kept"}
