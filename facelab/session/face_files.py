"""Faces out of files and into files."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Hashable
from pathlib import Path

from psygnal import Signal

from facelab.checkpoints.published_directions import is_direction_file
from facelab.engine import Frame
from facelab.export.picture import png_bytes, write_png
from facelab.export.recipe_file import read_recipe, write_recipe
from facelab.library import ImportReport, first_face, is_exchange_file
from facelab.recipe import Recipe
from facelab.session.engine_requests import SideRequest
from facelab.session.engine_thread import EngineThread
from facelab.session.face import FaceEditor
from facelab.session.keeping import Keeping
from facelab.session.messages import Message, message_of
from facelab.session.writer import Writer


class FaceFiles:
    """Opens and saves what is on show.

    Parameters
    ----------
    face : FaceEditor
    kept : Keeping
        Takes in the faces of a library export.
    engine : EngineThread
    writer : Writer
    show : callable
        Shows a face from elsewhere; called with (recipe, label). Returns whether it can be.
    import_directions : callable
        Takes in the directions of a file.
    tell : callable
        Shows the user a message.

    Signals
    -------
    saved(Path), opened(Path)
    """

    saved = Signal(Path)
    opened = Signal(Path)

    def __init__(
        self,
        face: FaceEditor,
        kept: Keeping,
        engine: EngineThread,
        writer: Writer,
        show: Callable[[Recipe, str], bool],
        import_directions: Callable[[Path], None],
        tell: Callable[[Message], None],
    ) -> None:
        self._face = face
        self._kept = kept
        self._engine = engine
        self._writer = writer
        self._show = show
        self._import_directions = import_directions
        self._tell = tell

    def open(self, path: Path) -> None:
        """Show the face of a picture that facelab saved or of a recipe's .json file; take in
        the faces of a library export, and show the first of them; take in directions.
        """
        if is_direction_file(path):
            self._import_directions(path)
            return
        label = f"Open {path.name}"

        def show(recipe: Recipe) -> None:
            if self._show(recipe, label):
                self.opened.emit(path)

        if not is_exchange_file(path):
            self._writer.run(
                lambda: read_recipe(path),
                show,
                self._tell_error,
            )
            return

        def found(first: Recipe | None) -> None:
            # At once: an import of thousands takes its time, and must not disturb at its end.
            shown = first is not None and self._show(first, label)
            if first is None:
                self._tell(Message("info", f"There are no faces in {path.name}"))
            else:
                self.opened.emit(path)
                self._kept.import_file(path, lambda report: self._tell(_told(report, path, shown)))

        self._writer.run(lambda: first_face(path), found, self._tell_error)

    def open_png(self, data: bytes) -> None:
        """Show the face of a PNG picture that is in no file, of the clipboard for example."""

        def read() -> Recipe:
            # Through a file: what is read is checked in one place.
            with tempfile.TemporaryDirectory(prefix="facelab-") as folder:
                path = Path(folder) / "pasted-picture.png"
                path.write_bytes(data)
                return read_recipe(path)

        def show(recipe: Recipe) -> None:
            self._show(recipe, "Paste")

        self._writer.run(read, show, self._tell_error)

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
            )

        # `write` may be called on any thread: it only hands a job to the writer.
        self._with_full(recipe, frame, ("save", path), write, promised=True)

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

        def encode(frame: Frame) -> None:
            self._writer.run(
                lambda: png_bytes(frame.rgb(), recipe),
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
        promised: bool = False,
    ) -> None:
        """Call `use` with the full frame of a recipe: at once if it is on the canvas."""
        if frame is not None and frame.kind == "full" and frame.recipe == recipe:
            use(frame)
        else:
            self._engine.submit_side(
                SideRequest(key, recipe, "full", use, self._tell_error, promised)
            )

    def save_recipe(self, path: Path) -> None:
        """Write the recipe of the face as JSON."""
        if self._face.has_recipe:
            recipe = self._face.recipe
            self._writer.run(
                lambda: write_recipe(path, recipe),
                lambda _: self._on_saved(path),
                self._tell_error,
            )

    def _on_saved(self, path: Path) -> None:
        self._tell(Message("info", f"Saved {path.name}", f"in {path.parent}", file=path))
        self.saved.emit(path)

    def _tell_error(self, error: Exception) -> None:
        self._tell(message_of(error))


def _told(report: ImportReport, path: Path, shown: bool) -> Message:
    faces = "face" if report.added == 1 else "faces"
    said = []
    if report.merged:
        said.append(f"{report.merged} {'was' if report.merged == 1 else 'were'} here already.")
    if shown:
        said.append("The first of the file was opened.")
    return Message("info", f"Imported {report.added} new {faces} of {path.name}", " ".join(said))
