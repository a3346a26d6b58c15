"""A picture in a widget: its place, its comparison with another, and how it is painted.

The pixel path is a plain QWidget that paints a QImage over the frame's own memory: measured
against graphics views and OpenGL it is the fastest on machines without a GPU, and it paints
only what the event asks for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from facelab.ui.canvas import marks
from facelab.ui.canvas.painted import Painted
from facelab.ui.canvas.viewport import Viewport
from facelab.ui.theme import TOKENS

CompareMode = Literal["off", "wipe", "before"]

_ZOOM_STEP = 1.25
_SETTLE_MS = 120
_GHOST = 0.3  # opacity of a picture that shines through


class PictureView(QWidget):
    """Shows a picture, and one before it; takes no input.

    Signals
    -------
    zoom_changed : float
        Device pixels a picture pixel; 1.0 is 100 %.
    """

    zoom_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(240, 200)
        self._view = Viewport(margin=TOKENS.space_3)
        self._painted: Painted | None = None
        self._before: Painted | None = None
        self._ghosts: list[Painted] = []
        self._compare: CompareMode = "off"
        self._wipe = 0.5
        self._told_zoom = 0.0
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._on_settled)

    def sizeHint(self) -> QSize:
        """Room for a face."""
        return QSize(720, 720)

    # -- the picture --------------------------------------------------------------------

    def set_image(self, pixels: NDArray[np.uint8], logical_size: int) -> None:
        """Show a frame: uint8 [H, W, 4] BGRX, C-contiguous, shared and not copied.

        `logical_size` is the width at full resolution: a 256 px preview of a 1024 px face
        and the full frame fill exactly the same place.
        """
        self._painted = Painted(pixels, logical_size)
        if self._view.set_picture(self._painted.logical_width, self._painted.logical_height):
            self._on_view_changed()
        if self._painted.is_full:
            # At once: a bilinear picture first, sharper than it should be, would be seen to settle.
            self._painted.reduce_to(self._device_size(self._view.rect()))
        self.update()

    def set_before(self, pixels: NDArray[np.uint8] | None) -> None:
        """Set the picture to compare with, of any size; None removes it."""
        if pixels is None:
            self._before = None
        else:
            size = self._painted.logical_width if self._painted else pixels.shape[1]
            self._before = Painted(pixels, size)
            self._settle.start()
        self.update()

    def set_ghosts(self, pictures: Sequence[NDArray[np.uint8]]) -> None:
        """Let other pictures shine through, of any size; none removes them."""
        if not pictures and not self._ghosts:
            return
        size = self._painted.logical_width if self._painted else 1
        self._ghosts = [Painted(pixels, size) for pixels in pictures]
        self.update()

    def clear(self) -> None:
        """Show no picture."""
        self._painted = None
        self._before = None
        self._view.set_picture(0, 0)
        self._settle.stop()
        self.update()

    def has_image(self) -> bool:
        """Whether there is a picture."""
        return self._painted is not None

    def displayed_pixels(self) -> NDArray[np.uint8] | None:
        """The array now on show (in a wipe: the one on the right), None if there is none."""
        frame = self._before if self._shows_before_only() else self._painted
        return None if frame is None else frame.pixels

    # -- zoom and pan -------------------------------------------------------------------

    def zoom(self) -> float:
        """Device pixels a picture pixel."""
        return self._view.zoom

    def is_fitted(self) -> bool:
        """Whether the whole picture is shown and follows the window's size."""
        return self._view.fitted

    def fit(self) -> None:
        """Show the whole picture."""
        self._view.fit()
        self._on_view_changed()

    def set_zoom(self, zoom: float, anchor: QPointF | None = None) -> None:
        """Zoom, keeping `anchor` (widget coordinates; the middle if None) in place."""
        if self._painted is None:
            return
        self._view.zoom_to(zoom, anchor)
        self._on_view_changed()

    def zoom_in(self) -> None:
        """One step nearer."""
        self.set_zoom(self._view.zoom * _ZOOM_STEP)

    def zoom_out(self) -> None:
        """One step back."""
        self.set_zoom(self._view.zoom / _ZOOM_STEP)

    def actual_size(self) -> None:
        """One picture pixel a device pixel."""
        self.set_zoom(1.0)

    def picture_rect(self) -> QRectF:
        """Where the whole picture lies, in widget coordinates."""
        return self._view.rect()

    def to_picture(self, point: QPointF) -> QPointF:
        """Full-resolution picture coordinates of a widget point."""
        return self._view.to_picture(point)

    def to_widget(self, point: QPointF) -> QPointF:
        """Widget coordinates of a full-resolution picture point."""
        return self._view.to_widget(point)

    # -- before and after ---------------------------------------------------------------

    def compare(self) -> CompareMode:
        """How the picture before is shown."""
        return self._compare

    def set_compare(self, mode: CompareMode) -> None:
        """Show only the picture ("off"), both with a divider, or only the one before."""
        self._compare = mode
        self.update()

    def wipe(self) -> float:
        """Where the divider is, as a fraction of the picture's width."""
        return self._wipe

    def set_wipe(self, fraction: float) -> None:
        """Move the divider; emits nothing."""
        self._wipe = min(1.0, max(0.0, fraction))
        self.update()

    def _shows_before_only(self) -> bool:
        return self._compare == "before" and self._before is not None

    def _shows_wipe(self) -> bool:
        has_both = self._before is not None and self._painted is not None
        return self._compare == "wipe" and has_both

    def _wipe_x(self) -> float:
        rect = self._view.rect()
        return rect.left() + rect.width() * self._wipe

    # -- painting -----------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what the event asks for: surroundings, picture, divider."""
        painter = QPainter(self)
        frame = self._before if self._shows_before_only() else self._painted
        rect = self._view.rect()
        marks.paint_surroundings(painter, event.rect(), None if frame is None else rect)
        if frame is not None:
            device = self._device_size(rect)
            zoom = self._view.zoom
            frame.paint(painter, rect, zoom, device)
            for ghost in self._ghosts:
                painter.setOpacity(_GHOST)
                ghost.paint(painter, rect, zoom, device)
                painter.setOpacity(1.0)
            if self._shows_wipe() and self._before is not None:
                x = self._wipe_x()
                painter.save()
                painter.setClipRect(QRectF(rect.left(), rect.top(), x - rect.left(), rect.height()))
                self._before.paint(painter, rect, zoom, device)
                painter.restore()
                seen = rect.intersected(QRectF(self.rect()))
                marks.paint_wipe(painter, seen, x, self._wipe_held())
            elif self._shows_before_only():
                marks.paint_tag(painter, rect.intersected(QRectF(self.rect())), "Before", "left")
        self._paint_over(painter)

    def _wipe_held(self) -> bool:
        """Whether a hand is on the divider."""
        return False

    def _paint_over(self, painter: QPainter) -> None:
        """Paint what lies over everything."""

    def _device_size(self, rect: QRectF) -> QSize:
        dpr = self.devicePixelRatioF()
        return QSize(round(rect.width() * dpr), round(rect.height() * dpr))

    def _on_settled(self) -> None:
        size = self._device_size(self._view.rect())
        fresh = [frame.reduce_to(size) for frame in (self._painted, self._before) if frame]
        if any(fresh):
            self.update()

    def _on_view_changed(self) -> None:
        zoom = self._view.zoom
        if self._painted is not None and zoom != self._told_zoom:
            self._told_zoom = zoom
            self.zoom_changed.emit(zoom)
        self._settle.start()
        self.update()

    # -- size ----------------------------------------------------------------------------

    def _resize_view(self) -> None:
        self._view.set_widget(self.width(), self.height(), self.devicePixelRatioF())
        self._on_view_changed()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the picture fitted."""
        super().resizeEvent(event)
        self._resize_view()

    def showEvent(self, event: QShowEvent) -> None:
        """Learn the screen's scale."""
        super().showEvent(event)
        self._resize_view()

    def event(self, event: QEvent) -> bool:
        """Follow the window to a screen of another scale."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._resize_view()
        return super().event(event)
