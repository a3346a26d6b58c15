"""Long jobs beside the window: each lists itself, can be stopped, and says how far it is.

A job is a generator that yields `Progress` and returns its result. It runs on a thread that is
not the session's; what it tells comes on the session's. Jobs in the same lane run one after
another, those in different lanes at the same time.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, TypeVar

from facelab.errors import Stopped
from facelab.progress import Progress, Steps, Stop
from facelab.session.dispatch import Dispatch
from facelab.session.job import Job, State
from facelab.session.signals import Signal

T = TypeVar("T")

# Lanes; a part that needs another one names its own.
LIBRARY = "library"
DOWNLOADS = "downloads"
FILES = "files"

LOOK_SECONDS = 0.02  # between two looks for an answer of the session's thread


def _ignore(_: object) -> None:
    pass


@dataclass(frozen=True, eq=False)
class _Turn:
    """A job in its lane: one of these is called."""

    job: Job
    work: Callable[[], None]
    give_up: Callable[[], None]


class _Lane:
    """What waits in a lane, and the thread that does it."""

    def __init__(self) -> None:
        self.waiting: deque[_Turn] = deque()
        self.thread: threading.Thread | None = None


class Jobs:
    """Runs jobs, on threads that live only while there are some.

    Parameters
    ----------
    dispatch : callable
        Runs a function later on the session's thread.
    clock : callable
        Seconds.

    Attributes
    ----------
    listed : tuple of Job
        Those that are not ended, the oldest first.

    Signals
    -------
    changed(): `listed` is another, or one of them has changed.
    """

    changed = Signal()

    def __init__(self, dispatch: Dispatch, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.listed: tuple[Job, ...] = ()
        self._dispatch = dispatch
        self._lock = threading.Lock()
        self._lanes: dict[str, _Lane] = {}
        self._closing = threading.Event()

    def run(
        self,
        title: str,
        steps: Steps[T] | Callable[[Stop], Steps[T]],
        done: Callable[[T], None] = _ignore,
        failed: Callable[[Exception | None], None] = _ignore,
        *,
        lane: str = LIBRARY,
        owed: str = "",
    ) -> Job:
        """Do this soon; then call `done` with its result, or `failed` with the error, None if it
        was stopped, on the session's thread.

        Parameters
        ----------
        title : str
            What is done, for the user: "Importing cast.facelab".
        steps : generator, or callable
            The job. A callable is given a `Stop` for steps that take long themselves, and
            returns the generator. To stop it the generator is closed between two steps.
        done, failed : callable
        lane : str
            Jobs of a lane are done one after another.
        owed : str
            What the user counts on, in words: "cast.facelab". Who closes the window is asked
            whether to wait for it.
        """
        job = Job(title, lane, owed, self.stop, self.changed.emit, self.clock)

        def work() -> None:
            self._dispatch(lambda: job.tell(State.RUNNING) if job.state is State.WAITING else None)
            try:
                result = self._do(job, steps)
            except Stopped:
                self._end(job, failed, None)
            except Exception as error:  # told to the user by `failed`
                self._end(job, failed, error)
            else:
                self._end(job, done, result)

        self.listed = (*self.listed, job)
        with self._lock:
            found = self._lanes.setdefault(lane, _Lane())
            found.waiting.append(_Turn(job, work, lambda: self._end(job, failed, None)))
            if found.thread is None and not self._closing.is_set():
                found.thread = threading.Thread(
                    target=self._work, args=(found,), name=f"facelab-jobs-{lane}", daemon=True
                )
                found.thread.start()
        self.changed.emit()
        return job

    def answer(
        self,
        ask: Callable[[Callable[[T], None], Callable[[Exception], None]], None],
        meanwhile: Progress,
    ) -> Steps[T]:
        """Within a job: have something asked on the session's thread, and wait for its answer.

        Parameters
        ----------
        ask : callable
            Called there with (done, failed), one of which is to be called with the answer.
        meanwhile : Progress
            How far the job is while it waits.
        """
        came = threading.Event()
        answers: list[T] = []
        errors: list[Exception] = []

        def done(answer: T) -> None:
            answers.append(answer)
            came.set()

        def failed(error: Exception) -> None:
            errors.append(error)
            came.set()

        self._dispatch(lambda: ask(done, failed))
        while not came.wait(LOOK_SECONDS):
            yield meanwhile
        if errors:
            raise errors[0]
        return answers[0]

    @property
    def owed(self) -> tuple[Job, ...]:
        """Those that the user counts on, until it was told what became of them; not those that
        were stopped. May be asked on any thread.
        """
        return tuple(job for job in self.listed if job.owed and not job.stopped.is_set())

    def stop(self, job: Job) -> None:
        """Stop a job: at once if it waits for its turn, else between two of its steps."""
        job.stopped.set()
        with self._lock:
            lane = self._lanes[job.lane]
            turn = next((each for each in lane.waiting if each.job is job), None)
            if turn is not None:
                lane.waiting.remove(turn)
        if turn is None:
            job.tell(State.STOPPING)
        else:
            turn.give_up()

    def close(self, timeout: float) -> bool:
        """Stop all soon, without telling anyone. Returns whether their threads ended in time."""
        self._closing.set()
        until = time.monotonic() + timeout
        with self._lock:
            threads = [lane.thread for lane in self._lanes.values() if lane.thread is not None]
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))
        return not any(thread.is_alive() for thread in threads)

    # -- on the threads of the lanes ----------------------------------------------------------

    def _work(self, lane: _Lane) -> None:
        while True:
            with self._lock:
                if self._closing.is_set() or not lane.waiting:
                    lane.thread = None
                    return
                turn = lane.waiting.popleft()
            turn.work()

    def _do(self, job: Job, steps: Steps[T] | Callable[[Stop], Steps[T]]) -> T:
        def stop() -> bool:
            return self._closing.is_set() or job.stopped.is_set()

        running: Generator[Progress, None, T] = steps(stop) if callable(steps) else steps
        with contextlib.closing(running):
            while not stop():
                try:
                    now = next(running)
                except StopIteration as end:
                    result: T = end.value
                    return result
                job.report(now, self._dispatch)
        raise Stopped

    def _end(self, job: Job, listener: Callable[[Any], None], value: object) -> None:
        def end() -> None:
            job.state = State.ENDED
            self.listed = tuple(each for each in self.listed if each is not job)
            job.changed.emit()
            self.changed.emit()
            listener(value)

        self._dispatch(end)
