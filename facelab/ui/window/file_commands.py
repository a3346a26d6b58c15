"""Faces out of files and into files."""

from __future__ import annotations

import datetime
import os
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from facelab.checkpoints.published_directions import SUFFIXES
from facelab.export.formats import PICTURE_SUFFIXES
from facelab.files import next_free
from facelab.session import Session
from facelab.session.face.picture_names import face_name, picture_name
from facelab.session.opening.listing import NETWORKS, OPENED
from facelab.ui.dialogs.face_or_direction import ask_meaning
from facelab.ui.dialogs.folders import Kind, folder_of, pictures_folder, remember_folder
from facelab.ui.dialogs.save_path import ask_save_path


def _kinds(title: str, suffixes: Sequence[str]) -> str:
    return f"{title} ({' '.join(f'*{suffix}' for suffix in suffixes)})"


DIRECTIONS = _kinds("Directions", SUFFIXES)
# All of it first: who looks for a file need not know of which kind it is.
ALL = ";;".join(
    (
        _kinds("All supported files", OPENED),
        _kinds("Pictures", PICTURE_SUFFIXES),
        _kinds("Recipes", (".json",)),
        _kinds("Kept faces", (".facelab",)),
        _kinds("Latents and directions", SUFFIXES),
        _kinds("Networks", NETWORKS),
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
        self._promised: set[Path] = set()  # names that `save_again` has given

    def open(self) -> None:
        """Open the files that the user chooses."""
        names, _ = QFileDialog.getOpenFileNames(
            self._window, "Open faces", folder_of(self._session, "open"), ALL
        )
        if names:
            remember_folder(self._session, "open", Path(names[0]))
            self._session.open_files([Path(name) for name in names])

    def open_dropped(self, paths: list[Path]) -> None:
        """Open all files that were dropped, and those of folders."""
        self._session.open_files(paths)

    def ask_meaning(self, paths: tuple[Path, ...]) -> None:
        """Ask whether files hold faces or directions, and open them as that."""
        meant = ask_meaning(self._window, paths)
        if meant is not None:
            self._session.open_files(paths, meant)

    def import_directions(self) -> None:
        """Take in the directions of files that the user chooses; faces in them are opened."""
        names, _ = QFileDialog.getOpenFileNames(
            self._window, "Import directions", folder_of(self._session, "directions"), DIRECTIONS
        )
        if names:
            remember_folder(self._session, "directions", Path(names[0]))
            self._session.open_files([Path(name) for name in names])

    def save_again(self) -> None:
        """Save the face as a picture where the last one went, by the next free name; asks only if
        that folder is no longer there.
        """
        settings = self._session.settings
        folder = pictures_folder(settings)
        if settings.pictures_folder is not None and not folder.is_dir():
            self.save_picture()
            return
        if not self._session.saving:
            self._promised.clear()  # they are there by now, or the user was told why not
        path = next_free(folder / self._picture_name(), self._is_taken)
        self._promised.add(path)
        self._session.save_picture(path, settings.save_size, numbered=True)

    def _picture_name(self) -> str:
        settings, today = self._session.settings, datetime.date.today()
        return f"{picture_name(settings.save_name, self._session.on_show.recipe, today)}.png"

    def _is_taken(self, path: Path) -> bool:
        """Whether a file is there, or was promised and is still to be written."""
        return path in self._promised or os.path.lexists(path)

    def save_picture(self) -> None:
        """Save the face as a picture."""
        path = self._ask("Save picture", "PNG picture (*.png)", ".png", "picture")
        if path is not None:
            self._session.save_picture(path, self._session.settings.save_size)

    def save_recipe(self) -> None:
        """Save the face as a recipe."""
        path = self._ask("Save recipe", "Recipe (*.json)", ".json", "recipe")
        if path is not None:
            self._session.save_recipe(path)

    def _ask(self, title: str, kinds: str, suffix: str, kind: Kind) -> Path | None:
        recipe = self._session.on_show.recipe
        name = self._picture_name() if kind == "picture" else f"{face_name(recipe)}{suffix}"
        suggested = Path(folder_of(self._session, kind)) / name
        path = ask_save_path(self._window, title, suggested, kinds, (suffix,))
        if path is not None:
            remember_folder(self._session, kind, path)
        return path
