"""Workers that are processes of this machine, for `--workers N`.

They are started afresh (spawned, not forked: threads of ONNX Runtime do not survive a fork), own
no file, and end with whoever started them: their pipe says so.
"""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait

from facelab.cli.many.work import Task, work
from facelab.errors import DeviceError, FacelabError, is_out_of_memory
from facelab.export.spreading import Answers, Lost
from facelab.processors import processors
from facelab.recipe import Recipe
from facelab.session.unforeseen import unforeseen

_STARTS = 3  # of processes that end before they have drawn anything
_END_SECONDS = 5.0

Chunk = tuple[int, Sequence[Recipe]]


class Processes:
    """So many workers on this machine.

    Parameters
    ----------
    task : Task
    count : int
    """

    def __init__(self, task: Task, count: int) -> None:
        self._task = task
        self._share = max(1, processors() // count)
        self._waiting: deque[Chunk] = deque()
        self._lost: list[int] = []
        self._in_vain = 0
        self._workers: list[_Worker] = []
        try:
            for _ in range(count):
                self._workers.append(_Worker(task, self._share))
        except BaseException:
            self.close()
            raise

    @property
    def count(self) -> int:
        return len(self._workers)

    @property
    def pids(self) -> list[int]:
        """Their numbers."""
        return [worker.pid for worker in self._workers]

    def give(self, number: int, recipes: Sequence[Recipe]) -> None:
        self._waiting.append((number, recipes))
        self._hand_out()

    def brought(self, seconds: float) -> Sequence[tuple[int, Answers | Lost]]:
        back: list[tuple[int, Answers | Lost]] = []
        pipes = {worker.pipe: worker for worker in self._workers}
        for pipe in wait(list(pipes), seconds):
            worker = pipes[pipe]  # type: ignore[index]
            try:
                answers = worker.brought()
            except (EOFError, OSError):
                self._replace(worker)
                continue
            self._in_vain = 0
            if isinstance(answers, FacelabError):
                raise answers
            number, worker.at = worker.at, None
            assert number is not None
            back.append((number, answers))
        back += [(number, Lost()) for number in self._lost]
        self._lost.clear()
        self._hand_out()
        return back

    def close(self) -> None:
        """End them, whatever they are at."""
        for worker in self._workers:
            worker.end()
        for worker in self._workers:
            worker.await_end()
        self._workers.clear()

    def _hand_out(self) -> None:
        for worker in [*self._workers]:
            if self._waiting and worker.at is None:
                number, recipes = self._waiting.popleft()
                worker.at = number
                try:
                    worker.give(recipes)
                except OSError:  # it has just gone
                    self._replace(worker)

    def _replace(self, gone: _Worker) -> None:
        if gone.at is not None:
            self._lost.append(gone.at)
        gone.end()
        gone.await_end()
        self._in_vain += 1
        if self._in_vain > _STARTS * max(len(self._workers), 1):
            raise DeviceError(
                "The workers cannot go on.",
                "Again and again they ended before they had drawn a face; memory may have run out.",
                "Try fewer workers. The same command continues where it stopped.",
            )
        self._workers[self._workers.index(gone)] = _Worker(self._task, self._share)


class _Worker:
    """One process, and the number of the chunk that it is at."""

    def __init__(self, task: Task, share: int) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.at: int | None = None
        self._process = context.Process(
            target=_draw_all, args=(theirs, task, share), name="facelab-worker", daemon=True
        )
        with _deaf():
            self._process.start()
        theirs.close()  # else its end would not be seen here

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def give(self, recipes: Sequence[Recipe]) -> None:
        self.pipe.send(tuple(recipes))

    def brought(self) -> Answers | FacelabError:
        answers: Answers | FacelabError = self.pipe.recv()
        return answers

    def end(self) -> None:
        with suppress(OSError):
            self.pipe.close()
        self._process.kill()

    def await_end(self) -> None:
        self._process.join(_END_SECONDS)


@contextmanager
def _deaf() -> Iterator[None]:
    """Start a process that Ctrl+C does not reach: it goes to all processes of a terminal, and a
    worker is ended by the one that started it.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # signals are for the main thread
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _draw_all(pipe: Connection, task: Task, share: int) -> None:
    """The whole life of a worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # where that is not inherited
    with suppress(EOFError, OSError):  # nobody wants anything any more
        while True:
            recipes = pipe.recv()
            answers: Answers | FacelabError
            try:
                answers = work(task, recipes, share)
            except FacelabError as error:
                answers = error
            except Exception as error:  # told where it is waited for
                answers = _NO_MEMORY if is_out_of_memory(error) else unforeseen(error)
            pipe.send(answers)


_NO_MEMORY = DeviceError(
    "This computer is out of memory.",
    "Each worker holds a network of its own.",
    "Try fewer workers. The same command continues where it stopped.",
)
