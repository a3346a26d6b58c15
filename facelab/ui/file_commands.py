"""Faces out of files, into files and onto the clipboard."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from facelab.checkpoints.published_directions import SUFFIXES, is_direction_file
from facelab.library import is_exchange_file
from facelab.paths import home_or_here
from facelab.session import Message, Session
from facelab.ui.dialogs.save_path import ask_save_path

FACES = "Pictures, recipes and kept faces (*.png *.json *.facelab)"
DIRECTIONS = f"Directions ({' '.join(f'*{suffix}' for suffix in SUFFIXES)})"


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
            self._window, "Open a face", self._folder(), f"{FACES};;{DIRECTIONS}"
        )
        if name:
            path = Path(name)
            self._session.change_settings(save_folder=str(path.parent))
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
            self._window, "Import directions", self._folder(), DIRECTIONS
        )
        for name in names:
            self._session.own.import_file(Path(name))
        if names:
            self._session.change_settings(save_folder=str(Path(names[0]).parent))

    def save_picture(self) -> None:
        """Save the face as a picture."""
        path = self._ask("Save picture", "PNG picture (*.png)", ".png")
        if path is not None:
            self._session.save_picture(path)

    def save_recipe(self) -> None:
        """Save the face as a recipe."""
        path = self._ask("Save recipe", "Recipe (*.json)", ".json")
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

    def _folder(self) -> str:
        return self._session.settings.save_folder or str(home_or_here())

    def _ask(self, title: str, kinds: str, suffix: str) -> Path | None:
        seed = self._session.face.recipe.seed
        name = "face" if seed is None else f"seed{seed:04d}"
        suggested = Path(self._folder()) / f"{name}{suffix}"
        path = ask_save_path(self._window, title, suggested, kinds, (suffix,))
        if path is not None:
            self._session.change_settings(save_folder=str(path.parent))
        return path
