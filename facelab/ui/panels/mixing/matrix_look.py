"""How the matrix of layers looks: its measures and the parts it is painted of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from facelab.ui.theme import TOKENS, Colors, text_font, with_alpha
from facelab.ui.widgets.pictures.painting import paint_face

NAME_WIDTH = 84
NUMBER_WIDTH = 24
COLUMN = 36
HEADER = 38
ROW = 18
FACE = 30
DOT = 5.0


@dataclass(frozen=True, eq=False)
class MatrixSource:
    """A column: the name of its face, and its thumbnail as soon as there is one."""

    name: str
    picture: NDArray[np.uint8] | None


def paint_head(painter: QPainter, box: QRect, pixmap: QPixmap | None, c: Colors) -> None:
    """The face over a column, or three dots while it is made."""
    paint_face(painter, box, pixmap, c)
    if pixmap is None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(c.text_dim))
        for offset in (-6.0, 0.0, 6.0):
            painter.drawEllipse(QRectF(box).center() + QPointF(offset, 0), 1.5, 1.5)


def paint_names(
    painter: QPainter, line: QRect, number: int, size: int, current: bool, c: Colors
) -> None:
    """The number of a layer and its resolution in pixels, at the left of its line."""
    if current:
        painter.fillRect(line, with_alpha(c.hover, 0.7))
    painter.setFont(text_font(size="small", tabular=True))
    right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
    painter.setPen(QColor(c.text_dim))
    painter.drawText(QRect(0, line.top(), NUMBER_WIDTH, line.height()), right, str(number))
    painter.setPen(QColor(c.text if current else c.text_dim))
    room = NAME_WIDTH - NUMBER_WIDTH - 10
    painter.drawText(QRect(NUMBER_WIDTH, line.top(), room, line.height()), right, f"{size} px")


def paint_heading(painter: QPainter, line: QRect, text: str, c: Colors) -> None:
    """What the layers below do."""
    font = text_font(size="small", bold=True)
    painter.setFont(font)
    painter.setPen(QColor(c.text))
    middle = Qt.AlignmentFlag.AlignVCenter
    painter.drawText(line.adjusted(4, 0, 0, 0), middle, text)


def paint_share(painter: QPainter, centre: QPointF, share: float, own: bool, c: Colors) -> None:
    """An empty ring, or a disc whose area is the share of the style."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(c.border_strong), 1.0))
    painter.drawEllipse(centre, DOT, DOT)
    if share > 0.0:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(c.text_dim if own else c.accent))
        radius = DOT * share**0.5
        painter.drawEllipse(centre, radius, radius)


def paint_target(painter: QPainter, box: QRect, c: Colors) -> None:
    """Where a face that is dragged would go."""
    painter.setPen(QPen(QColor(c.focus), 2.0, Qt.PenStyle.DashLine))
    painter.setBrush(with_alpha(c.accent, 0.25))
    ring = QRectF(box).adjusted(1, 1, -1, -1)
    painter.drawRoundedRect(ring, TOKENS.radius_small, TOKENS.radius_small)
