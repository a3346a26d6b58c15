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
from facelab.cli.background import Backgrounds
from facelab.cli.labels import measuring
from facelab.cli.marks import Marks
from facelab.cli.pictures import drawing, loaded, plan_of
from facelab.cutout.person import PERSON_NETS
from facelab.engine import ModelInfo
from facelab.errors import FacelabError, ModelError, RecipeError, WeightsError
from facelab.export.plan import Drawn
from facelab.export.provenance.facts import Parts
from facelab.export.spreading import Answers
from facelab.processors import take_share
from facelab.recipe import Recipe

# It writes nothing, and no folder of its machine is asked.
_NOWHERE = Path("facelab-pictures-of-a-worker")
_LEFT_OUT = ("run", "list", "dask", "workers", "overwrite", "json")


@dataclass(frozen=True)
class Task:
    """What all workers of one command have to know.

    Attributes
    ----------
    name : str
        Of this command and no other: a worker that has got ready for it stays so.
    arguments : dict
        What the command line said of the pictures.
    parts : Parts
        What pictures say of themselves.
    version : str
        Of facelab: another one may draw otherwise.
    network, network_sha256 : str
    lattice : bool
        Whether clean faces are freed of a known lattice.
    """

    name: str
    arguments: dict[str, object]
    parts: Parts
    version: str
    network: str
    network_sha256: str
    lattice: bool


def task_of(name: str, arguments: argparse.Namespace, parts: Parts, model: ModelInfo) -> Task:
    """What a command's workers have to know."""
    said = {key: value for key, value in vars(arguments).items() if key not in _LEFT_OUT}
    model_file = arguments.model
    if model_file is not None and Path(model_file).is_file():
        said["model"] = str(Path(model_file).absolute())
    behind = arguments.background
    if behind is not None and behind.picture is not None:
        said["background"] = replace(behind, picture=behind.picture.absolute())
    said["out"] = _NOWHERE
    return Task(name, said, parts, __version__, model.title, model.sha256, model.lattice)


def needed_sets(arguments: argparse.Namespace) -> list[PackagedSet]:
    """The networks beside the generator that its pictures need."""
    sets = [PERSON_NETS] if arguments.background is not None else []
    return [*sets, LABEL_NETS] if arguments.labels else sets


class _Workshop:
    """A worker that is ready: its network is loaded, and is the one."""

    def __init__(self, task: Task) -> None:
        self.task = task
        _check_version(task)
        arguments = argparse.Namespace(**task.arguments, overwrite=False, json=False)
        _check_there(needed_sets(arguments))
        self._marks = Marks(arguments, task.parts)
        with ExitStack() as opened:
            renderer = opened.enter_context(loaded(arguments))
            _check_network(task, renderer.info)
            plan = replace(
                plan_of(arguments), metadata=self._marks.metadata, marking=self._marks.unsigned
            )
            self._plan = replace(plan, measure=measuring(renderer)) if arguments.labels else plan
            backgrounds = Backgrounds(arguments.background, renderer.info.resolution)
            self._draw = drawing(renderer, backgrounds, self._plan)
            self._opened = opened.pop_all()

    def drawn(self, recipe: Recipe) -> Drawn | FacelabError:
        """A face, or why it cannot be drawn."""
        try:
            made = self._plan.drawn(recipe, self._draw)
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


def work_of_packet(packet: bytes) -> Answers | FacelabError:
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
        return work(task, recipes, get_worker().state.nthreads)
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
