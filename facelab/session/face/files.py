"""Faces into files."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Literal, Protocol

from facelab import destinations
from facelab.engine import Frame
from facelab.export.provenance.outgoing import Provenance
from facelab.export.provenance.png_out import marked_png, write_marked
from facelab.export.recipe_file import write_recipe
from facelab.recipe import Recipe
from facelab.session.disk import Writer
from facelab.session.messages import Message, message_of
from facelab.session.rendering.engine_thread import EngineThread
from facelab.session.rendering.side_picture import SidePicture
from facelab.session.saying import Saying
from facelab.session.signals import Signal


class Shown(Protocol):
    """Says which face is on show, and whether there is one yet."""

    @property
    def has_recipe(self) -> bool: ...
    @property
    def recipe(self) -> Recipe: ...


class FaceFiles:
    """Saves what is on show.

    Parameters
    ----------
    face : Shown
    engine : EngineThread
    writer : Writer
    saying : Saying
        What pictures say of themselves.
    tell : callable
        Shows the user a message.

    Signals
    -------
    saved(Path)
    """

    saved = Signal(Path)

    def __init__(
        self,
        face: Shown,
        engine: EngineThread,
        writer: Writer,
        saying: Saying,
        tell: Callable[[Message], None],
    ) -> None:
        self._saying = saying
        self._face = face
        self._engine = engine
        self._writer = writer
        self._tell = tell

    def save_picture(
        self, path: Path, frame: Frame | None, size: int | None = None, numbered: bool = False
    ) -> None:
        """Write the face as PNG with its recipe in it.

        Parameters
        ----------
        path : Path
        frame : Frame or None
            What is on the canvas: it may be the picture already.
        size : int or None
            Side in pixels; None is full resolution.
        numbered : bool
            Leave a file alone that is there by then, another window's for example, and take the
            next free name.
        """
        if not self._face.has_recipe:
            return
        recipe = self._face.recipe
        provenance = self._saying.provenance(recipe)

        def write(frame: Frame) -> None:
            self._writer.run(
                lambda: _write_png(path, frame, recipe, provenance, size, numbered),
                lambda path: self._on_saved(path, self._saying.told_of(provenance)),
                self._tell_error,
                promised=path.name,
            )

        # `write` may be called on any thread: it only hands a job to the writer.
        self._with_full(recipe, frame, ("save", path), write, promised=path.name)

    def to_png(self, frame: Frame | None, done: Callable[[Frame, bytes], None]) -> None:
        """Call `done` with the full frame of the face on show, and with it as a PNG that carries
        its recipe; of the faces that were asked for and not begun, only the last comes.

        Parameters
        ----------
        frame : Frame or None
            What is on the canvas: it may be the picture already.
        done : callable
        """
        if not self._face.has_recipe:
            return
        recipe = self._face.recipe
        provenance = self._saying.provenance(recipe)

        def encode(frame: Frame) -> None:
            self._writer.run(
                lambda: marked_png(frame.rgb(), recipe, provenance),
                lambda data: done(frame, data),
                self._tell_error,
            )

        self._with_full(recipe, frame, ("copy",), encode)

    def _with_full(
        self,
        recipe: Recipe,
        frame: Frame | None,
        key: Hashable,
        use: Callable[[Frame], None],
        promised: str = "",
    ) -> None:
        """Call `use` with the full frame of a recipe: at once if it is on the canvas. `promised`
        is what the user counts on, in words.
        """
        if frame is not None and frame.kind == "full" and frame.recipe == recipe:
            use(frame)
        else:
            self._engine.submit(
                SidePicture(
                    *(key, recipe, "full", use, self._tell_error),
                    promised=bool(promised),
                    what=promised,
                )
            )

    def save_recipe(self, path: Path) -> None:
        """Write the recipe of the face as JSON."""
        if self._face.has_recipe:
            recipe = self._face.recipe
            self._writer.run(
                lambda: write_recipe(path, recipe),
                lambda _: self._on_saved(path),
                self._tell_error,
                promised=path.name,
            )

    def _on_saved(self, path: Path, note: str = "") -> None:
        level: Literal["info", "warning"] = "warning" if note else "info"  # that is to be read
        self._tell(Message(level, f"Saved {path.name}", f"in {path.parent}", note, file=path))
        self.saved.emit(path)

    def _tell_error(self, error: Exception) -> None:
        self._tell(message_of(error))


def _write_png(
    path: Path,
    frame: Frame,
    recipe: Recipe,
    provenance: Provenance,
    size: int | None,
    numbered: bool,
) -> Path:
    """Write a picture. Returns where."""
    free = path
    while True:
        try:
            write_marked(free, frame.rgb(), recipe, provenance, size, overwrite=not numbered)
            return free
        except destinations.TakenError:
            free = destinations.free(path)
