"""The face onto the clipboard, and faces from it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QByteArray, QMimeData
from PySide6.QtGui import QGuiApplication, QImage

from facelab.engine import Frame
from facelab.errors import FacelabError
from facelab.recipe import recipe_from_json
from facelab.recipe.sources import MAX_SEED
from facelab.session import Message, Session
from facelab.ui.dropping import dragged_files

PNG = "image/png"


class ClipboardCommands:
    """Copies the face on show, and opens what was copied elsewhere.

    Parameters
    ----------
    session : Session
    open_files : callable
        Opens files as if they were dropped on the window.
    """

    def __init__(self, session: Session, open_files: Callable[[list[Path]], None]) -> None:
        self._session = session
        self._open_files = open_files

    def copy_picture(self) -> None:
        """Put the picture on the clipboard at full size, as soon as it is drawn.

        It is there as pixels, for every program, and as a PNG that carries the recipe.
        """
        self._session.to_png(self._take)

    def _take(self, frame: Frame, png: bytes) -> None:
        size = frame.size
        data = QMimeData()
        data.setData(PNG, QByteArray(png))
        # Of the PNG, not of the canvas: the marks in its pixels are in every copy.
        image = QImage.fromData(QByteArray(png))
        data.setImageData(image.convertToFormat(QImage.Format.Format_RGB32))
        QGuiApplication.clipboard().setMimeData(data)
        self._session.tell(Message("info", f"Copied the picture, {size} × {size}"))

    def copy_seed(self) -> None:
        """Put the seed on the clipboard."""
        seed = self._session.face.recipe.seed
        if seed is None:
            self._session.tell(Message("info", "This face has no seed"))
        else:
            QGuiApplication.clipboard().setText(str(seed))
            self._session.tell(Message("info", f"Copied seed {seed}"))

    def paste(self) -> None:
        """Show the face of what is on the clipboard: a picture, files, a recipe or a seed."""
        data = QGuiApplication.clipboard().mimeData() or QMimeData()  # some give none if empty
        paths = dragged_files(data)
        if paths:
            self._open_files(paths)
        elif data.hasFormat(PNG):
            self._session.open_png(bytes(data.data(PNG).data()))
        elif not self._paste_text(data.text().strip()):
            what = "a picture without a recipe" if data.hasImage() else "no face"
            self._session.tell(
                Message(
                    "info",
                    f"There is {what} on the clipboard",
                    fix="Copy a picture in facelab, a file it saved, or a seed.",
                )
            )

    def _paste_text(self, text: str) -> bool:
        """Whether it was a seed or a recipe; one that is damaged is told."""
        if text.isdecimal() and text.isascii() and len(text) <= len(str(MAX_SEED)):
            self._session.face.set_seed(min(int(text), MAX_SEED))
            return True
        if not text.startswith("{"):
            return False
        try:
            recipe = recipe_from_json(text)
        except FacelabError as error:
            self._session.tell_error(error)
        else:
            self._session.open_recipe(recipe, "Paste")
        return True
