"""Pictures of the gallery as pixmaps of the size on show: made a few at a time, never a hitch."""

from __future__ import annotations

import time
from collections import OrderedDict

from PySide6.QtCore import QBuffer, QIODevice, QObject, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QImageReader, QPainter, QPixmap

from facelab.session.kept.view import LibraryCards
from facelab.ui.theme import TOKENS

SLICE_SECONDS = 0.003
# 64 MB of pixels: some 1,000 pictures of 128.
MOST_PIXELS = 16_000_000
MOST_MASKS = 8


class FacePixmaps(QObject):
    """Decodes pictures when they come in sight and remembers the last ones.

    Signals
    -------
    made : set of int
        `get` has the pictures of these faces now.
    """

    made = Signal(object)

    def __init__(self, cards: LibraryCards, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cards = cards
        self._made: OrderedDict[tuple[int, int], QPixmap] = OrderedDict()
        self._pixels = 0
        self._wanted: OrderedDict[tuple[int, int], tuple[bytes, float]] = OrderedDict()
        self._masks: dict[tuple[int, float], QImage] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._make_some)

    def get(self, number: int, side: int, dpr: float) -> QPixmap | None:
        """The picture of a face with round corners; None if it has none or it is to come."""
        device = max(1, round(side * dpr))
        key = (number, device)
        made = self._made.get(key)
        if made is not None:
            self._made.move_to_end(key)
            return made
        jpeg = self._cards.thumbnail(number)
        if jpeg:
            self._wanted[key] = (jpeg, dpr)
            self._wanted.move_to_end(key)
            if not self._timer.isActive():
                self._timer.start()
        return None

    def forget_all(self) -> None:
        """The numbers are those of other faces now."""
        self._made.clear()
        self._wanted.clear()
        self._pixels = 0

    def _make_some(self) -> None:
        numbers = set()
        until = time.perf_counter() + SLICE_SECONDS
        # What was asked for last is in sight now; what was scrolled past is forgotten.
        while len(self._wanted) > 256:
            self._wanted.popitem(last=False)
        while self._wanted:
            key, (jpeg, dpr) = self._wanted.popitem(last=True)
            pixmap = self._decode(jpeg, key[1], dpr)
            self._pixels += pixmap.width() * pixmap.height()
            self._made[key] = pixmap
            numbers.add(key[0])
            if time.perf_counter() > until:
                break
        while self._pixels > MOST_PIXELS and len(self._made) > 1:
            old = self._made.popitem(last=False)[1]
            self._pixels -= old.width() * old.height()
        if not self._wanted:
            self._timer.stop()
        self.made.emit(numbers)

    def _decode(self, jpeg: bytes, device: int, dpr: float) -> QPixmap:
        buffer = QBuffer()
        buffer.setData(jpeg)
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        reader = QImageReader(buffer, b"jpeg")
        if reader.size().isValid() and device < reader.size().width():
            reader.setScaledSize(QSize(device, device))
        image = reader.read()
        if image.isNull():
            image = QImage(QSize(device, device), QImage.Format.Format_ARGB32_Premultiplied)
            image.fill(Qt.GlobalColor.transparent)
        elif image.width() != device:
            image = image.scaled(
                QSize(device, device),
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        image = image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
        painter = QPainter(image)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
        painter.drawImage(0, 0, self._mask(device, dpr))
        painter.end()
        pixmap = QPixmap.fromImage(image)
        pixmap.setDevicePixelRatio(dpr)
        return pixmap

    def _mask(self, device: int, dpr: float) -> QImage:
        if (device, dpr) not in self._masks:
            if len(self._masks) >= MOST_MASKS:  # a slider tries a hundred sizes on its way
                self._masks.clear()
            mask = QImage(QSize(device, device), QImage.Format.Format_ARGB32_Premultiplied)
            mask.fill(Qt.GlobalColor.transparent)
            painter = QPainter(mask)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(Qt.GlobalColor.white)
            radius = TOKENS.radius * dpr
            painter.drawRoundedRect(QRectF(0, 0, device, device), radius, radius)
            painter.end()
            self._masks[device, dpr] = mask
        return self._masks[device, dpr]
