"""Faces out of files and into files."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from facelab.checkpoints.published_directions import SUFFIXES, is_direction_file
from facelab.files import next_free
from facelab.library import is_exchange_file
from facelab.session import Session
from facelab.session.picture_names import face_name, picture_name
from facelab.session.settings import Settings

FACES = "Pictures, recipes and kept faces (*.png *.json *.facelab)"
DIRECTIONS = f"Directions ({' '.join(f'*{suffix}' for suffix in SUFFIXES)})"


def pictures_folder(settings: Settings) -> Path:
    """Where pictures are saved: as the user chose, else in the desktop's folder for pictures."""
    if settings.pictures_folder is not None:
        return Path(settings.pictures_folder)
    usual = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
    return (Path(usual) if usual else Path.home()) / "facelab"


def nearest_folder(settings: Settings) -> Path:
    """Where a dialog begins to ask for pictures: their folder, or what there is above it."""
    folder = pictures_folder(settings)
    return next((each for each in (folder, *folder.parents) if each.is_dir()), Path.home())


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
        self._promised: set[Path] = set()  # names that `save_again` has given

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

    def save_again(self) -> None:
        """Save the face as a picture where the last one went, by the next free name; asks only if
        that folder is no longer there.
        """
        settings = self._session.settings
        folder = pictures_folder(settings)
        if settings.pictures_folder is not None and not folder.is_dir():
            self.save_picture()
            return
        path = next_free(folder / self._picture_name(), self._is_taken)
        self._promised.add(path)
        self._session.save_picture(path, settings.save_size)

    def _picture_name(self) -> str:
        settings, today = self._session.settings, datetime.date.today()
        return f"{picture_name(settings.save_name, self._session.face.recipe, today)}.png"

    def _is_taken(self, path: Path) -> bool:
        """Whether a file is there, or was promised and is still to be written."""
        return path in self._promised or os.path.lexists(path)

    def save_picture(self) -> None:
        """Save the face as a picture."""
        path = self._ask("Save picture", "PNG picture (*.png)", ".png")
        if path is not None:
            self._session.change_settings(pictures_folder=str(path.parent))
            self._session.save_picture(path, self._session.settings.save_size)

    def save_recipe(self) -> None:
        """Save the face as a recipe."""
        path = self._ask("Save recipe", "Recipe (*.json)", ".json")
        if path is not None:
            self._session.save_recipe(path)

    def _folder(self) -> str:
        return self._session.settings.save_folder or str(Path.home())

    def _ask(self, title: str, kinds: str, suffix: str) -> Path | None:
        folder, name = self._folder(), f"{face_name(self._session.face.recipe)}{suffix}"
        if suffix == ".png":
            folder, name = str(nearest_folder(self._session.settings)), self._picture_name()
        suggested = str(Path(folder) / name)
        chosen, _ = QFileDialog.getSaveFileName(self._window, title, suggested, kinds)
        if not chosen:
            return None
        path = Path(chosen)
        if path.suffix.lower() != suffix:
            path = path.with_name(path.name + suffix)
        self._session.change_settings(save_folder=str(path.parent))
        return path
