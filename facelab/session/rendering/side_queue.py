"""Which side picture is made next, and which nobody wants any more."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

from facelab.session.rendering.requests import ComposeRequest, SideRequest

AnyRequest = SideRequest | ComposeRequest


@dataclass(eq=False)
class SideJob:
    """A request on its way: taken by the engine, and not told of yet."""

    request: AnyRequest
    cancelled: bool = False


class SideQueue:
    """Requests in the order of their making, each under its key.

    Not thread-safe: whoever shares it holds a lock.
    """

    def __init__(self) -> None:
        self._waiting: OrderedDict[Hashable, AnyRequest] = OrderedDict()
        self._taken: list[SideJob] = []

    def put(self, request: AnyRequest) -> None:
        """Add a request; one that waits under the same key is replaced."""
        self._waiting.pop(request.key, None)
        self._waiting[request.key] = request

    def cancel(self, key: Hashable) -> None:
        """Forget what was asked for under a key, wherever it is on its way."""
        self._waiting.pop(key, None)
        for job in self._taken:
            if job.request.key == key:
                job.cancelled = True

    def forget(self) -> None:
        """Another network comes: forget what waits, but for what is owed."""
        for key in [key for key, request in self._waiting.items() if not request.owed]:
            del self._waiting[key]

    def promises(self) -> tuple[str, ...]:
        """What was promised and is not made yet, in words."""
        wanted = (job.request for job in self._taken if not job.cancelled)
        requests = (*wanted, *self._waiting.values())
        return tuple(
            each.what for each in requests if isinstance(each, SideRequest) and each.promised
        )

    # -- for the engine ------------------------------------------------------------------------

    def take(self) -> SideJob | None:
        """What was promised, then the oldest."""
        return self._take(self._promised() or list(self._waiting))

    def take_promised(self) -> SideJob | None:
        """What was promised, the oldest first."""
        return self._take(self._promised())

    def take_owed(self, sha256: str) -> SideJob | None:
        """What a network that will go can still do."""
        return self._take(
            [key for key, each in self._waiting.items() if each.owed and each.is_for(sha256)]
        )

    def put_back(self, job: SideJob) -> None:
        """It was interrupted: to the front, unless it was cancelled or a newer one is there."""
        self.end(job)
        key = job.request.key
        if not job.cancelled and key not in self._waiting:
            self._waiting[key] = job.request
            self._waiting.move_to_end(key, last=False)

    def end(self, job: SideJob) -> None:
        """It was told of, or will not be."""
        self._taken.remove(job)

    def _promised(self) -> list[Hashable]:
        return [key for key, request in self._waiting.items() if request.promised]

    def _take(self, keys: list[Hashable]) -> SideJob | None:
        if not keys:
            return None
        job = SideJob(self._waiting.pop(keys[0]))
        self._taken.append(job)
        return job
