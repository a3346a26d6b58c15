"""How fast pictures come: for the status bar."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass

from facelab.engine import Frame
from facelab.recipe import Recipe


@dataclass(frozen=True)
class Drawn:
    """A picture that was drawn: its side in pixels, and how long it took."""

    size: int
    milliseconds: float


class Rates:
    """What the last frames were and how long they took.

    Attributes
    ----------
    preview, full : Drawn or None
        The last of each kind; no preview where full frames are drawn at once.
    """

    WINDOW_SECONDS = 1.0

    def __init__(self) -> None:
        self.preview: Drawn | None = None
        self.full: Drawn | None = None
        self._previewed: Recipe | None = None
        self._shown: deque[float] = deque()

    def note(self, frame: Frame) -> None:
        """Count a frame that was drawn and shown."""
        self._shown.append(time.monotonic())
        self._forget_old()
        drawn = Drawn(frame.size, frame.milliseconds)
        if frame.kind == "preview":
            self.preview, self._previewed = drawn, frame.recipe
        else:
            self.full = drawn
            if frame.recipe != self._previewed:
                self.preview = None

    def forget(self) -> None:
        """Another device draws from now on."""
        self.preview = self.full = self._previewed = None
        self._shown.clear()

    def per_second(self) -> int:
        """Frames shown in the last second."""
        self._forget_old()
        return len(self._shown)

    def _forget_old(self) -> None:
        horizon = time.monotonic() - self.WINDOW_SECONDS
        while self._shown and self._shown[0] < horizon:
            self._shown.popleft()
