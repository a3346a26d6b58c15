"""`facelab directions import | export | rename | delete | from-faces`: the user's own."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from facelab import destinations
from facelab.checkpoints import store
from facelab.checkpoints.own_direction_file import OwnDirection
from facelab.checkpoints.own_directions import delete_own, list_own, rename_own, write_own
from facelab.cli import parsing
from facelab.cli.console import out, say
from facelab.cli.library_query import MAX_ID
from facelab.cli.models import model_path
from facelab.cli.outputs import add_overwrite
from facelab.cli.parser import OneLineParser, did_you_mean
from facelab.cli.places import place_of_library
from facelab.cli.vectors import add_as, told_apart
from facelab.engine import Renderer, load
from facelab.engine.own_directions.made import (
    EXPORTED,
    FIRST,
    Made,
    between,
    export_file,
    import_file,
)
from facelab.errors import RecipeError
from facelab.library import Reading
from facelab.library.means import FaceSum, sum_faces
from facelab.plain_text import plain
from facelab.recipe import Recipe, Seed


def add_verbs(verbs: argparse._SubParsersAction[OneLineParser]) -> None:
    """Describe the commands."""
    importing = verbs.add_parser(
        "import",
        help="import a direction into Mine",
        description=(
            "Import directions made for this network, or for StyleGAN2 at the same "
            "resolution, into Mine: .npy, .npz, .pt or .safetensors files with "
            "vectors of w, or the principal components of encoder4editing or "
            "GANSpace. They are scaled to sigma. No code in the file is ever run."
        ),
    )
    importing.add_argument("file", type=parsing.path, metavar="FILE")
    importing.add_argument("--title", default="", metavar="T", help="(the file's name)")
    importing.add_argument(
        "--count", type=_count, default=FIRST, metavar="N", help=f"import the first N ({FIRST})"
    )
    add_as(importing)
    _add_model(importing)
    importing.set_defaults(run=run_import)

    exporting = verbs.add_parser("export", help="export any direction to a file")
    exporting.add_argument("name", metavar="NAME", help="as shown by `facelab directions list`")
    exporting.add_argument("file", type=parsing.path, metavar="FILE", help=" or ".join(EXPORTED))
    add_overwrite(exporting)
    _add_model(exporting)
    exporting.set_defaults(run=run_export)

    renaming = verbs.add_parser("rename", help="rename a direction in Mine")
    renaming.add_argument("name", metavar="NAME")
    renaming.add_argument("title", metavar="TITLE")
    _add_model(renaming)
    renaming.set_defaults(run=run_rename)

    deleting = verbs.add_parser("delete", help="delete a direction from Mine")
    deleting.add_argument("name", metavar="NAME")
    _add_model(deleting)
    deleting.set_defaults(run=run_delete)

    making = verbs.add_parser(
        "from-faces",
        help="make a direction from kept faces",
        description=(
            "Make a direction that leads from the average of some kept faces to the "
            "average of others. `facelab library list` shows their numbers."
        ),
    )
    making.add_argument(
        "--these", type=_ids, required=True, metavar="ID,...", help="faces become more like these"
    )
    making.add_argument(
        "--those", type=_ids, metavar="ID,...", help="and less like those (the average face)"
    )
    making.add_argument("--title", required=True, metavar="T")
    making.add_argument(
        "--library", type=parsing.path, metavar="DIR", default=argparse.SUPPRESS,
        help="library folder (FACELAB_LIBRARY, the settings, or the default folder)",
    )  # fmt: skip
    _add_model(making)
    making.set_defaults(run=run_from_faces)


def _add_model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", metavar="NAME", help="network (the catalogue's default)")


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 512:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to 512")
    return int(text)


def _ids(text: str) -> list[int]:
    return parsing.unique(parsing.number_list(text, MAX_ID))


def run_import(arguments: argparse.Namespace) -> int:
    """Take in the directions of a file."""
    with _loaded(arguments) as renderer:
        info, title, count = renderer.info, arguments.title, arguments.count
        found = told_apart(
            lambda meant: import_file(arguments.file, info, title, count, meant),
            arguments.file,
            arguments.meant,
        )
    for made in found.made:
        _keep(made)
    strange = [plain(made.direction.title, 60) for made in found.made if made.strange]
    if strange:
        one = len(strange) == 1
        say(
            f"Warning: {', '.join(strange[:3])}{' and others' if strange[3:] else ''} may do "
            f"nothing. The named directions see no change: {'it was' if one else 'they were'} "
            "probably made for another network."
        )
    left = found.total - len(found.made)
    if left:
        say(f"{left} more in the file: --count {found.total} imports them all")
    return 0


def run_export(arguments: argparse.Namespace) -> int:
    """Write a direction to a file."""
    destinations.named(arguments.file, EXPORTED, arguments.overwrite)
    with _loaded(arguments) as renderer:
        direction = renderer.info.directions.get(arguments.name)
        export_file(direction, renderer.info, arguments.file, arguments.overwrite)
    say(f"{direction.title} exported to {arguments.file}")
    return 0


def run_rename(arguments: argparse.Namespace) -> int:
    """Give one of the user's directions another title."""
    if not arguments.title.strip():
        raise RecipeError("the title is empty")
    renamed = rename_own(_named(arguments).id, arguments.title)
    say(f"{renamed.id} is now called {renamed.title}")
    return 0


