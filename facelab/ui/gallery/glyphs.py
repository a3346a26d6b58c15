"""Signs of the gallery: icons of its own, and stars as a path, sharp at every size."""

from __future__ import annotations

import math
from functools import cache

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath

from facelab.ui.icons import ICONS

ICONS.update(
    {
        "bin": "delete-outline",
        "blend": "circle-half-full",
        "calendar": "calendar-blank-outline",
        "cast": "account-group-outline",
        "filter": "filter-variant",
        "history": "history",
        "like": "account-search-outline",
        "model": "cube-outline",
        "restore": "delete-restore",
        "star": "star-outline",
        "tag": "tag-outline",
    }
)


@cache
def _star() -> QPainterPath:
    """A star in the unit square."""
    path = QPainterPath()
    for step in range(10):
        radius = 0.5 if step % 2 == 0 else 0.21
        angle = math.pi * (step / 5 - 0.5)
        point = QPointF(0.5 + radius * math.cos(angle), 0.53 + radius * math.sin(angle))
        if step:
            path.lineTo(point)
        else:
            path.moveTo(point)
    path.closeSubpath()
    return path


def paint_stars(
    painter: QPainter, left: float, middle: float, size: float, colors: list[QColor]
) -> None:
    """Paint stars side by side, one in each colour; `middle` is the height of their centres."""
    painter.save()
    painter.setPen(QColor(0, 0, 0, 0))
    for place, color in enumerate(colors):
        painter.save()
        painter.translate(left + place * size, middle - size / 2)
        painter.scale(size * 0.94, size * 0.94)
        painter.setBrush(color)
        painter.drawPath(_star())
        painter.restore()
    painter.restore()


def star_at(rect: QRectF, size: float, x: float) -> int:
    """How many stars are left of a point, 0 to 5, for stars that begin at `rect`'s left."""
    return max(0, min(5, math.ceil((x - rect.left()) / size)))
