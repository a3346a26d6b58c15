"""What the session tells the user."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from facelab.errors import FacelabError
from facelab.session.signals import Signal
from facelab.session.unforeseen import unforeseen

Offers = Literal[
    "",
    "restore",
    "restore direction",
    "unkeep",
    "keep opened",
    "verify",
    "save picture",
    "export failures",
    "set failures",
    "switch network",
]


@dataclass(frozen=True)
class Message:
    """A notice: what happened, why, and what to do.

    Attributes
    ----------
    offers : "", "restore", "restore direction", "unkeep", "keep opened", "verify", \
             "save picture", "export failures", "set failures" or "switch network"
        What a button may do: take it back by `Keeping.restore`, `OwnDirections.restore` or
        `Keeping.unkeep`, keep all faces that were opened, by `Opening.keep_opened`, look where
        the picture `file` comes from, save the face as a picture, list what could not be exported
        or made, or go to the network of a face, by `Networks.switch`.
    quiet : bool
        The window shows it without words; only those who cannot see it are told.
    file : Path or None
        What was written, for a button that shows where.
    """

    level: Literal["info", "warning", "error"]
    what: str
    why: str = ""
    fix: str = ""
    offers: Offers = ""
    quiet: bool = False
    file: Path | None = field(default=None, compare=False)

    @property
    def in_a_line(self) -> str:
        """All of it, where a notice is no place for it."""
        return " ".join(filter(None, (self.what, self.why, self.fix)))


def message_of(error: BaseException, level: Literal["warning", "error"] = "error") -> Message:
    """An exception in words. One that is not a FacelabError is a bug of ours, and says so."""
    if isinstance(error, FacelabError):
        return Message(level, error.what, error.why, error.fix)
    said = unforeseen(error)
    return Message("error", said.what, said.why, f"Your face is safe. {said.fix}")


class Telling:
    """What the user is told, on its way to whoever shows it.

    Signals
    -------
    message(Message)
    withdrawn(Message): what was told is true no longer, and need not be shown.
    """

    message = Signal(Message)
    withdrawn = Signal(Message)

    def __init__(self) -> None:
        self._unsaved_told = False

    def tell(self, message: Message) -> None:
        """Show the user a message."""
        self.message.emit(message)

    def withdraw(self, message: Message) -> None:
        """Show it no longer."""
        self.withdrawn.emit(message)

    def tell_error(self, error: Exception, level: str = "error") -> None:
        """Show the user what went wrong."""
        self.tell(message_of(error, "warning" if level == "warning" else "error"))

    def tell_warning(self, error: Exception) -> None:
        """Show the user what went wrong without losing anything."""
        self.tell_error(error, "warning")

    def tell_unsaved(self, error: Exception) -> None:
        """Show once that state is not being saved: a full disk must not bring a message with
        every slider.
        """
        if not self._unsaved_told:
            self._unsaved_told = True
            self.tell_error(error, "warning")
