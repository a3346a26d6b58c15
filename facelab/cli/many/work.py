"""What a worker does, wherever it is."""

from __future__ import annotations

import argparse
import pickle
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from facelab import __version__
from facelab.checkpoints.fetching.label_nets import LABEL_NETS
from facelab.checkpoints.fetching.packaged import PackagedSet
from facelab.cli.labels import measuring
from facelab.cli.many.shared import LeftAnswers, SharedFolder
from facelab.cli.marks import Marks
from facelab.cli.mix_networks import mix_in
from facelab.cli.pictures import drawing, loaded
from facelab.engine import ModelInfo
from facelab.errors import ExportError, FacelabError, ModelError, RecipeError, WeightsError
from facelab.export.orders import Unsigned
from facelab.export.plan import Plan
from facelab.export.provenance.facts import Parts
from facelab.export.spreading import Answers
from facelab.preparing.leaving import plan_for
from facelab.preparing.preparation import Preparation
from facelab.processors import take_share
from facelab.progress import finish
from facelab.recipe import Recipe

# It writes nothing, and no folder of its machine is asked.
_NOWHERE = Path("facelab-pictures-of-a-worker")
# Of the arguments: what else they say of faces is in recipes by then, or in the preparation.
_SENT = ("model", "device", "labels", "mix_networks", "networks")


@dataclass(frozen=True)
class Task:
    """What all workers of one command have to know.

    Attributes
    ----------
    name : str
        Of this command and no other: a worker that has got ready for it stays so.
    arguments : dict
        What the command line said of the network and of what is measured.
    parts : Parts
        What pictures say of themselves.
    preparation : Preparation
        How faces become the pictures that leave.
    way : str
        As it says itself of that.
    version : str
        Of facelab: another one may draw otherwise.
    network, network_sha256 : str
    lattice : bool
        Whether clean faces are freed of a known lattice.
    shared : Path or None
        The folder that workers of a cluster leave files in; None if they send them.
    """

    name: str
    arguments: dict[str, object]
    parts: Parts
    preparation: Preparation
    way: str
    version: str
    network: str
    network_sha256: str
    lattice: bool
    shared: Path | None = None


def task_of(
    name: str,
    arguments: argparse.Namespace,
    parts: Parts,
    preparation: Preparation,
    way: str,
    model: ModelInfo,
) -> Task:
    """What a command's workers have to know."""
    said = {key: getattr(arguments, key) for key in _SENT}
    if arguments.model is not None:
        said["model"] = _whole(arguments.model)
    if arguments.mix_networks is not None:
        other, weights = arguments.mix_networks
        said["mix_networks"] = _whole(other), weights
    if preparation.backdrop is not None:
        preparation = replace(preparation, backdrop=preparation.backdrop.absolute())
    return Task(
        name, said, parts, preparation, way, __version__, model.title, model.sha256, model.lattice
    )


def _whole(network: str) -> str:
    """The name of a network, or the whole path of its file."""
    return str(Path(network).absolute()) if Path(network).is_file() else network


def needed_sets(preparation: Preparation, labels: bool) -> list[PackagedSet]:
    """The networks beside the generator that its pictures need."""
    return [*preparation.needs, LABEL_NETS] if labels else [*preparation.needs]


