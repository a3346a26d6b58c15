"""`facelab directions`: what sliders there are; the user's own; making and judging named ones."""

from __future__ import annotations

import argparse

from facelab.cli import directions_make, directions_own
from facelab.cli.console import say
from facelab.cli.models import model_path
from facelab.cli.parser import OneLineParser
from facelab.cli.tables import PlainTable, print_table
from facelab.engine import Direction, load


def add_parser(commands: argparse._SubParsersAction[OneLineParser]) -> None:
    """Describe the commands."""
    parser = commands.add_parser(
        "directions",
        help="list, import, export, make and judge directions",
        description="Directions of the latent space.",
    )
    verbs = parser.add_subparsers(required=True, metavar="COMMAND", dest="directions_command")
    listing = verbs.add_parser("list", help="list the directions of a network")
    listing.add_argument("--model", metavar="NAME", help="network (the catalogue's default)")
    listing.set_defaults(run=run_list)
    directions_own.add_verbs(verbs)
    directions_make.add_verbs(verbs)


def run_list(arguments: argparse.Namespace) -> int:
    """Print the directions of a network."""
    renderer = load(model_path(arguments.model), "cpu", say)
    headings = ("name", "title", "group", "layers", "selectivity", "breaks at", "about")
    table = PlainTable(*headings)
    try:
        for direction in renderer.info.directions:
            table.add(*_row(direction))
    finally:
        renderer.close()
    print_table(table)
    return 0


def _row(direction: Direction) -> tuple[str, ...]:
    first, last = direction.layers
    figures, limit = direction.figures, direction.breaks_at
    return (
        direction.id,
        direction.title,
        direction.group,
        f"{first}-{last}",
        "" if figures is None else f"{figures.selectivity:.1f}",
        "" if limit is None else f"{limit:g}",
        direction.note,
    )
