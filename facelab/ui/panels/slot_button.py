"""A slot of the tool bar: a letter and the face that it holds."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from facelab.ui.icons import paint_icon
from facelab.ui.theme import TOKENS, colors, text_font
from facelab.ui.widgets.key_button import KeyButton
from facelab.ui.widgets.pictures.painting import scaled_pixmap

SIZE = QSize(46, 28)
FACE = 22


class SlotButton(KeyButton):
    """A letter and the face that it holds."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(name)
        self._image: QImage | None = None
        self._pixmap: QPixmap | None = None
        self._filled = False
        self._on_show = False
        self._target = False
        self.setFixedSize(SIZE)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_slot(self, *, filled: bool, on_show: bool, image: QImage | None) -> None:
        """Show whether it holds a face, whether that is on show, and its picture."""
        if (filled, on_show) != (self._filled, self._on_show) or image is not self._image:
            self._filled, self._on_show = filled, on_show
            self._image, self._pixmap = image, None
            self.update()

    def is_on_show(self) -> bool:
        """Whether it is marked as the face on show."""
        return self._on_show

    def set_target(self, target: bool) -> None:
        """Show that what is dragged would be held here."""
        if target != self._target:
            self._target = target
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint letter, face and mark."""
        c = colors(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        edge = c.focus if self.ringed() else c.accent if self._on_show else c.border
        pen = QPen(QColor(edge), 1.5 if self._on_show or self.ringed() else 1.0)
        if self._target:
            pen = QPen(QColor(c.focus), 2.0, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(QColor(c.hover if self.underMouse() and self.isEnabled() else c.raised))
        painter.drawRoundedRect(box, TOKENS.radius, TOKENS.radius)
        tone = c.text if self._filled else c.text_dim
        painter.setPen(QColor(tone if self.isEnabled() else c.text_disabled))
        painter.setFont(text_font(bold=True))
        letter = QRect(2, 0, self.width() - FACE - 6, self.height())
        painter.drawText(letter, int(Qt.AlignmentFlag.AlignCenter), self.text())
        place = QRect(self.width() - FACE - 3, (self.height() - FACE) // 2, FACE, FACE)
        self._paint_face(painter, place)

    def _paint_face(self, painter: QPainter, place: QRect) -> None:
        c = colors(self.palette())
        dpr = self.devicePixelRatioF()
        if self._image is not None:
            if self._pixmap is None or self._pixmap.devicePixelRatioF() != dpr:
                self._pixmap = scaled_pixmap(self._image, FACE, dpr)
            painter.setOpacity(1.0 if self.isEnabled() else 0.45)
            painter.drawPixmap(place.topLeft(), self._pixmap)
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        style = Qt.PenStyle.SolidLine if self._filled else Qt.PenStyle.DashLine
        painter.setPen(QPen(QColor(c.border_strong), 1.0, style))
        painter.drawRoundedRect(QRectF(place).adjusted(1, 1, -1, -1), 3, 3)
        if not self._filled:
            glyph = QRect(0, 0, 12, 12)
            glyph.moveCenter(place.center())
            paint_icon(painter, glyph, "add", "text_dim", disabled=not self.isEnabled())
