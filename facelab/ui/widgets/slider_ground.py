"""What lies behind a slider's fill and knob: groove, breaking zones, the tick of the default."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from facelab.ui.theme import Colors, with_alpha
from facelab.ui.widgets.slider_scale import SliderScale

PAD = 8.0  # pixels on both sides of the groove
_GROOVE = 3.0


def room(width: int) -> float:
    """Length of the groove in a slider of a width, in pixels."""
    return max(1.0, width - 2 * PAD)


def position_of(scale: SliderScale, value: float, width: int) -> float:
    """The x of a value in a slider of a width, at the ends for values beyond them."""
    share = (value - scale.minimum) / (scale.maximum - scale.minimum)
    return PAD + min(1.0, max(0.0, share)) * room(width)


def paint_bar(painter: QPainter, left: float, right: float, middle: float) -> None:
    """Paint a part of the groove in the painter's brush."""
    box = QRectF(left, middle - _GROOVE / 2, right - left, _GROOVE)
    painter.drawRoundedRect(box, _GROOVE / 2, _GROOVE / 2)


class SliderGround:
    """Painted once, and not each time that fill and knob move."""

    def __init__(self) -> None:
        self._of: tuple[object, ...] = ()  # the look of the picture
        self._picture = QPixmap()

    def picture(self, slider: QWidget, scale: SliderScale, c: Colors) -> QPixmap:
        """As large as the slider, and transparent elsewhere."""
        on, ratio = slider.isEnabled(), slider.devicePixelRatioF()
        look = (scale, on, ratio, slider.size().toTuple(), c)
        if look != self._of:
            self._of, self._picture = look, QPixmap(slider.size() * ratio)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            width, middle = slider.width(), slider.height() / 2
            painter.setBrush(QColor(c.track if on else c.border))
            paint_bar(painter, PAD, width - PAD, middle)
            if on:
                _paint_zones(painter, scale, width, middle, c)
            tick = QRectF(position_of(scale, scale.default, width) - 0.75, middle - 5.0, 1.5, 10.0)
            painter.setBrush(QColor(c.border_strong if on else c.border))
            painter.drawRoundedRect(tick, 0.75, 0.75)
            painter.end()
        return self._picture


def _paint_zones(
    painter: QPainter, scale: SliderScale, width: int, middle: float, c: Colors
) -> None:
    """Paint where faces begin to break."""
    painter.setBrush(with_alpha(c.warning, 0.26))
    zones: list[tuple[float, float, float]] = []
    if scale.low_limit is not None:
        low = position_of(scale, scale.low_limit, width)
        zones.append((PAD, low, low))
    if scale.high_limit is not None:
        high = position_of(scale, scale.high_limit, width)
        zones.append((high, width - PAD, high))
    for left, right, edge in zones:
        if right - left > 0.5:
            paint_bar(painter, left, right, middle)
            painter.drawRect(QRectF(edge - 0.5, middle - 3.0, 1.0, 6.0))
