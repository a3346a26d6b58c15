"""Faces into files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from facelab.engine import Frame
from facelab.export.picture import write_png
from facelab.export.recipe_file import write_recipe
from facelab.session.engine_requests import SideRequest
from facelab.session.engine_thread import EngineThread
from facelab.session.face import FaceEditor
from facelab.session.messages import Message, message_of
from facelab.session.signals import Signal
from facelab.session.writer import Writer


class FaceFiles:
    """Saves what is on show.

    Parameters
    ----------
    face : FaceEditor
    engine : EngineThread
    writer : Writer
    tell : callable
        Shows the user a message.

    Signals
    -------
    saved(Path)
    """

    saved = Signal(Path)

    def __init__(
        self,
        face: FaceEditor,
        engine: EngineThread,
        writer: Writer,
        tell: Callable[[Message], None],
    ) -> None:
        self._face = face
        self._engine = engine
        self._writer = writer
        self._tell = tell

    def save_picture(self, path: Path, frame: Frame | None, size: int | None = None) -> None:
        """Write the face as PNG with its recipe in it.

        Parameters
        ----------
        path : Path
        frame : Frame or None
            What is on the canvas: it may be the picture already.
        size : int or None
            Side in pixels; None is full resolution.
        """
        if not self._face.has_recipe:
            return
        recipe = self._face.recipe

        def write(frame: Frame) -> None:
            self._writer.run(
                lambda: write_png(path, frame.rgb(), recipe, size),
                lambda _: self._on_saved(path),
                self._tell_error,
                promised=path.name,
            )

        if frame is not None and frame.kind == "full" and frame.recipe == recipe:
            write(frame)
        else:
            # `write` may be called on any thread: it only hands a job to the writer.
            self._engine.submit_side(
                SideRequest(
                    *(("save", path), recipe, "full", write, self._tell_error),
                    promised=True,
                    what=path.name,
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

    def _on_saved(self, path: Path) -> None:
        self._tell(Message("info", f"Saved {path.name}", f"in {path.parent}"))
        self.saved.emit(path)

    def _tell_error(self, error: Exception) -> None:
        self._tell(message_of(error))
