"""Fetching a network while the window lives on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from facelab.checkpoints.catalogue import CatalogueEntry, default_entry, find
from facelab.checkpoints.fetching.fetch import FetchProgress, converted_path, fetch
from facelab.errors import JobCancelled
from facelab.session.rendering.engine_thread import Dispatch


def progress_text(now: FetchProgress) -> str:
    """How far a download is, in words."""
    match now.stage:
        case "waiting":
            return "Another facelab is downloading it; waiting"
        case "downloading":
            return f"Downloading {now.done / 1e6:.1f} of {now.total / 1e6:.1f} MB"
        case "checking":
            return "Verifying the download"
        case "converting":
            return "Converting"
        case "done":
            return "Ready"


class Weights:
    """The catalogue, and a download at a time on a thread of its own."""

    def __init__(self, dispatch: Dispatch) -> None:
        self._dispatch = dispatch
        self._thread: threading.Thread | None = None
        self._busy = False
        self._stop = threading.Event()

    def entry(self, name: str | None) -> CatalogueEntry:
        """The catalogue's entry of this name, or its default.

        Raises
        ------
        WeightsError
            There is none of this name, or the catalogue is damaged.
        """
        return default_entry() if name is None else find(name)

    def path(self, entry: CatalogueEntry) -> Path | None:
        """The converted file of an entry, None if it was not fetched yet."""
        path = converted_path(entry)
        return path if path.is_file() else None

    def fetch(
        self,
        entry: CatalogueEntry,
        on_progress: Callable[[FetchProgress], None],
        on_done: Callable[[Path], None],
        on_failed: Callable[[Exception | None], None],
    ) -> None:
        """Download and convert; then one of `on_done(path)` and `on_failed(error)`, where the
        error is None if the user cancelled.
        """
        # Not whether its thread is alive: it ends a moment after the user was told of its end.
        if self._busy:
            return
        self._busy = True
        stop = self._stop = threading.Event()

        def end(listener: Callable[..., None], value: object) -> None:
            self._busy = False
            listener(value)

        def work() -> None:
            try:
                path = fetch(entry, lambda now: self._later(on_progress, now), stop.is_set)
            except JobCancelled:
                self._later(end, on_failed, None)
            except Exception as error:  # told to the user by `on_failed`
                self._later(end, on_failed, error)
            else:
                self._later(end, on_done, path)

        self._thread = threading.Thread(target=work, name="facelab-fetch", daemon=True)
        self._thread.start()

    def cancel(self) -> None:
        """Stop the download soon."""
        self._stop.set()

    def close(self, timeout: float) -> bool:
        """Stop the download. Returns whether its thread ended in time."""
        self.cancel()
        if self._thread is None:
            return True
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _later(self, listener: Callable[..., None], *values: object) -> None:
        self._dispatch(lambda: listener(*values))
