"""Tables: as wide as the terminal, or, where a program reads them, as wide as they are."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.table import Table

UNFOLDED = 10_000


def print_table(table: Table) -> None:
    """Print a table. In a pipe or a file each row is one line, and nothing is cut."""
    width = None if sys.stdout.isatty() else UNFOLDED
    Console(width=width, highlight=False).print(table)
