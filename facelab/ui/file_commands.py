"""Faces out of files, into files and onto the clipboard."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from facelab.checkpoints.published_directions import SUFFIXES, is_direction_file
from facelab.library import is_exchange_file
from facelab.session import Message, Session
from facelab.ui.dialog_folders import Kind, folder_of, remember_folder
from facelab.ui.dialogs.save_path import ask_save_path

_ENDS = " ".join(f"*{suffix}" for suffix in SUFFIXES)
DIRECTIONS = f"Directions ({_ENDS})"
# All of it first: who looks for a file need not know of which kind it is.
OPENED = ";;".join(
    (
        f"All that facelab opens (*.png *.json *.facelab {_ENDS})",
        "Pictures (*.png)",
        "Recipes (*.json)",
        "Kept faces (*.facelab)",
        DIRECTIONS,
    )
)


class FileCommands:
    """Asks where, and leaves the rest to the session.

    Parameters
    ----------
    window : QWidget
        Parent of the dialogs.
    session : Session
    """

    def __init__(self, window: QWidget, session: Session) -> None:
        self._window = window
        self._session = session

    def open(self) -> None:
        """Open the face of a file that the user chooses."""
        name, _ = QFileDialog.getOpenFileName(
            self._window, "Open a face", folder_of(self._session, "open"), OPENED
        )
        if name:
            path = Path(name)
            remember_folder(self._session, "open", path)
            self._session.open_file(path)

    def open_dropped(self, paths: list[Path]) -> None:
        """Import all library exports and directions, and open the first other file: there is
        one face on show.
        """
        taken = [path for path in paths if is_exchange_file(path) or is_direction_file(path)]
        others = [path for path in paths if path not in taken]
        for path in (*taken, *others[:1]):
            self._session.open_file(path)

    def import_directions(self) -> None:
        """Take in the directions of files that the user chooses."""
        names, _ = QFileDialog.getOpenFileNames(
            self._window, "Import directions", folder_of(self._session, "directions"), DIRECTIONS
        )
        for name in names:
            self._session.own.import_file(Path(name))
        if names:
            remember_folder(self._session, "directions", Path(names[0]))

    def save_picture(self) -> None:
        """Save the face as a picture."""
        path = self._ask("Save picture", "PNG picture (*.png)", ".png", "picture")
        if path is not None:
            self._session.save_picture(path)

    def save_recipe(self) -> None:
        """Save the face as a recipe."""
        path = self._ask("Save recipe", "Recipe (*.json)", ".json", "recipe")
        if path is not None:
            self._session.save_recipe(path)

    def copy_picture(self) -> None:
        """Put the picture on the clipboard, as it is on the canvas now."""
        frame = self._session.frame
        if frame is not None:
            size = frame.size
            view = QImage(frame.pixels.data, size, size, 4 * size, QImage.Format.Format_RGB32)
            QGuiApplication.clipboard().setImage(view.copy())
            self._session.tell(Message("info", f"Copied the picture, {size} × {size}"))

    def copy_seed(self) -> None:
        """Put the seed on the clipboard."""
        seed = self._session.face.recipe.seed
        if seed is None:
            self._session.tell(Message("info", "This face comes from no seed"))
        else:
            QGuiApplication.clipboard().setText(str(seed))
            self._session.tell(Message("info", f"Copied seed {seed}"))

    def _ask(self, title: str, kinds: str, suffix: str, kind: Kind) -> Path | None:
        seed = self._session.face.recipe.seed
        name = "face" if seed is None else f"seed{seed:04d}"
        suggested = Path(folder_of(self._session, kind)) / f"{name}{suffix}"
        path = ask_save_path(self._window, title, suggested, kinds, (suffix,))
        if path is not None:
            remember_folder(self._session, kind, path)
        return path
