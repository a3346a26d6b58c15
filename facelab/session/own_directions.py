"""The user's own directions, the group "Mine": imported, made from faces, renamed, deleted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from facelab.checkpoints.own_direction_file import OwnDirection, clean_title
from facelab.checkpoints.own_directions import delete_own, list_own, rename_own, write_own
from facelab.engine import Direction, ModelInfo
from facelab.engine.directions.direction_set import MINE_GROUP
from facelab.engine.directions.found import PCA_GROUP
from facelab.engine.own_directions.made import (
    FIRST,
    FromFile,
    Made,
    export_file,
)
from facelab.engine.own_directions.on_disk import as_own, own_directions
from facelab.library import Query
from facelab.plain_text import plain
from facelab.session.direction_of_faces import FacesOf, direction_of_faces
from facelab.session.disk import Writer
from facelab.session.face.editor import FaceEditor
from facelab.session.jobs import FILES, Jobs
from facelab.session.kept.kept_faces import Keeping
from facelab.session.loaded import LoadedNetwork
from facelab.session.messages import Message, message_of
from facelab.session.rendering.engine_thread import EngineThread
from facelab.session.signals import Signal


def told_imported(result: tuple[FromFile, int], path: Path) -> Message:
    """What came out of a file, and how many of it are new."""
    found, new = result
    if len(found.made) == 1:
        made = found.made[0]
        if made.strange:
            return told_strange(made, new > 0)
        if not new:
            return Message("info", f"“{made.direction.title}” is already in Mine", reads_as(made))
        return Message("info", f"Imported “{made.direction.title}” into Mine", reads_as(made))
    some = f"The first {len(found.made)} of {found.total}." if found.total > FIRST else ""
    again = f"{len(found.made) - new} were already there." if new < len(found.made) else ""
    what = f"Imported {len(found.made)} directions from {path.name} into Mine"
    strange = sum(made.strange for made in found.made)
    if strange:
        unread = f"{strange} of them have no effect that the named directions can see."
        return Message("warning", what, f"{some} {again} {unread}".strip(), STRANGE_FIX)
    return Message("info", what, f"{some} {again}".strip())


STRANGE_WHY = "The named directions see no change: it was probably made for another network."
STRANGE_FIX = "Try it on a face, and delete it from Mine if it does nothing useful."


def told_strange(made: Made, new: bool) -> Message:
    """A direction that reads as nothing, as those of another network's space do."""
    title = made.direction.title
    what = f"Imported “{title}” into Mine" if new else f"“{title}” is already in Mine"
    return Message("warning", f"{what}, but it may do nothing", STRANGE_WHY, STRANGE_FIX)


def reads_as(made: Made) -> str:
    """What a direction does, by its predictors; empty if they do not say."""
    return f"It reads as {made.reads_as}." if made.reads_as else ""


MOST_LETTERS = 40  # of a direction's title

T = TypeVar("T")


