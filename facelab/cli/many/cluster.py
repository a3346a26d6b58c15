"""Workers of a Dask cluster that is there already, for `--dask ADDRESS`.

Dask gives a chunk of a worker that has gone to another one, and makes a result anew that was lost
with whoever held it. What it gives up comes back as lost, and is given again, face by face.
"""

from __future__ import annotations

import pickle
import queue
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from facelab.cli.console import say
from facelab.cli.many.shared import SharedFolder
from facelab.cli.many.work import Task
from facelab.errors import DeviceError, FacelabError
from facelab.export.spreading import Answers, Lost
from facelab.recipe import Recipe
from facelab.session.unforeseen import unforeseen

if TYPE_CHECKING:
    from distributed import Client, Future

_CONNECT_SECONDS = 15
_LEAVE_SECONDS = 2


class Cluster:
    """The workers of a cluster.

    Parameters
    ----------
    task : Task
    address : str
        Of its scheduler, such as "tcp://10.0.0.1:8786".

    Raises
    ------
    DeviceError
        Dask is not installed, or nobody answers.
    ExportError
        Nothing can be written to the folder that is shared.
    """

    def __init__(self, task: Task, address: str) -> None:
        self._task, self._address = task, address
        self._client = _connected(address)
        self._shared: SharedFolder | None = None
        if task.shared is not None:
            self._shared = SharedFolder(task.shared, task.name)
            self._shared.open()
        self._away: dict[int, Future] = {}
        self._back: queue.Queue[tuple[int, Future]] = queue.Queue()
        if not self.count:
            say("The Dask cluster has no workers yet; waiting for the first.")

    @property
    def count(self) -> int:
        return len(self._client.scheduler_info(n_workers=-1)["workers"])

    def give(self, number: int, recipes: Sequence[Recipe]) -> None:
        self._check()
        packet = pickle.dumps((self._task, tuple(recipes)))
        key = f"facelab-{self._task.name}-{number}"
        future = self._client.submit(_drawer(), packet, key=key, pure=False)
        self._away[number] = future
        future.add_done_callback(lambda done: self._back.put((number, done)))

    def brought(self, seconds: float) -> Sequence[tuple[int, Answers | Lost]]:
        self._check()
        back: list[tuple[int, Answers | Lost]] = []
        with suppress(queue.Empty):
            back.append(self._answers(*self._back.get(timeout=seconds)))
            while True:
                back.append(self._answers(*self._back.get_nowait()))
        return back

    def close(self) -> None:
        """Take back what is not drawn yet, have the workers forget the network, and go."""
        if self._shared is not None:
            self._shared.close()
        if self._client.status == "running":
            self._client.cancel(list(self._away.values()), asynchronous=False)
            self._client.run(_leaver(), wait=False, on_error="ignore")
        self._client.close(timeout=_LEAVE_SECONDS)

    def _answers(self, number: int, future: Future) -> tuple[int, Answers | Lost]:
        from distributed import CancelledError, KilledWorker

        self._away.pop(number, None)
        try:
            answers: Any = pickle.loads(future.result())
        except (CancelledError, KilledWorker, OSError, TimeoutError):
            self._check()
            return number, Lost()
        except ImportError as error:
            raise DeviceError(
                "A worker of the Dask cluster cannot run facelab.",
                f"{error}.",
                "Install facelab, in this version, on every worker.",
            ) from error
        except Exception as error:
            raise unforeseen(error) from error
        if isinstance(answers, FacelabError):
            raise answers
        return number, answers if self._shared is None else self._shared.taken(answers)

    def _check(self) -> None:
        if self._client.status != "running":
            raise DeviceError(
                "The connection to the Dask cluster is lost.",
                f"Its scheduler at {self._address} no longer answers.",
                "Start it again. The same command continues where it stopped.",
            )


def _drawer() -> Callable[[bytes], bytes]:
    """What a worker of Dask runs.

    It is made here so that it travels as code, not by its name: the scheduler unpacks all that is
    given to the cluster, and need not have facelab. Nor does it see what is in the packets.
    """

    def draw(packet: bytes) -> bytes:
        import pickle

        from facelab.cli.many.work import work_of_packet

        return pickle.dumps(work_of_packet(packet))

    return draw


def _leaver() -> Callable[[], Coroutine[None, None, None]]:
    async def leave() -> None:  # Dask waits for the end of what is not async
        from facelab.cli.many.work import leave

        leave()

    return leave


def _connected(address: str) -> Client:
    try:
        from distributed import Client
    except ImportError as error:
        raise DeviceError(
            "Dask is not installed.",
            "It is an extra of facelab.",
            'Run `pip install "facelab[dask]"`, or use --workers on this machine.',
        ) from error
    settings: dict[str, Any] = {"timeout": _CONNECT_SECONDS, "set_as_default": False}
    try:
        return Client(address, **settings)
    except (OSError, TimeoutError, ValueError) as error:
        raise DeviceError(
            f"No Dask scheduler answers at {address}.",
            f"{error}.",
            "Give the address that `dask scheduler` prints, such as tcp://10.0.0.1:8786.",
        ) from error
