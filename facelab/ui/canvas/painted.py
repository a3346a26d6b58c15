"""One picture as Qt paints it: a QImage over the numpy array, without copying.

While frames stream they are painted straight from the array, bilinear. Bilinear skips pixels
when it scales down, so a full frame that stands still gets a copy reduced by averaging.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter

# from here on single pixels are what the user zoomed in to see
_PIXELS_FROM_ZOOM = 4.0


class Painted:
    """Pixels uint8 [H, W, 4] (BGRX, C-contiguous) and the size they stand for.

    Parameters
    ----------
    pixels : ndarray
        Shared, not copied: it must not be written to while it is on show.
    logical_size : int
        Width of the full-resolution picture. A preview is smaller and fills the same place.

    Raises
    ------
    ValueError
        The array is not what the pixel path needs.
    """

    def __init__(self, pixels: NDArray[np.uint8], logical_size: int) -> None:
        if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 4:
            raise ValueError(f"pixels must be uint8 [H, W, 4], found {pixels.dtype} {pixels.shape}")
        if not pixels.flags.c_contiguous or pixels.size == 0:
            raise ValueError("pixels must be C-contiguous and not empty")
        if logical_size <= 0:
            raise ValueError(f"the logical size must be positive, found {logical_size}")
        height, width = pixels.shape[:2]
        self.pixels = pixels  # keeps the memory alive that the QImage points into
        self.logical_width = logical_size
        self.logical_height = round(logical_size * height / width)
        self.image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
        self._reduced: QImage | None = None

    @property
    def is_full(self) -> bool:
        """Whether the frame has every pixel it stands for."""
        return self.image.width() >= self.logical_width

    def reduce_to(self, size: QSize) -> bool:
        """Make the averaged copy for a size in device pixels; returns whether it is new."""
        if not self.is_full or size.isEmpty() or size.width() >= self.image.width():
            return False
        if self._reduced is not None and self._reduced.size() == size:
            return False
        self._reduced = self.image.scaled(
            size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        return True

    def paint(self, painter: QPainter, target: QRectF, zoom: float, device_size: QSize) -> None:
        """Paint the whole frame into `target` (widget pixels); the painter's clip applies."""
        if self._reduced is not None and self._reduced.size() == device_size:
            painter.drawImage(target, self._reduced)
            return
        smooth = not (self.is_full and zoom >= _PIXELS_FROM_ZOOM)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(target, self.image)
