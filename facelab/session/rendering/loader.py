"""Networks are loaded beside the engine's thread, which goes on drawing meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from facelab.engine import Renderer
from facelab.errors import FacelabError

LoadRenderer = Callable[[Path, str, Callable[[FacelabError], None]], Renderer]


@dataclass(frozen=True)
class Asked:
    """A network that is to be loaded.

    Attributes
    ----------
    number : int
        How many were asked for so far, this one counted.
    path : Path
    device : str
    """

    number: int
    path: Path
    device: str


@dataclass(frozen=True, eq=False)
class Arrived:
    """What came of a load.

    Attributes
    ----------
    asked : Asked
    renderer : Renderer or None
    error : Exception or None
        Why there is no renderer.
    """

    asked: Asked
    renderer: Renderer | None = None
    error: Exception | None = None


class Loader:
    """Loads networks, one at a time, each on a thread of its own.

    Parameters
    ----------
    load : callable
    arrived : callable
        Told what came of a load, on its thread, when another can begin.
    lock : threading.Condition
        Held by whoever asks whether a load is on its way, and from the moment that another can
        begin until it was told what came: or two could arrive before the first is taken in.
    """

    def __init__(
        self,
        load: LoadRenderer,
        arrived: Callable[[Arrived], None],
        lock: threading.Condition,
    ) -> None:
        self._load = load
        self._arrived = arrived
        self._lock = lock
        self._thread: threading.Thread | None = None
        self.busy = False

    def begin(self, asked: Asked, notify: Callable[[FacelabError], None]) -> None:
        """Load a network; `notify` is the renderer's for as long as it lives."""
        assert not self.busy, "one at a time"
        self.busy = True
        # A daemon: a device driver that hangs must not keep the closed program alive.
        self._thread = threading.Thread(
            target=self._run, args=(asked, notify), name="facelab-loader", daemon=True
        )
        self._thread.start()

    def join(self, timeout: float) -> bool:
        """Wait for what is being loaded. Returns whether it has come or failed."""
        if self._thread is not None:
            self._thread.join(timeout)
        return self._thread is None or not self._thread.is_alive()

    def _run(self, asked: Asked, notify: Callable[[FacelabError], None]) -> None:
        try:
            arrived = Arrived(asked, self._load(asked.path, asked.device, notify))
        except Exception as error:  # whoever asked tells the user
            arrived = Arrived(asked, error=error)
        with self._lock:
            self.busy = False
            self._arrived(arrived)
