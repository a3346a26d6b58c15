"""A small picture of a face that can be pressed and dropped on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QImage,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from facelab.ui.dropping import accept_copy
from facelab.ui.icons import paint_icon
from facelab.ui.outside_text import tooltip_of
from facelab.ui.theme import TOKENS, Colors, colors, text_font, with_alpha
from facelab.ui.widgets.elided_label import elided_name
from facelab.ui.widgets.key_button import KeyButton
from facelab.ui.widgets.pictures.painting import (
    paint_face,
    paint_ring,
    scaled_pixmap,
    thumb_image,
)

_CAPTION = 16


class FaceThumb(KeyButton):
    """A square picture with a caption.

    Signals
    -------
    clicked : bool
        As every button.
    menu_requested : QPoint
        Right click or menu key, in global coordinates.
    mime_dropped : QMimeData
        Something of an accepted kind was dropped on it.
    """

    menu_requested = Signal(QPoint)
    mime_dropped = Signal(QMimeData)

    def __init__(
        self, name: str, side: int = 56, caption: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._side = side
        self._image: QImage | None = None
        self._pixmap: QPixmap | None = None
        self._caption = caption
        self._loading = False
        self._drop_kinds: tuple[str, ...] = ()
        self._dropping = False
        self.setAccessibleName(name)
        self.setToolTip(tooltip_of(name))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    # -- what it shows ------------------------------------------------------------------

    def set_image(self, pixels: NDArray[np.uint8] | None) -> None:
        """Show a copy of uint8 [H, W, 4] BGRX; None is the empty state."""
        self._image = None if pixels is None else thumb_image(pixels)
        self._pixmap = None
        self._loading = False
        self.update()

    def has_image(self) -> bool:
        """Whether there is a picture."""
        return self._image is not None

    def set_loading(self, loading: bool) -> None:
        """Say that the picture is on its way."""
        self._loading = loading
        self.update()

    def is_loading(self) -> bool:
        """Whether the picture is on its way."""
        return self._loading

    def set_caption(self, caption: str) -> None:
        """Change the text below."""
        self._caption = caption
        self.updateGeometry()
        self.update()

    def caption(self) -> str:
        """The text below."""
        return self._caption

    def set_drop_kinds(self, kinds: Sequence[str]) -> None:
        """Accept drops of these MIME types ("text/uri-list" are files)."""
        self._drop_kinds = tuple(kinds)
        self.setAcceptDrops(bool(kinds))

    def sizeHint(self) -> QSize:
        """The square, and the caption under it."""
        caption = _CAPTION if self._caption else 0
        return QSize(self._side, self._side + caption)

    def minimumSizeHint(self) -> QSize:
        """It does not shrink."""
        return self.sizeHint()

    # -- hand ---------------------------------------------------------------------------

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for a menu."""
        self.menu_requested.emit(event.globalPos())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept what it was told to."""
        if any(event.mimeData().hasFormat(kind) for kind in self._drop_kinds):
            accept_copy(event)
            self._dropping = True
            self.update()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """Forget the drag."""
        self._dropping = False
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand on what was dropped."""
        self._dropping = False
        self.update()
        accept_copy(event)
        self.mime_dropped.emit(event.mimeData())

    # -- painting -----------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint picture, state and caption."""
        c = colors(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRect(0, 0, self._side, self._side)
        dpr = self.devicePixelRatioF()
        if self._image is not None and (
            self._pixmap is None or self._pixmap.devicePixelRatioF() != dpr
        ):
            self._pixmap = scaled_pixmap(self._image, self._side, dpr)
        if not self.isEnabled():
            painter.setOpacity(0.45)
        paint_face(painter, box, self._pixmap, c)
        if self._image is None and not self._loading:
            self._paint_empty(painter, box, c)
        if self._loading:
            self._paint_loading(painter, box, c)
        self._paint_ring(painter, box, c)
        if self._caption:
            painter.setFont(text_font(size="small"))
            painter.setPen(QColor(c.text_dim))
            line = QRect(0, self._side + 2, self.width(), _CAPTION - 2)
            text = elided_name(painter.fontMetrics(), self._caption, line.width())
            painter.drawText(line, int(Qt.AlignmentFlag.AlignCenter), text)

    def _paint_empty(self, painter: QPainter, box: QRect, c: Colors) -> None:
        painter.setPen(QPen(QColor(c.border_strong), 1.0, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inner = QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(inner, TOKENS.radius, TOKENS.radius)
        size = min(20, self._side // 2)
        glyph = QRect(0, 0, size, size)
        glyph.moveCenter(box.center())
        tone = "text" if self.underMouse() else "text_dim"
        paint_icon(painter, glyph, "add", tone)

    def _paint_loading(self, painter: QPainter, box: QRect, c: Colors) -> None:
        # three dots that stand still: dozens of thumbs must not keep the window painting
        path = QPainterPath()
        path.addRoundedRect(QRectF(box), TOKENS.radius, TOKENS.radius)
        painter.fillPath(path, with_alpha(c.field, 0.7))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(c.text_dim))
        for offset in (-7.0, 0.0, 7.0):
            painter.drawEllipse(QRectF(box).center() + QPointF(offset, 0), 1.8, 1.8)

    def _paint_ring(self, painter: QPainter, box: QRect, c: Colors) -> None:
        if self._dropping:
            paint_ring(painter, box, c.focus, style=Qt.PenStyle.DashLine)
        elif self.ringed():
            paint_ring(painter, box, c.focus)
        elif self.underMouse() and self.isEnabled():
            paint_ring(painter, box, with_alpha(c.text, 0.5), 1.0)
