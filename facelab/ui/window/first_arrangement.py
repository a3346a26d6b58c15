"""Where the panels of a workspace are at first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow

from facelab.ui.window.panel_entry import SIDE_WIDTH, Place

WIDE = 1000  # a window of this width has room beside the picture
LOW = 720  # in a window lower than this what is needed less lies behind another panel
Area = Qt.DockWidgetArea
Placed = tuple[QDockWidget, Place]


class FirstArrangement:
    """Puts docks that are open where their entries say.

    Parameters
    ----------
    window : QMainWindow
    placed : mapping of str to (QDockWidget, Place)
        In the order of their sides, from the top down.
    """

    def __init__(self, window: QMainWindow, placed: Mapping[str, Placed]) -> None:
        self._window = window
        self._placed = placed

    def lay_out(self, needed: Mapping[str, int]) -> None:
        """Share places and room; `needed` are heights that panels asked for."""
        self._stack()
        self._size(needed)

    def _front_of(self, name: str) -> QDockWidget | None:
        place = self._placed[name][1]
        low = self._window.height() < LOW and place.behind_when_low
        front = place.behind_when_low if low else place.behind
        return self._placed[front][0] if front in self._placed else None

    def _stack(self) -> None:
        for name, (dock, _) in self._placed.items():
            front = self._front_of(name)
            if front is not None:
                self._window.tabifyDockWidget(front, dock)
                front.raise_()

    def _size(self, needed: Mapping[str, int]) -> None:
        resize = self._window.resizeDocks
        sides = [self._side(Area.LeftDockWidgetArea), self._side(Area.RightDockWidgetArea)]
        firsts = [self._placed[names[0]] for names in sides if names]
        wide = self._window.width() >= WIDE
        widths = [place.width if wide else min(place.width, SIDE_WIDTH) for _, place in firsts]
        resize([dock for dock, _ in firsts], widths, Qt.Orientation.Horizontal)
        for names in (*sides, self._side(Area.BottomDockWidgetArea)):
            heights = [max(self._placed[name][1].height, needed.get(name, 0), 1) for name in names]
            docks = [self._placed[name][0] for name in names]
            resize(docks, heights, Qt.Orientation.Vertical)

    def _side(self, area: Area) -> Sequence[str]:
        """Those that have a place of their own at a side."""
        return [
            name
            for name, (_, place) in self._placed.items()
            if place.area == area and not place.behind
        ]
