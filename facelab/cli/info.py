"""`facelab info`: what facelab runs on, for bug reports."""

from __future__ import annotations

import argparse
import importlib.metadata
import platform

from rich.table import Table

from facelab import __version__, paths
from facelab.checkpoints.catalogue import load_catalogue
from facelab.checkpoints.fetch import converted_path
from facelab.cli import parsing
from facelab.cli.places import place_of_library
from facelab.cli.tables import print_table
from facelab.processors import processors

CHOSEN_BY = {
    "option": "--library",
    "environment": paths.LIBRARY_VARIABLE,
    "settings": "chosen in the window",
    "platform": "the platform's place",
}
LIBRARIES = ("torch", "numpy", "PySide6-Essentials", "pyqtgraph", "pillow", "safetensors")


def add_parser(commands: argparse._SubParsersAction[parsing.OneLineParser]) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "info", help="show what facelab runs on", description="Show what facelab runs on."
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print a table of facts."""
    from facelab.engine.device import available  # imports torch

    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row("facelab", __version__)
    table.add_row("Python", f"{platform.python_version()} on {platform.platform()}")
    table.add_row("processors", str(processors()))
    for device in available():
        table.add_row("device", f"{device.torch_name}: {device.title}")
    for library in LIBRARIES:
        table.add_row(library, importlib.metadata.version(library))
    for entry in load_catalogue():
        path = converted_path(entry)
        table.add_row(entry.name, str(path) if path.is_file() else "not fetched yet")
    table.add_row("weights", str(paths.weights_cache()))
    table.add_row("settings", str(paths.settings_dir()))
    place = place_of_library(None)
    table.add_row("library", f"{place.folder} ({CHOSEN_BY[place.chosen_by]})")
    print_table(table)
    return 0
