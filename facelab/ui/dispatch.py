"""From other threads to the GUI thread."""

from __future__ import annotations

import queue
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal


class GuiDispatcher(QObject):
    """Call it with a function from any thread; the function runs soon on the GUI thread.

    Made on the GUI thread, and kept alive until every other thread has ended.
    """

    _woken = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._woken.connect(self._on_woken, Qt.ConnectionType.QueuedConnection)

    def __call__(self, call: Callable[[], None]) -> None:
        self._calls.put(call)
        self._woken.emit()

    def _on_woken(self) -> None:
        # One call for each waking: the window stays responsive between them.
        try:
            call = self._calls.get_nowait()
        except queue.Empty:
            return
        call()