def run_delete(arguments: argparse.Namespace) -> int:
    """Delete one of the user's directions."""
    gone = delete_own(_named(arguments).id)
    say(f"deleted {gone.id} ({gone.title})")
    return 0


def run_from_faces(arguments: argparse.Namespace) -> int:
    """Make a direction out of kept faces."""
    if not arguments.title.strip():
        raise RecipeError("the title is empty")
    folder = place_of_library(getattr(arguments, "library", None)).folder
    with _loaded(arguments) as renderer:
        reading = Reading(folder)
        try:
            these = _mean(arguments.these, reading, renderer)
            those = None if arguments.those is None else _mean(arguments.those, reading, renderer)
        finally:
            reading.close()
        if those is None:  # psi 0 is the average face
            average = Recipe(renderer.info.ref, Seed(0)).with_truncation(psi=0.0)
            those = renderer.compose(average)
        count = len(arguments.these)
        note = f"Made from {count} {'face' if count == 1 else 'faces'} of yours."
        made = between(these, those, arguments.title, renderer.info, note)
    _keep(made)
    return 0


def _mean(ids: list[int], reading: Reading, renderer: Renderer) -> NDArray[np.float32]:
    info = renderer.info
    there = {card.id: card.model for card in reading.cards(ids)}
    for number in ids:
        if there.get(number) != info.sha256:
            why = "was made with another network" if number in there else "is not in the library"
            raise RecipeError(f"face {number} {why}")
    found: FaceSum = sum_faces(reading, ids, info.sha256, (info.num_ws, info.w_dim))
    if found.to_compose:
        found.add(np.stack([renderer.compose(recipe) for recipe in found.to_compose]))
    return found.mean()


@contextmanager
def _loaded(arguments: argparse.Namespace) -> Iterator[Renderer]:
    renderer = load(model_path(arguments.model), "cpu", say)
    try:
        yield renderer
    finally:
        renderer.close()


def _named(arguments: argparse.Namespace) -> OwnDirection:
    """One of the user's directions by its name, or by its title if one only has it."""
    sha256 = store.info(model_path(arguments.model)).metadata.model_sha256
    own, _ = list_own(sha256)
    found = [each for each in own if each.id == arguments.name]
    found = found or [each for each in own if each.title == arguments.name]
    if len(found) != 1:
        said = "several of your own directions are" if found else "none of your own directions is"
        known = [word for each in own for word in (each.id, each.title)]
        raise RecipeError(
            f"{said} called {arguments.name!r}; see `facelab directions list`"
            f"{did_you_mean(arguments.name, known)}"
        )
    return found[0]


def _keep(made: Made) -> None:
    new = write_own(made.direction)
    title = made.direction.title if new else f"{made.direction.title} (already there)"
    out(f"{made.direction.id}\t{title}" + (f"\t{made.reads_as}" if made.reads_as else ""))
