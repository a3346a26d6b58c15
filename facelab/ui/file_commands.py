"""Faces out of files, into files and onto the clipboard."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from facelab.checkpoints.published_directions import SUFFIXES
from facelab.session import Message, Session
from facelab.session.file_list import OPENED
from facelab.ui.dialog_folders import Kind, folder_of, remember_folder
from facelab.ui.dialogs.face_or_direction import ask_meaning
from facelab.ui.dialogs.save_path import ask_save_path


def _kinds(title: str, suffixes: Sequence[str]) -> str:
    return f"{title} ({' '.join(f'*{suffix}' for suffix in suffixes)})"


DIRECTIONS = _kinds("Directions", SUFFIXES)
# All of it first: who looks for a file need not know of which kind it is.
ALL = ";;".join(
    (
        _kinds("All that facelab opens", OPENED),
        _kinds("Pictures", (".png",)),
        _kinds("Recipes", (".json",)),
        _kinds("Kept faces", (".facelab",)),
        _kinds("Latents and directions", SUFFIXES),
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
