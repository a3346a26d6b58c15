"""One row of style mixing: a group of layers and the face whose styles it takes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from facelab.ui.dropping import accept_copy
from facelab.ui.gallery.mime import dropped_faces, has_faces
from facelab.ui.theme import TOKENS, colors, with_alpha
from facelab.ui.widgets import (
    NAME_ELIDE,
    ElidedLabel,
    FaceThumb,
    SliderScale,
    ValueSlider,
    tool_button,
)

STRENGTH = SliderScale(0.0, 1.0, 1.0, step=0.05, decimals=2)


@dataclass(frozen=True)
class MixView:
    """What a row shows: the source's name, the strength; None for a group that is not mixed."""

    source: str | None
    strength: float
    mixed_up: bool = False


class MixRow(QWidget):
    """Thumbnail, name and strength of a source, with buttons to swap and clear.

    Signals
    -------
    choose_requested, swap_requested, clear_requested
    strength_changed : float
    gesture_finished
    faces_dropped : tuple of int
        Kept faces were dropped on the row; the first is meant.
    """

    choose_requested = Signal()
    swap_requested = Signal()
    clear_requested = Signal()
    strength_changed = Signal(float)
    gesture_finished = Signal()
    faces_dropped = Signal(tuple)

    def __init__(self, title: str, does: str, about: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._does = does
        self._picture: NDArray[np.uint8] | None = None
        self._view: MixView | None = None
        self._dropping = False
        self.setAcceptDrops(True)
        self.thumb = FaceThumb(f"{title} styles: choose a face", 46, parent=self)
        self.thumb.setToolTip(
            f"{title} styles: {about}. Click to choose a face, or drop a kept face here."
        )
        self.thumb.clicked.connect(self.choose_requested)
        self.label = ElidedLabel(title, self, NAME_ELIDE)
        self.swap = tool_button(
            "swap", f"Swap the {title.lower()} source with the face", parent=self
        )
        self.swap.setToolTip("Swap the source and the face")
        self.swap.clicked.connect(self.swap_requested)
        self.clear = tool_button("clear", f"Clear the {title.lower()} styles", parent=self)
        self.clear.clicked.connect(self.clear_requested)
        self.strength = ValueSlider(
            "Strength", STRENGTH, tooltip="0 keeps the face's own styles, 1 takes the source's"
        )
        self.strength.value_changed.connect(self.strength_changed)
        self.strength.gesture_finished.connect(self.gesture_finished)

        top = QHBoxLayout()
        top.setSpacing(2)
        top.addWidget(self.label, 1)
        top.addWidget(self.swap)
        top.addWidget(self.clear)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addLayout(top)
        right.addWidget(self.strength)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 2)
        layout.setSpacing(TOKENS.space_2)
        layout.addWidget(self.thumb)
        layout.addLayout(right, 1)
        self.show_mix(MixView(None, 1.0))

    def show_mix(self, view: MixView) -> None:
        """Show what the group's layers take; emits nothing."""
        if view == self._view:
            return
        self._view = view
        mixed = view.source is not None
        if mixed:
            more = " and others" if view.mixed_up else ""
            self.label.setText(f"{self._title}: {view.source}{more}")
        else:
            self.label.setText(f"{self._title}: {self._does}")
            self.thumb.set_image(None)
            self._picture = None
        self.label.set_tone("text" if mixed else "text_dim")
        self.strength.set_value(view.strength)
        self.strength.setEnabled(mixed)
        self.swap.setEnabled(mixed)
        self.clear.setEnabled(mixed)

    def show_picture(self, pixels: NDArray[np.uint8] | None) -> None:
        """The source's thumbnail; None while it is made."""
        if pixels is None:
            if not self.thumb.is_loading():
                self.thumb.set_loading(True)
        elif pixels is not self._picture:
            self.thumb.set_image(pixels)
        self._picture = pixels

    # -- a kept face that is dropped -----------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Only kept faces."""
        if has_faces(event.mimeData()):
            accept_copy(event)
            self._set_dropping(True)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """Forget the drag."""
        self._set_dropping(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell which faces."""
        self._set_dropping(False)
        ids = dropped_faces(event.mimeData())
        if ids:
            accept_copy(event)
            self.faces_dropped.emit(ids)

    def _set_dropping(self, dropping: bool) -> None:
        self._dropping = dropping
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Mark the row under what is dragged."""
        if self._dropping:
            c = colors(self.palette())
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(c.focus), 2.0, Qt.PenStyle.DashLine))
            painter.setBrush(with_alpha(c.accent, 0.18))
            box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(box, TOKENS.radius, TOKENS.radius)
