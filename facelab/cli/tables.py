"""Tables: as wide as the terminal, or, where a program reads them, as wide as they are."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from facelab.cli.console import told_if_full
from facelab.plain_text import plain

UNFOLDED = 10_000


class PlainTable(Table):
    """Without lines; what stands in a cell is text, whatever it looks like."""

    def __init__(self, *headings: str, show_header: bool = True) -> None:
        super().__init__(*headings, box=None, pad_edge=False, show_header=show_header)

    def add(self, *cells: str) -> None:
        """Add a row."""
        self.add_row(*(Text(plain(cell)) for cell in cells))


def facts(rows: Iterable[tuple[str, str]], indent: int = 0) -> PlainTable:
    """A table of names and what is to be said of each, without those of which it is nothing."""
    table = PlainTable(show_header=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, said in rows:
        if said:
            table.add_row(Text(" " * indent + plain(name)), Text(plain(said)))
    return table


def print_table(table: PlainTable) -> None:
    """Print a table. In a pipe or a file each row is one line, and nothing is cut.

    Raises
    ------
    ExportError
        Nothing can be written there.
    """
    is_screen = sys.stdout is not None and sys.stdout.isatty()
    console = Console(
        width=None if is_screen else UNFOLDED, highlight=False, markup=False, emoji=False
    )
    with told_if_full():
        console.print(table)