class OwnDirections:
    """Changes the group "Mine" of the loaded network, on the disk and in its `DirectionSet`.

    What takes long is a job, the rest happens on the writer's thread; the user is told how it
    went.

    Parameters
    ----------
    loaded : LoadedNetwork
    face : FaceEditor
    kept : Keeping
    engine : EngineThread
    writer : Writer
    jobs : Jobs
        Makes directions.
    tell : callable
        Shows the user a message.

    Signals
    -------
    changed(): `model.directions` lists others.
    saved(Path): a direction was exported.
    """

    changed = Signal()
    saved = Signal(Path)

    def __init__(
        self,
        loaded: LoadedNetwork,
        face: FaceEditor,
        kept: Keeping,
        engine: EngineThread,
        writer: Writer,
        jobs: Jobs,
        tell: Callable[[Message], None],
    ) -> None:
        self._network = loaded
        self._face = face
        self._kept = kept
        self._engine = engine
        self._writer = writer
        self._jobs = jobs
        self._tell = tell
        self._deleted: list[OwnDirection] = []
        self._listed: dict[str, tuple[OwnDirection, ...]] = {}  # by network, since its last load

    def directions(self) -> tuple[Direction, ...]:
        """Those of the loaded network, the oldest first."""
        model = self._network.info
        if model is None:
            return ()
        return tuple(each for each in model.directions if each.group == MINE_GROUP)

    def is_own(self, name: str) -> bool:
        """Whether the direction of this id can be renamed and deleted."""
        return any(each.id == name for each in self.directions())

    # -- in -----------------------------------------------------------------------------------

    def on_loaded(self, model: ModelInfo) -> None:
        """A network was loaded: it knows what was deleted since the start, for undo, and what
        came while it was loaded.
        """
        known = (*self._deleted, *self._listed.get(model.sha256, ()))
        model.directions.remember(own_directions(known, model.num_ws, model.w_dim))
        if self._listed.pop(model.sha256, None) is not None:
            self.reload()

    def from_faces(
        self, these: Sequence[int], those: Sequence[int] | Query | None = None, title: str = ""
    ) -> None:
        """Make a direction out of kept faces.

        The mean w+ of a side is that of its faces as they are, with truncation, style mixing
        and directions; faces of other networks are left out.

        Parameters
        ----------
        these : sequence of int
            More of the direction is more like these.
        those : sequence of int, Query or None
            And less like those; of a query's faces, `these` are left out. None is the average
            face of the network.
        title : str
        """
        model = self._loaded()
        if model is None:
            return
        name = clean_title(title or "My direction")
        steps = direction_of_faces(
            FacesOf(self._kept, self._engine, self._jobs), model, these, those, name
        )

        def told(result: tuple[Made, bool]) -> None:
            made, new = result
            what = f"“{made.direction.title}” is {'now' if new else 'already'} in Mine"
            self.reload(lambda _: self._tell(Message("info", what, reads_as(made))))

        said = f"“{plain(name, MOST_LETTERS)}”"
        owed = f"the direction {said}"
        self._jobs.run(f"Making {said}", steps, told, self._on_stopped, lane=FILES, owed=owed)

    def add(self, direction: Direction) -> None:
        """Put a direction into Mine that a face has brought with it."""
        model = self._loaded()
        if model is None:
            return
        said = Message("info", f"“{direction.title}” is now in Mine")
        self._run(lambda: write_own(as_own(direction, model)), lambda _: self._tell(said))

    # -- as they are ----------------------------------------------------------------------------

    def rename(self, name: str, title: str) -> None:
        """Give the direction of this id another title."""
        if title.strip():
            self._run(lambda: rename_own(name, title))

    def delete(self, name: str) -> None:
        """Delete the direction of this id; `restore` puts back what was deleted last.

        A face on show that uses it lets go of it first, in one step of undo. The steps before
        can still be drawn: the network knows the direction until facelab is closed.
        """
        if self._face.has_recipe and any(
            move.direction == name for move in self._face.recipe.directions
        ):
            title = next((each.title for each in self.directions() if each.id == name), name)
            without = self._face.recipe.with_amount(name, 0.0, None)
            self._face.edit(without, f"Delete {title}")

        def done(gone: OwnDirection) -> None:
            self._deleted.append(gone)
            self._tell(
                Message("info", f"Deleted “{gone.title}” from Mine", offers="restore direction")
            )

        self._run(lambda: delete_own(name), done)

    @property
    def can_restore(self) -> bool:
        """Whether a direction was deleted since the start."""
        return bool(self._deleted)

    def restore(self) -> None:
        """Put back the direction that was deleted last."""
        if not self._deleted:
            return
        gone = self._deleted.pop()

        def failed(error: Exception) -> None:
            self._deleted.append(gone)
            self._on_error(error)

        self._run(lambda: write_own(gone), failed=failed)

    # -- out ----------------------------------------------------------------------------------

    def export(self, name: str, path: Path) -> None:
        """Write a direction of any group to a .npy or .safetensors file."""
        model = self._loaded()
        if model is None:
            return

        def done(_: None) -> None:
            self._tell(Message("info", f"Saved {path.name}", f"in {path.parent}"))
            self.saved.emit(path)

        self._writer.run(
            lambda: export_file(model.directions.get(name), model, path), done, self._on_error
        )

    # -- how ----------------------------------------------------------------------------------

    def reload(self, done: Callable[[None], None] = lambda result: None) -> None:
        """Look at the folder again: someone else may have written to it. Then call `done`."""
        self._run(lambda: None, done)

    def _loaded(self) -> ModelInfo | None:
        model = self._network.info
        if model is None:
            self._tell(Message("info", "Directions need a network", "Wait until it is loaded."))
        return model

    def _run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] = lambda result: None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Work on the writer's thread, list what is in the folder then, and call `done`."""
        model = self._network.info

        def both() -> tuple[T, tuple[OwnDirection, ...]]:
            result = work()
            return result, () if model is None else list_own(model.sha256)[0]

        def after(result: tuple[T, tuple[OwnDirection, ...]]) -> None:
            now = self._network.info
            if model is not None and now is not None and now.sha256 == model.sha256:
                found = own_directions(result[1], now.num_ws, now.w_dim)
                now.directions.replace_group(MINE_GROUP, found, PCA_GROUP)
                self._listed[now.sha256] = result[1]
                self.changed.emit()
            done(result[0])

        self._writer.run(both, after, failed or self._on_error)

    def _on_stopped(self, error: Exception | None) -> None:
        if error is not None:
            self._on_error(error)

    def _on_error(self, error: Exception) -> None:
        self._tell(message_of(error))
