"""What the canvas paints besides the picture: surroundings, divider, tags, rings."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from facelab.ui.theme import TOKENS, colors, text_font, with_alpha

_TAG_HEIGHT = 20.0
_KNOB = 14.0


def paint_surroundings(painter: QPainter, area: QRect, picture: QRectF | None) -> None:
    """Fill `area` except where the picture will be painted over it."""
    color = QColor(colors().canvas)
    if picture is None:
        painter.fillRect(area, color)
        return
    whole = QRectF(area)
    inner = picture.intersected(whole)
    if inner.isEmpty():
        painter.fillRect(area, color)
        return
    # a fraction of overlap, so that no seam is left at an edge between pixels
    top, bottom = inner.top() + 1, inner.bottom() - 1
    left, right = inner.left() + 1, inner.right() - 1
    for strip in (
        QRectF(whole.left(), whole.top(), whole.width(), top - whole.top()),
        QRectF(whole.left(), bottom, whole.width(), whole.bottom() - bottom),
        QRectF(whole.left(), top, left - whole.left(), bottom - top),
        QRectF(right, top, whole.right() - right, bottom - top),
    ):
        if strip.width() > 0 and strip.height() > 0:
            painter.fillRect(strip, color)


def paint_tag(painter: QPainter, seen: QRectF, text: str, side: Literal["left", "right"]) -> None:
    """A small label in a lower corner of the visible picture, if there is room."""
    font = text_font(size="small")
    width = QFontMetricsF(font).horizontalAdvance(text) + 2 * TOKENS.space_2
    if seen.width() < width + 2 * TOKENS.space_2 or seen.height() < 2 * _TAG_HEIGHT:
        return
    left = seen.left() + TOKENS.space_2
    if side == "right":
        left = seen.right() - TOKENS.space_2 - width
    tag = QRectF(left, seen.bottom() - TOKENS.space_2 - _TAG_HEIGHT, width, _TAG_HEIGHT)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    # over a picture: the same in both schemes
    painter.setBrush(QColor(12, 12, 14, 176))
    painter.drawRoundedRect(tag, _TAG_HEIGHT / 2, _TAG_HEIGHT / 2)
    painter.setFont(font)
    painter.setPen(QColor("#f2f2f4"))
    painter.drawText(tag, int(Qt.AlignmentFlag.AlignCenter), text)
    painter.restore()


def paint_wipe(painter: QPainter, seen: QRectF, x: float, held: bool) -> None:
    """The divider at `x` with its handle, and the labels of both sides."""
    left = QRectF(seen.left(), seen.top(), x - seen.left(), seen.height())
    right = QRectF(x, seen.top(), seen.right() - x, seen.height())
    paint_tag(painter, left, "Before", "left")
    paint_tag(painter, right, "After", "right")
    if not seen.left() - 1 <= x <= seen.right() + 1:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(0, 0, 0, 110), 3.0))
    painter.drawLine(QPointF(x, seen.top()), QPointF(x, seen.bottom()))
    painter.setPen(QPen(QColor("#f2f2f4"), 1.2))
    painter.drawLine(QPointF(x, seen.top()), QPointF(x, seen.bottom()))
    middle = QPointF(x, seen.center().y())
    radius = _KNOB + (1.5 if held else 0.0)
    painter.setPen(QPen(QColor("#f2f2f4"), 1.2))
    painter.setBrush(QColor(12, 12, 14, 200))
    painter.drawEllipse(middle, radius, radius)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#f2f2f4"))
    for direction in (-1.0, 1.0):
        tip = middle + QPointF(direction * 8.5, 0)
        base = middle + QPointF(direction * 4.0, 0)
        arrow = [tip, base + QPointF(0, -4.2), base + QPointF(0, 4.2)]
        painter.drawPolygon(QPolygonF(arrow))
    painter.restore()


def paint_focus(painter: QPainter, area: QRect) -> None:
    """A ring inside the edge, for those who came by keyboard."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(colors().focus), TOKENS.focus_ring))
    painter.drawRect(QRectF(area).adjusted(1, 1, -1, -1))


def paint_drop(painter: QPainter, area: QRect, text: str) -> None:
    """The canvas is about to take what is dropped; `text` says what happens then."""
    c = colors()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(area, with_alpha(c.canvas, 0.55))
    painter.setPen(QPen(QColor(c.focus), 2.0, Qt.PenStyle.DashLine))
    painter.setBrush(with_alpha(c.accent, 0.10))
    inner = QRectF(area).adjusted(*(TOKENS.space_3,) * 2, *(-TOKENS.space_3,) * 2)
    painter.drawRoundedRect(inner, TOKENS.radius_large, TOKENS.radius_large)
    painter.setFont(text_font(size="title", bold=True))
    painter.setPen(QColor(c.text))
    painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), text)
    painter.restore()
