"""Which task comes next, and which nobody wants any more."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from facelab.session.rendering.tasks import Rank, Task


@dataclass(eq=False)
class Taken:
    """A task on its way: its next step is the engine's, or what it said was not heard yet."""

    task: Task
    cancelled: bool = False


class TaskQueue:
    """Tasks in the order of their making, each under its key.

    Not thread-safe: whoever shares it holds a lock.

    Parameters
    ----------
    drop : callable
        Told of each task that goes although nobody cancelled it.
    """

    def __init__(self, drop: Callable[[Task], None]) -> None:
        self._drop = drop
        self._waiting: OrderedDict[Hashable, Task] = OrderedDict()
        self._taken: list[Taken] = []

    def put(self, task: Task) -> None:
        """Add a task; one that waits under the same key is replaced."""
        replaced = self._waiting.pop(task.key, None)
        if replaced is not None:
            self._drop(replaced)
        self._waiting[task.key] = task

    def cancel(self, key: Hashable) -> None:
        """Forget what was asked for under a key, wherever it is on its way."""
        self._waiting.pop(key, None)
        for each in self._taken:
            if each.task.key == key:
                each.cancelled = True

    def forget(self) -> None:
        """Another network comes: forget what waits, but for what is owed."""
        for key, task in list(self._waiting.items()):
            if task.owed_by is None:
                self._drop(self._waiting.pop(key))

    def promises(self) -> tuple[str, ...]:
        """What was promised and is not made yet, in words."""
        tasks = [each.task for each in self._taken if not each.cancelled]
        promised: list[Task] = []
        for task in (*tasks, *self._waiting.values()):
            if task.rank is Rank.PROMISED and not any(task is each for each in promised):
                promised.append(task)
        return tuple(task.what for task in promised)

    def first_rank(self) -> Rank | None:
        """The most urgent rank that waits; None if nothing does."""
        return min((task.rank for task in self._waiting.values()), default=None)

    # -- for the engine ------------------------------------------------------------------------

    def take(self) -> Taken | None:
        """The oldest of the most urgent rank."""
        rank = self.first_rank()
        return self._take(lambda task: task.rank is rank)

    def take_promised(self) -> Taken | None:
        """What was promised, the oldest first."""
        return self._take(lambda task: task.rank is Rank.PROMISED)

    def take_owed(self, sha256: str) -> Taken | None:
        """What a network that will go can still do."""
        return self._take(lambda task: task.owed_by == sha256)

    def put_back(self, taken: Taken, first: bool) -> None:
        """More is to be done: next of its rank, or when the others have had their turn; unless it
        was cancelled, or a newer one is there.
        """
        task = taken.task
        if taken.cancelled:
            return
        if task.key in self._waiting:
            self._drop(task)
            return
        self._waiting[task.key] = task
        if first:
            self._waiting.move_to_end(task.key, last=False)

    def end(self, taken: Taken) -> None:
        """What it said was heard, or will not be."""
        self._taken.remove(taken)

    def _take(self, wanted: Callable[[Task], bool]) -> Taken | None:
        key = next((key for key, task in self._waiting.items() if wanted(task)), None)
        if key is None:
            return None
        taken = Taken(self._waiting.pop(key))
        self._taken.append(taken)
        return taken
