"""Long work on the library, beside the window: checking, backing up, exporting, importing."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from facelab.errors import JobCancelled
from facelab.library import backups, library_path, recovery
from facelab.session.rendering.engine_thread import Dispatch
from facelab.session.signals import Signal

T = TypeVar("T")
Report = Callable[[int, int], None]
Stop = Callable[[], bool]


@dataclass(frozen=True)
class CareJob:
    """What is being done: "Importing faces", 200 of 1,000."""

    title: str
    done: int = 0
    total: int = 0


class LibraryCare:
    """Runs long jobs one after another on a thread that lives only while there are some.

    Signals
    -------
    job_changed(CareJob or None): what runs now, or how far it is; jobs without a title are
    not told of.
    """

    job_changed = Signal(object)

    def __init__(self, dispatch: Dispatch) -> None:
        self._dispatch = dispatch
        self._jobs: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._lock = threading.RLock()
        self._thread: threading.Thread | None = None
        self._closing = threading.Event()
        # Jobs that are told of, the one that runs first, and whether each was cancelled.
        self._told: list[tuple[str, threading.Event]] = []
        self._owed: dict[threading.Event, str] = {}
        self.job: CareJob | None = None

    def run(
        self,
        title: str,
        work: Callable[[Report, Stop], T],
        done: Callable[[T], None],
        failed: Callable[[Exception | None], None],
        owed: str = "",
    ) -> None:
        """Run `work(progress, stop)`; then `done` with its result, or `failed` with the error,
        None if it was cancelled, on the session's thread. `owed` is what the user counts on, in
        words: who closes the window is asked to wait for it.
        """
        cancelled = threading.Event()

        def stop() -> bool:
            return self._closing.is_set() or cancelled.is_set()

        def job() -> None:
            try:
                if stop():
                    raise JobCancelled
                result = work(
                    lambda now, total: self._tell(CareJob(title, now, total)) if title else None,
                    stop,
                )
            except JobCancelled:
                self._later(failed, None)
            except Exception as error:  # told to the user by `failed`
                self._later(failed, error)
            else:
                self._later(done, result)
            finally:
                with self._lock:
                    self._told = [told for told in self._told if told[1] is not cancelled]
                    self._owed.pop(cancelled, None)
                self._tell_first()

        with self._lock:
            self._jobs.put(job)
            if title:
                self._told.append((title, cancelled))
            if owed:
                self._owed[cancelled] = owed
            self._tell_first()
            if self._thread is None and not self._closing.is_set():
                self._thread = threading.Thread(
                    target=self._work, name="facelab-library-care", daemon=True
                )
                self._thread.start()

    def look_after(self, folder: Path, failed: Callable[[Exception | None], None]) -> None:
        """Check a library that is too large to be checked at the start, and back it up."""

        def work(_: Report, stop: Stop) -> None:
            path = library_path(folder)
            if not recovery.is_checked_at_start(path):
                recovery.check(path, stop)
            backups.make_if_due(path, stop)

        self.run("", work, lambda _: None, failed)

    @property
    def owed(self) -> tuple[str, ...]:
        """What the user counts on and is not done yet, in words; not what was cancelled."""
        with self._lock:
            return tuple(what for event, what in self._owed.items() if not event.is_set())

    def cancel(self) -> None:
        """Stop the job that is told of, also one that waits for its turn; what it began is
        taken back.
        """
        with self._lock:
            for _, cancelled in self._told[:1]:
                cancelled.set()

    def close(self, timeout: float) -> bool:
        """Stop soon. Returns whether the thread ended in time."""
        self._closing.set()
        with self._lock:
            thread = self._thread
        if thread is None:
            return True
        thread.join(timeout)
        return not thread.is_alive()

    def _work(self) -> None:
        while not self._closing.is_set():
            with self._lock:
                if self._jobs.empty():
                    self._thread = None
                    return
                job = self._jobs.get()
            job()

    def _tell_first(self) -> None:
        with self._lock:
            title = self._told[0][0] if self._told else None
            now = self.job
            # Told under the lock: what was true last is told last.
            if now is None or now.title != title:
                self._tell(None if title is None else CareJob(title))

    def _tell(self, job: CareJob | None) -> None:
        self._later(self._set_job, job)

    def _set_job(self, job: CareJob | None) -> None:
        if job != self.job:
            self.job = job
            self.job_changed.emit(job)

    def _later(self, listener: Callable[[Any], None], value: object) -> None:
        self._dispatch(lambda: listener(value))
