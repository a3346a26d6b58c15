"""Files that workers of a cluster leave in a folder that all see, in place of sending them through
the cluster. The command takes them from there, signs them and gives them their names.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from facelab.damage import cause
from facelab.errors import ExportError, FacelabError
from facelab.export.orders import Unsigned
from facelab.export.spreading import Answers, Lost
from facelab.files import MEGABYTE, part_of, read_regular

_LARGEST = 2048 * MEGABYTE


@dataclass(frozen=True)
class Left:
    """A face that lies in the folder, and what is known of it.

    Attributes
    ----------
    name : str
        Of its file.
    drawn : Unsigned
        Without its content.
    """

    name: str
    drawn: Unsigned


LeftAnswers: TypeAlias = Sequence[Left | FacelabError]


class SharedFolder:
    """The folder, as the command and its workers see it.

    Parameters
    ----------
    folder : Path
    task : str
        The command's own word: a folder of the same name on another disk does not have it.
    """

    def __init__(self, folder: Path, task: str) -> None:
        self._folder = folder
        self._sign = folder / f".facelab.{task}.part"
        self._drawn = f"drawn-{task}"

    # -- the command -----------------------------------------------------------------------------

    def open(self) -> None:
        """Make it known to workers.

        Raises
        ------
        ExportError
            Nothing can be written there.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._sign.touch()
        except OSError as error:
            raise ExportError(
                "Workers cannot share this folder.",
                f"{self._folder}: {cause(error)}",
                "Choose another folder, or leave out --shared.",
            ) from error

    def taken(self, answers: LeftAnswers) -> Answers | Lost:
        """What workers left, with its content; their files go. Lost if one is not there."""
        back: list[Unsigned | FacelabError] = []
        for each in answers:
            if isinstance(each, FacelabError):
                back.append(each)
                continue
            path = self._folder / Path(each.name).name
            try:
                content = read_regular(path, _LARGEST)
            except OSError:
                return Lost()
            back.append(replace(each.drawn, content=content))
        for each in answers:
            if isinstance(each, Left):
                with suppress(OSError):
                    (self._folder / Path(each.name).name).unlink()
        return back

    def close(self) -> None:
        """No worker leaves anything there any more. What those left who were killed before they
        could say so, or who did the work of one that was thought dead, goes.
        """
        with suppress(OSError):
            self._sign.unlink()
        with suppress(OSError):
            for path in self._folder.glob(f".{self._drawn}.*"):
                path.unlink(missing_ok=True)

    # -- a worker --------------------------------------------------------------------------------

    def leave(self, answers: Answers) -> LeftAnswers:
        """Put what was drawn into it, each file whole.

        Raises
        ------
        ExportError
            It is not there, or is another one.
        """
        if not self._sign.exists():
            raise ExportError(
                "A worker does not see the folder that is to be shared.",
                f"What it has at {self._folder} is not that folder.",
                "Mount it there by the same path, or leave out --shared.",
            )
        return [each if isinstance(each, FacelabError) else self._left(each) for each in answers]

    def _left(self, drawn: Unsigned) -> Left:
        path = part_of(self._folder / self._drawn)
        try:
            path.write_bytes(drawn.content)
            if not self._sign.exists():  # the command ended meanwhile
                path.unlink(missing_ok=True)
        except OSError as error:
            with suppress(OSError):
                path.unlink()
            raise ExportError(
                "A worker could not write into the shared folder.",
                f"{self._folder}: {cause(error)}",
                "Free some space, or choose another folder. The same command continues where "
                "it stopped.",
            ) from error
        return Left(path.name, replace(drawn, content=b""))
