"""How fast pictures come: for the status bar."""

from __future__ import annotations

import time
from collections import deque

from facelab.engine import Frame


class Rates:
    """Times of the last frames."""

    WINDOW_SECONDS = 1.0

    def __init__(self) -> None:
        self.preview_ms: float | None = None
        self.full_ms: float | None = None
        self._shown: deque[float] = deque()

    def note(self, frame: Frame) -> None:
        """Count a frame that was shown."""
        self._shown.append(time.monotonic())
        self._forget_old()
        if frame.kind == "preview":
            self.preview_ms = frame.milliseconds
        else:
            self.full_ms = frame.milliseconds

    def per_second(self) -> int:
        """Frames shown in the last second."""
        self._forget_old()
        return len(self._shown)

    def _forget_old(self) -> None:
        horizon = time.monotonic() - self.WINDOW_SECONDS
        while self._shown and self._shown[0] < horizon:
            self._shown.popleft()
