"""A face with round corners, and what may be on it: a ring, a badge."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPixmap

from facelab.ui.icons import paint_icon
from facelab.ui.theme import TOKENS, Colors

RING = 2.0  # width


def thumb_image(pixels: NDArray[np.uint8]) -> QImage:
    """A QImage of its own from uint8 [H, W, 4] BGRX."""
    height, width = pixels.shape[:2]
    contiguous = np.ascontiguousarray(pixels)
    view = QImage(contiguous.data, width, height, 4 * width, QImage.Format.Format_RGB32)
    return view.copy()


def scaled_pixmap(image: QImage, side: int, dpr: float) -> QPixmap:
    """The picture averaged down to a square of `side` widget pixels."""
    device = max(1, round(side * dpr))
    pixmap = QPixmap.fromImage(
        image.scaled(
            QSize(device, device),
            Qt.AspectRatioMode.KeepAspectRatioByExpanding,
            Qt.TransformationMode.SmoothTransformation,
        )
    )
    pixmap.setDevicePixelRatio(dpr)
    return pixmap


def paint_face(painter: QPainter, box: QRect, pixmap: QPixmap | None, c: Colors) -> None:
    """Paint a face, or the place where one will be, with round corners."""
    path = QPainterPath()
    path.addRoundedRect(QRectF(box), TOKENS.radius, TOKENS.radius)
    painter.fillPath(path, QColor(c.field if c.scheme == "dark" else c.hover))
    if pixmap is not None:
        painter.save()
        painter.setClipPath(path)
        painter.drawPixmap(box.topLeft(), pixmap)
        painter.restore()
    else:
        painter.strokePath(path, QPen(QColor(c.border), 1.0))


def paint_ring(
    painter: QPainter,
    box: QRect,
    color: QColor | str,
    width: float = RING,
    style: Qt.PenStyle = Qt.PenStyle.SolidLine,
) -> None:
    """Paint a ring just within the edge of a face."""
    painter.setPen(QPen(QColor(color), width, style))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    ring = QRectF(box).adjusted(1, 1, -1, -1)
    painter.drawRoundedRect(ring, TOKENS.radius - 1, TOKENS.radius - 1)


def paint_badge(painter: QPainter, box: QRect, icon: str, tone: str, opacity: int) -> None:
    """Paint an icon on a dark disc, to be seen on any picture.

    Parameters
    ----------
    box : QRect
        Of the disc.
    icon, tone : str
        As `paint_icon` takes them.
    opacity : int
        Of the disc, up to 255.
    """
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, opacity))
    painter.drawEllipse(box)
    inner = round(box.width() / 5)
    paint_icon(painter, box.adjusted(inner, inner, -inner, -inner), icon, tone)
