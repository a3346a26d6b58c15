"""What the user is told when pictures have left, or have not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from facelab.errors import FacelabError
from facelab.export.orders import Refused
from facelab.plain_text import counted, plain
from facelab.session.messages import Message, message_of

MOST_TOLD = 3  # of what failed, in a notice; all of it is listed by `Tally.refused`
MOST_KEPT = 10_000


@dataclass
class Tally:
    """What has become of an export so far; written on the job's thread, read when it is over.

    Attributes
    ----------
    total : int
        Faces that are to leave.
    begun : int
        Faces that were read so far.
    faces : int
        Faces that have left, on a sheet or alone.
    files : int
        Whole pictures on the disk.
    first : Path or None
        The first of them.
    refused : list of Refused
        What failed, face by face; the first 10,000.
    refused_count : int
    """

    total: int = 0
    begun: int = 0
    faces: int = 0
    files: int = 0
    first: Path | None = None
    refused: list[Refused] = field(default_factory=list)
    refused_count: int = 0
    _last: Path | None = None

    def note_made(self, path: Path) -> None:
        """A face is in a file, which is whole."""
        self.faces += 1
        self.files += path != self._last
        self._last = path
        self.first = self.first or path

    def note_refused(self, refused: Refused) -> None:
        """A face cannot leave."""
        self.refused_count += 1
        if len(self.refused) < MOST_KEPT:
            self.refused.append(refused)


def told_done(tally: Tally, folder: Path, note: str) -> Message:
    """All have left that could."""
    if not tally.refused_count:
        one = tally.first.name if tally.first is not None and tally.files == 1 else ""
        what = f"Exported {one or counted(tally.files, 'picture')}"
        level: Literal["info", "warning"] = "warning" if note else "info"
        return Message(level, what, f"in {folder}", note, file=tally.first)
    gone = tally.total - tally.refused_count
    what = (
        f"Exported {gone:,} of {tally.total:,} faces" if tally.files else "No picture was exported"
    )
    return Message(
        "warning", what, failures(tally.refused, tally.refused_count), note,
        offers="export failures", file=tally.first,
    )  # fmt: skip


def told_stopped(tally: Tally, folder: Path) -> Message:
    """The user has stopped it."""
    return told_of_end(None, _whole(tally, folder), tally.first)


def told_broken(error: Exception, tally: Tally, folder: Path) -> Message:
    """It could not go on: a full disk, for example."""
    said = message_of(error)
    whole = _whole(tally, folder) if tally.files or isinstance(error, FacelabError) else ""
    return Message(said.level, said.what, f"{said.why} {whole}".strip(), said.fix, file=tally.first)


def told_of_end(error: Exception | None, left: str, file: Path | None = None) -> Message:
    """An export was stopped, or could not go on for an error; `left` is what there is of it."""
    if error is None:
        return Message("info", "Export cancelled", left, file=file)
    said = message_of(error)
    why = f"{said.why} {left}" if isinstance(error, FacelabError) else said.why
    return Message(said.level, said.what, why.strip(), said.fix, file=file)


def failures(refused: Sequence[Refused], count: int) -> str:
    """What failed, in a line or two."""
    told = [line_of(each) for each in refused[:MOST_TOLD]]
    more = count - len(told)
    return " ".join(told) + (f" And {more:,} more." if more > 0 else "")


def line_of(refused: Refused) -> str:
    """A face that could not leave, and why."""
    return f"{plain(refused.where, 60)}: {refused.error.what} {refused.error.why}".strip()


def _whole(tally: Tally, folder: Path) -> str:
    if not tally.files:
        return "No picture was saved."
    verb = "is" if tally.files == 1 else "are"
    return f"{counted(tally.files, 'picture')} {verb} saved in {folder}, each of them whole."
