"""A kind of thing that leaves, as a tab of the export dialog: one entry in `tabs`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from facelab.session import Session
from facelab.session.exporting.scope import Scope

# Which faces there are to choose from, as of now, the likeliest first.
Scopes = Callable[[], Sequence[Scope]]


class ExportTab(QWidget):
    """What a tab can do; each kind is a subclass.

    Signals
    -------
    changed
        `ready` or `standing` say something else.
    """

    changed = Signal()

    def open(self, scope: Scope | None) -> None:
        """The dialog opens, for these faces; None leaves it to the tab."""

    def close_down(self) -> None:
        """The dialog closes: nobody looks any more."""

    @property
    def ready(self) -> bool:
        """Whether it can be exported."""
        return False

    @property
    def refused(self) -> str:
        """Why nothing can be written to the folder that is chosen; usually empty."""
        return ""

    @property
    def standing(self) -> str:
        """In a line: how many, how large, how long; or what is in the way."""
        return ""

    def command(self) -> str:
        """The command that does the same."""
        return ""

    def export(self) -> bool:
        """Do it, as a job. Returns whether it has begun; else the user was told why not."""
        return False


@dataclass(frozen=True)
class TabEntry:
    """One tab.

    Attributes
    ----------
    name : str
        By which others open it; it never changes.
    title : str
        For people, with the letter that Alt leads to.
    make : callable
    """

    name: str
    title: str
    make: Callable[[Session, Scopes, QWidget], ExportTab]
