"""State that is saved as it changes: the newest of it, without a queue behind a moving hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from facelab.errors import SettingsError
from facelab.session.disk import Writer
from facelab.session.messages import Message, message_of
from facelab.session.saved_file import SavedFile

T = TypeVar("T")


class SavedNewest(Generic[T]):
    """Keeps the newest of something in a file.

    Parameters
    ----------
    file : SavedFile
    encode : callable
    noun : str
        What it is, with its article: "The timeline".
    writer : Writer
    tell : callable
        Shows the user a message.
    """

    def __init__(
        self,
        file: SavedFile[T],
        encode: Callable[[T], bytes],
        noun: str,
        writer: Writer,
        tell: Callable[[Message], None],
    ) -> None:
        self._file = file
        self._encode = encode
        self._noun = noun
        self._writer = writer
        self._tell = tell
        self._newest: T | None = None
        self._busy = False
        self._unsaved_told = False

    def load(self) -> T | None:
        """What was there at the end; what makes no sense is set aside, and the user is told."""
        saved, error = self._file.load()
        if error is not None:
            self._tell(message_of(error, "warning"))
        return saved

    def save(self, saved: T) -> None:
        """Write it as soon as the last one is written."""
        self._newest = saved
        if not self._busy:
            self._write()

    def save_last(self, saved: T) -> None:
        """Write it at the end, whatever is on its way."""
        self._newest = saved
        self._write()

    def _write(self) -> None:
        saved, self._newest, self._busy = self._newest, None, True
        assert saved is not None
        self._writer.run(lambda: self._put(saved), self._on_saved, self._on_unsaved)

    def _put(self, saved: T) -> SettingsError | None:
        try:
            return self._file.update(lambda _: self._encode(saved))
        except OSError as error:
            raise SettingsError(
                f"{self._noun} was not saved.",
                f"{error.strerror or error}.",
                f"Free some space, or check the permissions of {self._file.path.parent}. "
                f"{self._noun} keeps working until you close facelab.",
            ) from error

    def _on_saved(self, set_aside: SettingsError | None) -> None:
        if set_aside is not None:
            self._tell(message_of(set_aside, "warning"))
        self._next()

    def _on_unsaved(self, error: Exception) -> None:
        if not self._unsaved_told:
            self._unsaved_told = True
            self._tell(message_of(error, "warning"))
        self._next()

    def _next(self) -> None:
        self._busy = False
        if self._newest is not None:
            self._write()