class _Workshop:
    """A worker that is ready: its network is loaded, and is the one."""

    def __init__(self, task: Task) -> None:
        self.task = task
        _check_version(task)
        arguments = argparse.Namespace(**task.arguments)
        _check_there(needed_sets(task.preparation, arguments.labels))
        self._marks = Marks(arguments, task.parts)
        with ExitStack() as opened:
            renderer = opened.enter_context(loaded(arguments))
            _check_network(task, renderer.info)
            if mix_in(renderer, arguments.mix_networks) != arguments.networks:
                raise _OTHER_MIX
            plan = Plan(_NOWHERE, metadata=self._marks.metadata, marking=self._marks.unsigned)
            plan = plan_for(task.preparation, plan)
            if plan.prepared != task.way:
                raise _OTHER_BACKDROP
            self._plan = replace(plan, measure=measuring(renderer)) if arguments.labels else plan
            self._draw = drawing(task.preparation, renderer, PackagedSet.fetch)
            self._opened = opened.pop_all()

    def drawn(self, recipe: Recipe) -> Unsigned | FacelabError:
        """A face, or why it cannot be drawn."""
        try:
            made = finish(self._plan.drawn(recipe, self._draw))
        except (RecipeError, ModelError) as error:
            return error
        marked = self._marks.is_marked(made.content)
        return replace(made, marked=marked, notes=self._marks.notes)

    def close(self) -> None:
        self._opened.close()


_lock = threading.Lock()  # a worker of Dask may have threads; a network has one
_ready: list[_Workshop] = []
_leaving = threading.Event()


def work(task: Task, recipes: Sequence[Recipe], share: int) -> Answers:
    """Draw a chunk.

    Parameters
    ----------
    task : Task
    recipes : sequence of Recipe
    share : int
        Processors that this worker may use.

    Raises
    ------
    FacelabError
        It cannot draw at all: the network is not here, or is another one.
    """
    with _lock:
        if not _ready or _ready[0].task.name != task.name:
            _leave()
            take_share(share)
            _ready.append(_Workshop(task))
        _leaving.clear()
        answers = [_ready[0].drawn(recipe) for recipe in recipes]
        if _leaving.is_set():
            _leave()
        return answers


def work_of_packet(packet: bytes) -> Answers | LeftAnswers | FacelabError:
    """A chunk on a worker of Dask, which says how many processors it has for it.

    Parameters
    ----------
    packet : bytes
        Pickled task and recipes. Dask itself runs whatever it is given, so this opens no door that
        was closed.
    """
    from distributed import get_worker

    task, recipes = pickle.loads(packet)
    try:
        answers = work(task, recipes, get_worker().state.nthreads)
        return (
            answers if task.shared is None else SharedFolder(task.shared, task.name).leave(answers)
        )
    except FacelabError as error:
        return error


def leave() -> None:
    """Give the network's memory back, if it draws when it is done with that. Waits for nothing."""
    _leaving.set()
    if _lock.acquire(blocking=False):
        try:
            _leave()
        finally:
            _lock.release()


def _leave() -> None:
    while _ready:
        _ready.pop().close()


def _check_version(task: Task) -> None:
    if task.version != __version__:
        raise ModelError(
            "A worker has another version of facelab.",
            f"It has {__version__}, this is {task.version}; they may draw differently.",
            "Install the same version everywhere.",
        )


def _check_there(sets: Sequence[PackagedSet]) -> None:
    """Nothing is downloaded where nobody looks on."""
    for each in sets:
        if each.missing():
            raise WeightsError(
                f"A worker does not have the {each.what}.",
                f"Nothing is there in {each.place()}.",
                "Give the command once on that machine itself, with --workers 1.",
            )


def _check_network(task: Task, found: ModelInfo) -> None:
    if found.sha256 != task.network_sha256:
        raise ModelError(
            f"A worker does not have {task.network}.",
            f"What it has by that name is another network ({found.sha256[:12]}, not "
            f"{task.network_sha256[:12]}).",
            "Fetch the network there anew, or name one file that all of them see with --model.",
        )
    if found.lattice != task.lattice:
        raise ModelError(
            "A worker would draw clean faces differently.",
            "It does not know the same of the network's weave.",
            "Copy weights/lattices to it, or draw with --finish raw.",
        )


_OTHER_MIX = ModelError(
    "A worker does not have the network that --mix-networks names.",
    "What it has by that name is another network.",
    "Fetch the network there anew, or name one file that all of them see.",
)
_OTHER_BACKDROP = ExportError(
    "A worker would put another picture behind the faces.",
    "What it has by that path is another file.",
    "Name a picture that all of them see.",
)
