"""One file of what comes back at the next start, and what is done if it makes no sense.

Settings, the slots A and B and the history are read and replaced through this, so that none of
them is ever overwritten unread. What this facelab does not understand is set aside beside its
place under a name that is free, `history.jsonl.broken`, then `history.jsonl.broken-2`, and the
user is told where; so is what was understood in part, after the good part was taken.

What a newer facelab wrote is set aside under its version, `history.jsonl.v9`. It does not come
back by itself when facelab is updated again, since what was done meanwhile would be lost
instead: renamed to its old name, it does.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from facelab.damage import reading
from facelab.errors import SettingsError
from facelab.file_lock import FileLock
from facelab.files import NotRegularError, TooLargeError, read_regular, replacing

LOCK_SECONDS = 2.0
T = TypeVar("T")


class NotUnderstoodError(Exception):
    """The bytes are not what they should be; the text says why, without a full stop."""


class NewerError(NotUnderstoodError):
    """They are of a version that this facelab does not know."""

    def __init__(self, version: int, known: int) -> None:
        super().__init__(
            f"It has version {version}, but this facelab reads only up to version {known}"
        )
        self.version = version


@dataclass(frozen=True)
class Understood(Generic[T]):
    """What a file says.

    Attributes
    ----------
    lost : str
        What in it makes no sense, a sentence without a full stop; empty if all of it does.
    """

    value: T
    lost: str = ""


class _Head(msgspec.Struct):
    format: str
    version: int


def version_of(text: str | bytes, form: str, newest: int, noun: str) -> int:
    """The version of a file in JSON that says its format and version.

    Parameters
    ----------
    text : str or bytes
    form : str
        The format that it should have.
    newest : int
        That this facelab reads.
    noun : str
        What it should be: "a timeline of a session".

    Raises
    ------
    NotUnderstoodError
        It is something else, or newer (`NewerError`).
    """
    head = msgspec.json.decode(text, type=_Head)
    if head.format != form:
        raise NotUnderstoodError(f"It is not {noun}")
    if head.version > newest:
        raise NewerError(head.version, newest)
    return head.version


class SavedFile(Generic[T]):
    """A file of saved state; windows may share it.

    Parameters
    ----------
    path : Path
    limit : int
        Most bytes that it has.
    decode : callable
        What its bytes say. Raises NotUnderstoodError; what libraries raise is seen to.
    gone : str
        What the user is told if it cannot be read: "The settings could not be restored."
    partly : str
        What the user is told if a part of it could not.
    """

    def __init__(
        self,
        path: Path,
        limit: int,
        decode: Callable[[bytes], Understood[T]],
        gone: str,
        partly: str = "",
    ) -> None:
        self.path = path
        self._limit = limit
        self._decode = decode
        self._gone = gone
        self._partly = partly

    def read(self) -> Understood[T] | None:
        """What the file says, None if there is none; nothing is changed on the disk.

        Raises
        ------
        NotUnderstoodError
        OSError
            It is there and cannot be read.
        """
        try:
            raw = read_regular(self.path, self._limit)
        except FileNotFoundError:
            return None
        except (NotRegularError, TooLargeError) as error:
            raise NotUnderstoodError(error.strerror) from error
        with reading(lambda why: NotUnderstoodError(why.rstrip("."))):
            return self._decode(raw)

    def load(self) -> tuple[T | None, SettingsError | None]:
        """What the file says, None if there is none or none that makes sense; and what to tell the
        user, if something is lost. What makes no sense is set aside; what cannot be read now is
        left, and set aside only if it is to be replaced.
        """
        try:
            understood = self.read()
        except NotUnderstoodError as error:
            return None, self._put_away(error)
        except OSError as error:
            return None, SettingsError(
                self._gone, _sentence(error), f"Check the permissions of {self.path}."
            )
        if understood is None:
            return None, None
        if understood.lost:
            return understood.value, self._put_away(NotUnderstoodError(understood.lost), True)
        return understood.value, None

    def update(self, make: Callable[[T | None], bytes]) -> SettingsError | None:
        """Replace the file by what `make` makes of what it says by now, one window at a time.

        Returns what to tell the user if what was there made no sense and was set aside.

        Raises
        ------
        OSError
            The folder or the disk does not allow it.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # Who holds it longer than that hangs: better to write than to lose what was chosen.
        with FileLock(self.path.with_name(f".{self.path.stem}.lock")).held(LOCK_SECONDS):
            value, told = None, None
            try:
                understood = self.read()
                if understood is not None:
                    value = understood.value
                    if understood.lost:
                        told = self._aside(NotUnderstoodError(understood.lost), self._partly)
            except NotUnderstoodError as error:
                told = self._aside(error, self._gone)
            except OSError as error:
                told = self._aside(NotUnderstoodError(_sentence(error).rstrip(".")), self._gone)
            self.replace(make(value))
        return told

    def replace(self, content: bytes) -> None:
        """Write the file anew; the old one stays whole until the new one is.

        Raises
        ------
        OSError
        """
        with replacing(self.path) as file:
            file.write(content)

    def set_aside(self, mark: str, why: str) -> SettingsError:
        """Move the file away under a free name that ends in `mark`. Returns what to tell the
        user.

        Raises
        ------
        OSError
            It cannot be moved.
        """
        return self._move(mark, why, self._gone)

    def make_room(self) -> None:
        """Set aside what lies there and makes no sense, before it is replaced.

        Raises
        ------
        OSError
            It cannot be moved.
        """
        try:
            self.read()
        except NotUnderstoodError as error:
            self._aside(error, self._gone)

    def _put_away(self, error: NotUnderstoodError, partly: bool = False) -> SettingsError:
        what = self._partly if partly else self._gone
        try:
            return self._aside(error, what)
        except OSError as refused:
            why = f"{error}. It cannot be moved: {refused.strerror or refused}."
            return SettingsError(what, why, f"Check the permissions of {self.path}.")

    def _aside(self, error: NotUnderstoodError, what: str) -> SettingsError:
        mark = f"v{error.version}" if isinstance(error, NewerError) else "broken"
        return self._move(mark, str(error), what)

    def _move(self, mark: str, why: str, what: str) -> SettingsError:
        aside = self.path.with_name(f"{self.path.name}.{mark}")
        number = 2
        while os.path.lexists(aside):
            aside = self.path.with_name(f"{self.path.name}.{mark}-{number}")
            number += 1
        with contextlib.suppress(FileNotFoundError):  # another window was first
            self.path.rename(aside)
        return SettingsError(what, f"{why}.", f"The old file was kept as {aside}.")


def _sentence(error: OSError) -> str:
    return f"{error.strerror or error}."
