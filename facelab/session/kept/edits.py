"""What is changed of kept faces: names, ratings, tags, the bin, casts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from facelab.errors import LibraryError
from facelab.library import Library, library_path
from facelab.session.kept.writer import PROMISED, LibraryWriter
from facelab.session.messages import Message

T = TypeVar("T")


def ignore(_: object) -> None:
    """A listener that does not listen."""


class Numbered(Protocol):
    """A face of the library or its card."""

    @property
    def id(self) -> int:
        """Its number."""
        ...


class KeptEdits:
    """Hands changes to the library's writer. `Keeping` adds the looking.

    Parameters
    ----------
    folder : Path
        The library's.
    library : LibraryWriter
    changed : callable
        Called when something was written.
    tell : callable
        Shows the user a message.
    tell_error : callable
        Shows the user what went wrong.
    """

    def __init__(
        self,
        folder: Path,
        library: LibraryWriter,
        changed: Callable[[], None],
        tell: Callable[[Message], None],
        tell_error: Callable[[Exception], None],
    ) -> None:
        self._folder = folder
        self._library = library
        self._written = changed
        self._tell = tell
        self._tell_error = tell_error
        self._removed: list[tuple[int, ...]] = []

    def _run(
        self,
        write: Callable[[Library], T],
        done: Callable[[T], None] = ignore,
        failed: Callable[[Exception], None] | None = None,
        promised: str = PROMISED,
    ) -> None:
        """Write soon, into the library that is open now; then `done` or `failed` on the session's
        thread.
        """
        path = library_path(self._folder)

        def here(library: Library) -> T:
            if library.path != path:
                # The numbers that were meant are those of other faces here.
                raise LibraryError(
                    "Nothing was changed.", "The library has been switched in the meantime."
                )
            return write(library)

        def after(result: T) -> None:
            done(result)
            self._written()

        self._library.run(here, after, failed or self._tell_error, promised=promised)

    def rename(self, face: Numbered | int, name: str) -> None:
        """Give a kept face a name."""
        self.update([face if isinstance(face, int) else face.id], name=name)

    def update(
        self,
        ids: Sequence[int],
        *,
        name: str | None = None,
        note: str | None = None,
        rating: int | None = None,
    ) -> None:
        """Change what is given, of all these faces."""
        self._run(lambda library: library.update(ids, name=name, note=note, rating=rating))

    def tag(self, ids: Sequence[int], add: Iterable[str] = (), remove: Iterable[str] = ()) -> None:
        """Give these faces tags, and take tags from them."""
        self._run(lambda library: library.tag(ids, add, remove))

    # -- the bin ------------------------------------------------------------------------------

    def remove(self, faces: Numbered | Sequence[int]) -> None:
        """Put faces in the bin; `restore` takes the last ones out again."""
        ids = tuple(faces) if isinstance(faces, Sequence) else (faces.id,)

        def done(_: object) -> None:
            self._removed.append(ids)
            what = "Face removed" if len(ids) == 1 else f"{len(ids)} faces removed"
            fix = "To bring back the last ones, choose Edit > Restore removed faces."
            self._tell(Message("info", what, fix=fix, offers="restore"))

        self._run(lambda library: library.remove(ids), done)

    @property
    def can_restore(self) -> bool:
        """Whether faces were removed since the start."""
        return bool(self._removed)

    def restore(self, ids: Sequence[int] | None = None) -> None:
        """Take faces out of the bin: these, or those that were removed last."""
        if ids is None and not self._removed:
            return
        chosen = self._removed.pop() if ids is None else tuple(ids)
        self._forget(chosen)

        def failed(error: Exception) -> None:
            if ids is None:
                self._removed.append(chosen)
            self._tell_error(error)

        self._run(lambda library: library.restore(chosen), failed=failed)

    def purge(self, ids: Sequence[int] | None = None) -> None:
        """Delete faces of the bin for good: these, or all. There is no way back."""
        if ids is None:
            self._removed.clear()
        else:
            self._forget(ids)
        self._run(lambda library: library.purge(ids))

    def _forget(self, ids: Sequence[int]) -> None:
        """These are no longer faces that `restore` would take out of the bin."""
        gone = set(ids)
        left = (tuple(n for n in removed if n not in gone) for removed in self._removed)
        self._removed = [removed for removed in left if removed]

    # -- casts --------------------------------------------------------------------------------

    def add_cast(
        self, name: str, faces: Sequence[int] = (), done: Callable[[int], None] = ignore
    ) -> None:
        """Make a collection with faces in it; `done` is called with its number."""
        self._run(lambda library: library.add_cast(name, faces), done)

    def rename_cast(self, number: int, name: str) -> None:
        """Give a collection another name."""
        self._run(lambda library: library.rename_cast(number, name))

    def remove_cast(self, number: int) -> None:
        """Take a collection away; its faces stay."""
        self._run(lambda library: library.remove_cast(number))

    def put_in_cast(self, number: int, faces: Sequence[int]) -> None:
        """Put faces into a collection."""
        self._run(lambda library: library.put_in_cast(number, faces))

    def take_out_of_cast(self, number: int, faces: Sequence[int]) -> None:
        """Take faces out of a collection; they stay in the library."""
        self._run(lambda library: library.take_out_of_cast(number, faces))
