"""Thumbnails for the panels, asked for only when the hand rests."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal

from facelab.recipe import Recipe
from facelab.session import Session

REST_MS = 200


class FacePictures(QObject):
    """Hands out thumbnails, and asks for those that are missing once they stay wanted.

    A slider that is dragged shows a hundred recipes on its way; only where it rests is a
    picture worth the engine's time.

    Signals
    -------
    changed
        A picture came that was missing.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._missing: set[Recipe] = set()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._ask)
        session.thumbnails.ready.connect(self._on_ready)

    def begin(self) -> None:
        """What was wanted so far is no longer; `get` says anew what is."""
        self._missing.clear()
        self._rest.stop()

    def get(self, recipe: Recipe) -> NDArray[np.uint8] | None:
        """The thumbnail of a face, None if it is still to come."""
        picture = self._session.thumbnails.peek(recipe)
        if picture is None:
            self._missing.add(recipe)
            self._rest.start()
        return picture

    def _ask(self) -> None:
        frame = self._session.frame
        for recipe in list(self._missing):
            if frame is not None and frame.shows(recipe):
                self._session.thumbnails.offer(frame)  # it is on the canvas already
            else:
                self._session.thumbnails.get(recipe)

    def _on_ready(self, recipe: Recipe) -> None:
        if recipe in self._missing:
            self._missing.discard(recipe)
            self.changed.emit()
