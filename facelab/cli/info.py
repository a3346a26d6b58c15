"""`facelab info`: what facelab runs on, for bug reports."""

from __future__ import annotations

import argparse
import importlib.metadata
import platform
from collections.abc import Callable
from functools import partial

from facelab import __version__, paths
from facelab.checkpoints.catalogue import CatalogueEntry, load_catalogue
from facelab.checkpoints.fetching.fetch import converted_path
from facelab.cli.console import out
from facelab.cli.formats import own_formats
from facelab.cli.parser import OneLineParser
from facelab.cli.places import place_of_library
from facelab.cli.sets import own_sets
from facelab.cli.tables import facts, print_table
from facelab.export.character_file import shipped_sets
from facelab.export.named import NAMED
from facelab.processors import processors

CHOSEN_BY = {
    "option": "--library",
    "environment": paths.LIBRARY_VARIABLE,
    "settings": "chosen in the window",
    "platform": "default folder",
}
LIBRARIES = ("torch", "numpy", "PySide6-Essentials", "pyqtgraph", "pillow", "safetensors")


def add_parser(commands: argparse._SubParsersAction[OneLineParser]) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "info",
        help="show versions, devices and folders",
        description="Show versions, devices and folders.",
    )
    lists = parser.add_mutually_exclusive_group()
    lists.add_argument(
        "--formats",
        action="store_true",
        help="list what --format takes instead, with the formats that you made",
    )
    lists.add_argument(
        "--sets",
        action="store_true",
        help="list what --set takes instead, with the sets of expressions of your own",
    )
    parser.set_defaults(run=run)


def run_formats() -> int:
    """Print a line a format: name, kind of file, what it is for."""
    for named in {**NAMED, **own_formats()}.values():
        out(
            "\t".join((named.name, named.suffix.removeprefix("."), f"{named.title}: {named.about}"))
        )
    return 0


def run_sets() -> int:
    """Print a line a set of expressions: name, how many there are in it, what it is for."""
    for variants in {**shipped_sets(), **own_sets()}.values():
        about = ": ".join(filter(None, (variants.shown, variants.about)))
        out("\t".join((variants.name, f"{len(variants.variants)}", about)))
    return 0


def run(arguments: argparse.Namespace) -> int:
    """Print a table of facts, or the formats, or the sets of expressions."""
    if arguments.formats:
        return run_formats()
    if arguments.sets:
        return run_sets()
    from facelab.engine.device import available  # imports torch

    rows = [
        ("facelab", __version__),
        ("Python", f"{platform.python_version()} on {platform.platform()}"),
        ("processors", str(processors())),
    ]
    rows += [("device", f"{device.torch_name}: {device.title}") for device in available()]
    rows += [(library, importlib.metadata.version(library)) for library in LIBRARIES]
    for entry in load_catalogue():
        rows.append((entry.name, _told(partial(_fetched, entry))))
    rows.append(("weights", _told(lambda: str(paths.weights_cache()))))
    rows.append(("settings", _told(lambda: str(paths.settings_dir()))))
    rows.append(("library", _told(_library)))
    rows.append(("directions", _told(lambda: str(paths.directions_dir()))))
    rows.append(("signing", _told(lambda: str(paths.signing_dir()))))
    print_table(facts(rows))
    return 0


def _fetched(entry: CatalogueEntry) -> str:
    path = converted_path(entry)
    return str(path) if path.is_file() else "not downloaded yet"


def _library() -> str:
    place = place_of_library(None)
    return f"{place.folder} ({CHOSEN_BY[place.chosen_by]})"


def _told(place: Callable[[], str]) -> str:
    """Where something is; or why nobody can say: a report of bugs must not end in one."""
    try:
        return place()
    except paths.UnknownPlaceError as error:
        return f"nowhere. {error.strerror}"
