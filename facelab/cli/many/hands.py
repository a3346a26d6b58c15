"""The options that say who draws, and what they lead to."""

from __future__ import annotations

import argparse
import secrets
from dataclasses import replace

from facelab.cli import parsing
from facelab.cli.formats import chosen_preparation
from facelab.cli.many.cluster import Cluster
from facelab.cli.many.processes import Processes
from facelab.cli.many.work import needed_sets, task_of
from facelab.cli.marks import parts_of
from facelab.cli.packaged import fetched
from facelab.engine import ModelInfo
from facelab.errors import RecipeError
from facelab.preparing.preparation import Preparation

_OPTIONS = ("workers", "dask", "labels")
MOST = 256  # on one machine; more are a slip of the finger


def add_many(parser: argparse.ArgumentParser) -> None:
    """Describe the options."""
    group = parser.add_argument_group("lists (--from)")
    group.add_argument(
        "--workers",
        type=parsing.count,
        metavar="N",
        help="draw in N processes of this machine, each with a network of its own",
    )
    group.add_argument(
        "--dask",
        metavar="ADDRESS",
        help="draw on the workers of a Dask cluster, by its scheduler's address (extra: dask)",
    )
    group.add_argument(
        "--shared",
        action="store_true",
        help=(
            "with --dask: the output folder is on a disk that all workers see by the same path; "
            "they write there instead of sending what they draw"
        ),
    )
    group.add_argument(
        "--labels",
        action="store_true",
        help=(
            "measure labels of each face (age, smile ...) and list them in the index; networks "
            "for that are downloaded the first time"
        ),
    )


def check(arguments: argparse.Namespace) -> None:
    """Refuse what makes no sense.

    Raises
    ------
    RecipeError
    """
    for option in _OPTIONS:
        if getattr(arguments, option) and arguments.list is None:
            raise RecipeError(f"--{option} is for lists: say --from FILE")
    if arguments.workers is not None and arguments.dask is not None:
        raise RecipeError("choose --workers or --dask")
    if arguments.shared and arguments.dask is None:
        raise RecipeError("--shared is for a cluster: say --dask ADDRESS")
    if (arguments.workers or 0) > MOST:
        raise RecipeError(f"--workers {arguments.workers}: choose 1 to {MOST}")
    for option in _OPTIONS:
        if getattr(arguments, option) and chosen_preparation(arguments).format.sheet is not None:
            raise RecipeError(
                f"--{option} is for a file a face, but {arguments.format} puts several faces on "
                "one sheet: choose another --format"
            )


def wanted(arguments: argparse.Namespace) -> bool:
    """Whether others are to draw."""
    return arguments.workers is not None or arguments.dask is not None


def fetch_needed(arguments: argparse.Namespace, preparation: Preparation) -> None:
    """Download, after saying so, what workers need beside the network."""
    for each in needed_sets(preparation, arguments.labels):
        fetched(each)


def hands_of(
    arguments: argparse.Namespace, preparation: Preparation, way: str, model: ModelInfo
) -> Processes | Cluster:
    """Who draws; to be closed.

    Parameters
    ----------
    arguments : Namespace
    preparation : Preparation
    way : str
        As `Preparation.way` said it when the plan was made.
    model : ModelInfo

    Raises
    ------
    DeviceError
        There is nobody.
    """
    task = task_of(secrets.token_hex(4), arguments, parts_of(arguments), preparation, way, model)
    if arguments.dask is not None:
        shared = arguments.out.absolute() if arguments.shared else None
        return Cluster(replace(task, shared=shared), arguments.dask)
    return Processes(task, arguments.workers)
