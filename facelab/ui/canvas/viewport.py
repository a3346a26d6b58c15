"""Where the picture lies in the widget: fit, zoom and pan as plain arithmetic.

Zoom counts device pixels a logical picture pixel, so 1.0 is "100 %" on every screen. A
logical pixel is one of the full-resolution picture, whatever the size of the frame shown.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF

MIN_ZOOM = 0.05
MAX_ZOOM = 16.0


class Viewport:
    """Maps logical picture pixels to widget coordinates and back."""

    def __init__(self, margin: float = 0.0) -> None:
        self.margin = margin
        self.fitted = True
        self._picture = QSizeF(0, 0)
        self._widget = QSizeF(1, 1)
        self._dpr = 1.0
        self._zoom = 1.0
        self._centre = QPointF(0, 0)

    @property
    def picture(self) -> QSizeF:
        """Size of the picture in logical pixels; empty if there is none."""
        return self._picture

    @property
    def centre(self) -> QPointF:
        """The logical point at the middle of the widget."""
        return QPointF(self._centre)

    @property
    def zoom(self) -> float:
        """Device pixels a logical pixel."""
        return self._fit_zoom() if self.fitted else self._zoom

    @property
    def scale(self) -> float:
        """Widget pixels a logical pixel."""
        return self.zoom / self._dpr

    def set_picture(self, width: float, height: float) -> bool:
        """Set the logical size; returns whether it changed. A new size is shown fitted."""
        size = QSizeF(width, height)
        if size == self._picture:
            return False
        self._picture = size
        self.fitted = True
        self._centre = QPointF(width / 2, height / 2)
        return True

    def set_widget(self, width: float, height: float, dpr: float) -> None:
        """Set the size of the widget in its own pixels and its device pixel ratio."""
        self._widget = QSizeF(max(1.0, width), max(1.0, height))
        self._dpr = max(0.1, dpr)
        self._clamp()

    def fit(self) -> None:
        """Show the whole picture, as large as it goes, also after the widget's next resize."""
        self.fitted = True
        self._centre = QPointF(self._picture.width() / 2, self._picture.height() / 2)

    def zoom_to(self, zoom: float, anchor: QPointF | None = None) -> None:
        """Zoom so that the picture stays where it is under `anchor` (the middle if None)."""
        at = QPointF(self._widget.width() / 2, self._widget.height() / 2)
        at = at if anchor is None else anchor
        fixed = self.to_picture(at)
        lowest = min(MIN_ZOOM, self._fit_zoom())
        self._zoom = min(MAX_ZOOM, max(lowest, zoom))
        self.fitted = False
        scale = self._zoom / self._dpr
        self._centre = QPointF(
            fixed.x() + (self._widget.width() / 2 - at.x()) / scale,
            fixed.y() + (self._widget.height() / 2 - at.y()) / scale,
        )
        self._clamp()

    def pan(self, dx: float, dy: float) -> bool:
        """Move the picture by widget pixels; returns whether it moved."""
        if self.fitted or self._picture.isEmpty():
            return False
        before = QPointF(self._centre)
        scale = self.scale
        self._centre = QPointF(before.x() - dx / scale, before.y() - dy / scale)
        self._clamp()
        return self._centre != before

    def centre_on(self, point: QPointF) -> None:
        """Move the picture so that this point is in the middle, as far as it goes."""
        self._centre = QPointF(point)
        self._clamp()

    def can_pan(self) -> bool:
        """Whether part of the picture is out of sight."""
        if self.fitted:
            return False
        width = self._picture.width() * self.scale
        height = self._picture.height() * self.scale
        return width > self._widget.width() + 0.5 or height > self._widget.height() + 0.5

    def rect(self) -> QRectF:
        """Where the whole picture lies, in widget pixels, its edges on device pixels."""
        scale = self.scale
        left = self._widget.width() / 2 - self._centre.x() * scale
        top = self._widget.height() / 2 - self._centre.y() * scale
        left = round(left * self._dpr) / self._dpr
        top = round(top * self._dpr) / self._dpr
        width = round(self._picture.width() * scale * self._dpr) / self._dpr
        height = round(self._picture.height() * scale * self._dpr) / self._dpr
        return QRectF(left, top, width, height)

    def to_picture(self, point: QPointF) -> QPointF:
        """Logical picture coordinates of a widget point."""
        rect, scale = self.rect(), self.scale
        return QPointF((point.x() - rect.x()) / scale, (point.y() - rect.y()) / scale)

    def to_widget(self, point: QPointF) -> QPointF:
        """Widget coordinates of a logical picture point."""
        rect, scale = self.rect(), self.scale
        return QPointF(rect.x() + point.x() * scale, rect.y() + point.y() * scale)

    def _fit_zoom(self) -> float:
        if self._picture.isEmpty():
            return 1.0
        width = max(16.0, self._widget.width() - 2 * self.margin)
        height = max(16.0, self._widget.height() - 2 * self.margin)
        fit = min(width / self._picture.width(), height / self._picture.height())
        return fit * self._dpr

    def _clamp(self) -> None:
        # the picture covers the widget, or is centred along an axis where it is smaller
        if self.fitted:
            self.fit()
            return
        scale = self.scale
        x = self._clamp_axis(self._centre.x(), self._picture.width(), self._widget.width() / scale)
        y = self._clamp_axis(
            self._centre.y(), self._picture.height(), self._widget.height() / scale
        )
        self._centre = QPointF(x, y)

    @staticmethod
    def _clamp_axis(centre: float, picture: float, seen: float) -> float:
        if picture <= seen:
            return picture / 2
        return min(picture - seen / 2, max(seen / 2, centre))
