"""What is changed of kept faces: names, ratings, tags, the bin, casts; and taken back again."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from facelab.engine import Frame
from facelab.errors import LibraryError
from facelab.export import thumbnail
from facelab.library import Library, library_path
from facelab.library.changes import DELETED, Edit, Outcome
from facelab.session.kept import words
from facelab.session.kept.steps import Step, Steps
from facelab.session.kept.writer import PROMISED, LibraryWriter
from facelab.session.messages import Message
from facelab.session.signals import Signal

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
    """Hands changes to the library's writer, and takes them back. `Keeping` adds the looking.

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

    Signals
    -------
    steps_changed(): something else can be taken back or done again.
    went(frozenset): a step was taken back or done again; numbers of the faces that it changed.
    """

    steps_changed = Signal()
    went = Signal(frozenset)

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
        self._steps = Steps()

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

    # -- taking back ---------------------------------------------------------------------------

    @property
    def undo_label(self) -> str | None:
        """What `undo` would take back; None if there is nothing."""
        last = self._steps.last
        return None if last is None else last.label

    @property
    def redo_label(self) -> str | None:
        """What `redo` would do again; None if there is nothing."""
        following = self._steps.next
        return None if following is None else following.label

    @property
    def undo_restores(self) -> bool:
        """Whether `undo` would take faces out of the bin."""
        last = self._steps.last
        return last is not None and bool(_removes(last.edit))

    def undo(self) -> None:
        """Take the last edit back, as far as nobody has changed the same since."""
        self._go(self._steps.back(), lambda edit: edit.flipped)

    def redo(self) -> None:
        """Do again what was taken back last, as far as nobody has changed the same since."""
        self._go(self._steps.on(), lambda edit: edit)

    def forget_steps(self) -> None:
        """The numbers of faces may mean others from now on: nothing can be taken back."""
        self._removed.clear()
        self._steps.clear()
        self.steps_changed.emit()

    def _edit(
        self,
        label: str,
        write: Callable[[Library], Edit],
        done: Callable[[Edit], None] = ignore,
        failed: Callable[[Exception], None] = ignore,
        gesture: Hashable | None = None,
    ) -> None:
        """Write something that can be taken back, at once if need be: what takes it back is
        written after it.
        """
        step = self._steps.record(label, gesture)

        def here(library: Library) -> Edit:
            edit = write(library)
            step.edit = step.edit.then(edit)
            return edit

        def after(edit: Edit) -> None:
            self._heed_bin(edit)
            self._settle(step)
            done(edit)

        def not_done(error: Exception) -> None:
            self._settle(step)
            failed(error)
            self._tell_error(error)

        self._run(here, after, not_done)
        self.steps_changed.emit()

    def _go(
        self,
        step: Step | None,
        way: Callable[[Edit], Edit],
        failed: Callable[[], None] = lambda: None,
    ) -> None:
        if step is None:
            return

        def write(library: Library) -> Outcome | None:
            meant = way(step.edit)
            if not meant:  # it was not done, as the user was told
                return None
            outcome = library.carry_out(meant)
            step.edit = way(outcome.done)
            return outcome

        def done(outcome: Outcome | None) -> None:
            if outcome is not None:
                self._heed_bin(outcome.done)
                self.went.emit(frozenset(outcome.done.faces))
            self._settle(step)
            told = None if outcome is None else words.told_left(outcome)
            if told is not None:
                self._tell(told)

        def not_done(error: Exception) -> None:
            self._steps.turn(step)
            self.steps_changed.emit()
            failed()
            self._tell_error(error)

        self._run(write, done, not_done)
        self.steps_changed.emit()

    def _settle(self, step: Step) -> None:
        self._steps.settle(step)
        self.steps_changed.emit()

    # -- what is said of faces -----------------------------------------------------------------

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
        gesture: Hashable | None = None,
    ) -> None:
        """Change what is given, of all these faces; what comes with the same gesture, directly
        after, is one step of undo.
        """
        label = words.label_of_update(len(ids), name=name, note=note, rating=rating)
        self._edit(
            label,
            lambda library: library.update(ids, name=name, note=note, rating=rating),
            gesture=gesture,
        )

    def tag(self, ids: Sequence[int], add: Iterable[str] = (), remove: Iterable[str] = ()) -> None:
        """Give these faces tags, and take tags from them."""
        new, old = tuple(add), tuple(remove)
        label = words.label_of_tags(len(ids), new, old)
        self._edit(label, lambda library: library.tag(ids, new, old))

    def fill(
        self,
        number: int,
        frame: Frame,
        done: Callable[[None], None] = ignore,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Give a face the picture and the w+ that it lacks."""

        def write(library: Library) -> None:
            library.fill(number, frame.ws, thumbnail.encode(frame.pixels))

        self._run(write, done, failed)

    # -- the bin ------------------------------------------------------------------------------

    def remove(self, faces: Numbered | Sequence[int]) -> None:
        """Put faces in the bin; `restore` takes the last ones out again."""
        ids = tuple(faces) if isinstance(faces, Sequence) else (faces.id,)

        def done(edit: Edit) -> None:
            count = len(_removes(edit))
            if not count:
                return  # somebody was faster
            what = "Face removed" if count == 1 else f"{count:,} faces removed"
            fix = "To bring back the last ones, choose Edit > Restore removed faces."
            self._tell(Message("info", what, fix=fix, offers="restore"))

        self._edit(words.label_of_bin("removing", len(ids)), lambda lib: lib.remove(ids), done)

    @property
    def can_restore(self) -> bool:
        """Whether faces were removed since the start."""
        return bool(self._removed)

    def restore(self, ids: Sequence[int] | None = None) -> None:
        """Take faces out of the bin: these, or those that were removed last."""
        if ids is None and not self._removed:
            return
        chosen = self._removed.pop() if ids is None else tuple(ids)

        def give_back(_: object = None) -> None:
            if ids is None:
                self._removed.append(chosen)

        last = self._steps.last
        if ids is None and last is not None and _removes(last.edit) == set(chosen):
            # It was done just now: this is taking it back.
            self._go(self._steps.back(), lambda edit: edit.flipped, give_back)
            return
        label = words.label_of_bin("restoring", len(chosen))
        self._edit(label, lambda library: library.restore(chosen), failed=give_back)

    def purge(self, ids: Sequence[int] | None = None) -> None:
        """Delete faces of the bin for good: these, or all. There is no way back."""

        def done(purged: list[int]) -> None:
            self._forget(purged)
            self._steps.forget(frozenset(purged))
            self.steps_changed.emit()

        self._run(lambda library: library.purge(ids), done)

    def _heed_bin(self, edit: Edit) -> None:
        """Remember what was removed last, whatever did it."""
        out = edit.ids_of(DELETED, None)
        if out:
            self._forget(out)
        removed = _removes(edit)
        if removed:
            self._forget(removed)
            self._removed.append(tuple(removed))

    def _forget(self, ids: Iterable[int]) -> None:
        """These are no longer faces that `restore` would take out of the bin."""
        gone = set(ids)
        left = (tuple(n for n in removed if n not in gone) for removed in self._removed)
        self._removed = [removed for removed in left if removed]

    # -- casts --------------------------------------------------------------------------------

    def add_cast(
        self, name: str, faces: Sequence[int] = (), done: Callable[[int], None] = ignore
    ) -> None:
        """Make a collection with faces in it; `done` is called with its number."""
        made: list[int] = []

        def write(library: Library) -> Edit:
            number, edit = library.make_cast(name, faces)
            made.append(number)
            return edit

        self._edit("making a cast", write, lambda _: done(made[-1]))

    def rename_cast(self, number: int, name: str) -> None:
        """Give a collection another name."""
        self._edit("renaming a cast", lambda library: library.rename_cast(number, name))

    def remove_cast(self, number: int) -> None:
        """Take a collection away; its faces stay."""
        self._edit("removing a cast", lambda library: library.remove_cast(number))

    def put_in_cast(self, number: int, faces: Sequence[int]) -> None:
        """Put faces into a collection."""
        label = f"adding {words.some_faces(len(faces))} to a cast"
        self._edit(label, lambda library: library.put_in_cast(number, faces))

    def take_out_of_cast(self, number: int, faces: Sequence[int]) -> None:
        """Take faces out of a collection; they stay in the library."""
        label = f"removing {words.some_faces(len(faces))} from a cast"
        self._edit(label, lambda library: library.take_out_of_cast(number, faces))


def _removes(edit: Edit) -> set[int]:
    """The faces that an edit puts in the bin."""
    its = (each.ids for each in edit.changes if each.what == DELETED and each.after is not None)
    return {number for ids in its for number in ids}
