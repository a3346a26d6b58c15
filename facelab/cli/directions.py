"""`facelab directions`: what sliders there are; the user's own; making and judging named ones."""

from __future__ import annotations

import argparse

from rich.console import Console
from rich.table import Table

from facelab.cli import directions_make, directions_own, parsing
from facelab.cli.models import model_path
from facelab.cli.tables import print_table
from facelab.engine import Direction, load


def add_parser(commands: argparse._SubParsersAction[parsing.OneLineParser]) -> None:
    """Describe the commands."""
    parser = commands.add_parser(
        "directions",
        help="list directions, import and export them, make them, judge them",
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
    complain = Console(stderr=True, highlight=False)
    renderer = load(model_path(arguments.model), "cpu", lambda error: complain.print(str(error)))
    try:
        table = Table(box=None, pad_edge=False)
        for heading in ("name", "title", "group", "layers", "selectivity", "breaks at", "about"):
            table.add_column(heading)
        for direction in renderer.info.directions:
            table.add_row(*_row(direction))
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
