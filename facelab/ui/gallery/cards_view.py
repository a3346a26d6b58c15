"""The cells of the gallery as cards: pictures, names, stars."""

from __future__ import annotations

import time
from typing import Literal

from PySide6.QtCore import QPoint, QSize, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from facelab.session import Session
from facelab.ui.gallery.card_painter import PAD, CardPainter
from facelab.ui.gallery.cells import Cells
from facelab.ui.gallery.cells_view import CellsView
from facelab.ui.gallery.choice import Choice
from facelab.ui.gallery.faces_model import FacesModel
from facelab.ui.gallery.pulse import Pulse
from facelab.ui.theme import colors

Mode = Literal["grid", "dock"]
SIDES = (64, 192)
SIDE = 128
# A dock lower than this shows one row, as large as it goes.
ONE_ROW = 236
GAP = 6
PULSE_WAITS = 3.0  # seconds, for a face that was kept to come into the list


class CardsView(CellsView):
    """Cards of a size; the hand is `FacesView`'s.

    Parameters
    ----------
    mode : "grid" or "dock"
        A dock shows one row and, when it is made higher, several.

    Signals
    -------
    size_changed : int
    """

    size_changed = Signal(int)

    def __init__(
        self, session: Session, model: FacesModel, choice: Choice, mode: Mode, parent: QWidget
    ) -> None:
        self._session = session
        self._mode: Mode = mode
        self._side = SIDE
        self._hovered = -1
        self._target = -1
        self._painter = CardPainter(SIDE, 2, colors())
        super().__init__(model, choice, self._cells_now, parent)
        self.setMouseTracking(True)
        self.setMinimumSize(120, 60)
        session.model_changed.connect(self._on_network_changed)
        session.networks.changed.connect(self._on_networks_changed)
        self._pulse = Pulse(self.viewport())
        self._pulsing: int | None = None
        self._pulse_until = 0.0
        model.modelReset.connect(self._on_list)
        model.came.connect(self._on_list)

    # -- size ----------------------------------------------------------------------------------

    def side(self) -> int:
        """Size of the pictures in a grid."""
        return self._side

    def set_side(self, side: int) -> None:
        """Make the pictures of a grid larger or smaller; what is in sight stays so."""
        side = max(SIDES[0], min(SIDES[1], side))
        if side != self._side:
            self._save_anchor()
            self._side = side
            self._arrange()
            self._go_to_anchor()
            self.size_changed.emit(side)

    def reset(self) -> None:
        """Another list: what was under the pointer may be another face."""
        self._hovered = self._target = -1
        super().reset()

    def _cells_now(self) -> Cells:
        room = self.maximumViewportSize()
        style = self.style()
        bar = style.pixelMetric(style.PixelMetric.PM_ScrollBarExtent, None, self)
        wrapping = self._mode == "grid" or self.height() >= ONE_ROW
        lines = 2 if self._mode == "grid" else 1
        # Room for the bar is always left, so that it does not move the faces.
        if wrapping:
            room.setWidth(max(1, room.width() - min(bar, 14)))
            side = self._side
        else:
            room.setHeight(max(1, room.height() - min(bar, 12)))
            side = max(40, min(SIDES[1], room.height() - CardPainter.height(0, lines)))
        if (self._painter.side, self._painter.lines) != (side, lines):
            self._painter = CardPainter(side, lines, colors())
        cell = QSize(side + 2 * PAD + GAP, CardPainter.height(side, lines))
        return Cells(self._faces.rowCount(), cell, room, wrapping)

    def pulse(self, number: int) -> None:
        """Bring a face in sight and light it up, as soon as it is in the list."""
        self._pulsing, self._pulse_until = number, time.monotonic() + PULSE_WAITS
        self._on_list()

    def _on_list(self, _numbers: object = None) -> None:
        if self._pulsing is None:
            return
        if time.monotonic() > self._pulse_until:
            self._pulsing = None  # it is not among those that are looked at
            return
        row = self._faces.row_of(self._pulsing)
        if row is not None and self.isVisible():
            self._pulsing = None
            index = self._faces.index(row)
            self.scrollTo(index)
            self._pulse.begin(self.visualRect(index))

    def showEvent(self, event: QShowEvent) -> None:
        """The first face that is kept makes the list appear."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self._on_list)

    def _on_network_changed(self, _info: object) -> None:
        self.viewport().update()

    def _on_networks_changed(self) -> None:
        self.viewport().update()

    # -- painting --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cards in sight."""
        c = colors()
        if self._painter.colors is not c:  # the theme has changed
            self._painter = CardPainter(self._painter.side, self._painter.lines, c)
        cards, cells, choice = self._painter, self._cells, self._choice
        model = self._session.model
        loaded = None if model is None else model.sha256
        title_of = self._session.networks.title_of
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(c.window))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        offset = QPoint(self.horizontalOffset(), self.verticalOffset())
        dpr = self.devicePixelRatioF()
        focused = self.currentIndex().row() if self.hasFocus() else -1
        for place in self.places_in_sight():
            rect = cells.rect(place).translated(-offset)
            if not event.rect().intersects(rect):
                continue
            card = self._faces.card(place)
            cards.paint(
                painter,
                rect,
                card,
                self._faces.pixmaps.get(self._faces.number(place), cards.side, dpr),
                selected=choice.isSelected(self._faces.index(place)),
                focused=place == focused,
                hovered=place == self._hovered,
                target=place == self._target,
                foreign=title_of(card.model, card.model_name)
                if card and loaded and card.model != loaded
                else "",
            )
        painter.end()

    def _set_hovered(self, place: int) -> None:
        if place != self._hovered:
            old, self._hovered = self._hovered, place
            for each in (old, place):
                if each >= 0:
                    self.update(self._faces.index(each))
