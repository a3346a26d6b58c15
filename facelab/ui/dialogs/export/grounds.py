"""A picture over a checker, black, white or a colour, as large as there is room."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from facelab.ui.theme import colors, text_font

CHECKER = "checker"
_TILE = 8
_LIGHT, _DARK = "#c8c8c8", "#989898"


class Grounds(QWidget):
    """Shows a picture with transparency; a click says where.

    Signals
    -------
    pointed : float, float
        Where on the picture, 0 to 1 across and down.
    """

    pointed = Signal(float, float)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setMinimumSize(120, 120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._image: QImage | None = None
        self._scaled: QImage | None = None
        self._ground = CHECKER
        self._text = ""
        self._actual = False
        self._frame: QRectF | None = None

    def sizeHint(self) -> QSize:
        """Room for a face."""
        return QSize(420, 420)

    def show_picture(self, pixels: NDArray[np.uint8] | None) -> None:
        """Show uint8 [H, W, 4], straight alpha; None shows none."""
        self._image = None
        if pixels is not None:
            height, width = pixels.shape[:2]
            held = np.ascontiguousarray(pixels)
            image = QImage(held.data, width, height, 4 * width, QImage.Format.Format_RGBA8888)
            # premultiplied, colours of what is transparent do not bleed in when it is scaled
            self._image = image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
        self._scaled = None
        self.update()

    def has_picture(self) -> bool:
        """Whether there is one."""
        return self._image is not None

    def say(self, text: str) -> None:
        """Say something over the picture, or in its place; empty for nothing."""
        if text != self._text:
            self._text = text
            self.update()

    def text(self) -> str:
        """What it says."""
        return self._text

    def set_ground(self, ground: str) -> None:
        """Put it on `CHECKER` or on "#rrggbb"."""
        self._ground = ground
        self.update()

    def set_frame(self, frame: QRectF | None) -> None:
        """Mark a part, 0 to 1 of the picture."""
        self._frame = frame
        pointing = Qt.CursorShape.CrossCursor if frame is not None else Qt.CursorShape.ArrowCursor
        self.setCursor(pointing)
        self.update()

    def show_actual_pixels(self) -> None:
        """Show its middle, a pixel of the picture on one of the screen, from now on."""
        self._actual = True

    def picture_rect(self) -> QRectF:
        """Where the picture lies, in pixels of the widget."""
        if self._image is None:
            return QRectF()
        room, size = QRectF(self.rect()), self._image.size()
        scale = min(room.width() / size.width(), room.height() / size.height())
        if self._actual:
            scale = 1.0 / self.devicePixelRatioF()
        wide, high = size.width() * scale, size.height() * scale
        return QRectF((room.width() - wide) / 2, (room.height() - high) / 2, wide, high)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground, picture, frame and text."""
        painter = QPainter(self)
        c = colors(self.palette())
        painter.fillRect(self.rect(), QColor(c.canvas))
        rect = self.picture_rect()
        if self._image is not None:
            painter.fillRect(rect, self._brush())
            painter.drawImage(rect, self._fitting(rect))
            if self._frame is not None:
                self._paint_frame(painter, rect, self._frame)
        if self._text:
            self._paint_text(painter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Scale anew."""
        super().resizeEvent(event)
        self._scaled = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Say where."""
        rect = self.picture_rect()
        if self._frame is not None and rect.contains(event.position()):
            at = event.position() - rect.topLeft()
            self.pointed.emit(at.x() / rect.width(), at.y() / rect.height())

    def _fitting(self, rect: QRectF) -> QImage:
        assert self._image is not None
        ratio = self.devicePixelRatioF()
        size = QSize(round(rect.width() * ratio), round(rect.height() * ratio))
        if size.width() >= self._image.width() or size.isEmpty():
            return self._image
        if self._scaled is None or self._scaled.size() != size:
            self._scaled = self._image.scaled(
                size,
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        return self._scaled

    def _brush(self) -> QBrush:
        if self._ground != CHECKER:
            return QBrush(QColor(self._ground))
        tile = QPixmap(2 * _TILE, 2 * _TILE)
        tile.fill(QColor(_LIGHT))
        painter = QPainter(tile)
        for x, y in ((0, 0), (_TILE, _TILE)):
            painter.fillRect(x, y, _TILE, _TILE, QColor(_DARK))
        painter.end()
        return QBrush(tile)

    def _paint_frame(self, painter: QPainter, rect: QRectF, frame: QRectF) -> None:
        shown = QRectF(
            rect.left() + frame.left() * rect.width(),
            rect.top() + frame.top() * rect.height(),
            frame.width() * rect.width(),
            frame.height() * rect.height(),
        )
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for color, width in ((QColor(0, 0, 0, 160), 3.0), (QColor(255, 255, 255), 1.0)):
            painter.setPen(QPen(color, width))
            painter.drawRect(shown)

    def _paint_text(self, painter: QPainter) -> None:
        c = colors(self.palette())
        painter.setFont(text_font(size="small"))
        room = QRectF(self.rect()).adjusted(10, 6, -10, -6)
        flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
        if self._image is not None:
            flags = int(Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignHCenter)
            flags |= int(Qt.TextFlag.TextWordWrap)
            box = painter.boundingRect(room, flags, self._text).adjusted(-8, -3, 8, 3)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            ground = QColor(c.window)
            ground.setAlphaF(0.85)
            painter.setBrush(ground)
            painter.drawRoundedRect(box, 4, 4)
        painter.setPen(QColor(c.text_dim if self._image is None else c.text))
        painter.drawText(room, flags, self._text)
