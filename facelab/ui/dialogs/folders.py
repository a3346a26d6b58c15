"""Where file dialogs begin: each kind of file has a folder of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from PySide6.QtCore import QStandardPaths

from facelab.paths import home_or_here
from facelab.session import Session, Settings

Kind = Literal["open", "picture", "recipe", "directions", "exports"]

# Names of settings.
FIELDS: dict[Kind, str] = {
    "open": "open_folder",
    "picture": "pictures_folder",
    "recipe": "recipe_folder",
    "directions": "directions_folder",
    "exports": "exports_folder",
}


def pictures_folder(settings: Settings) -> Path:
    """Where pictures are saved: as the user chose, else in the desktop's folder for pictures."""
    if settings.pictures_folder is not None:
        return Path(settings.pictures_folder)
    usual = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
    return (Path(usual) if usual else home_or_here()) / "facelab"


def nearest_folder(settings: Settings) -> Path:
    """Where a dialog begins to ask for pictures: their folder, or what there is above it."""
    folder = pictures_folder(settings)
    return next((each for each in (folder, *folder.parents) if each.is_dir()), home_or_here())


def folder_of(session: Session, kind: Kind) -> str:
    """The folder in which a dialog begins: the last of its kind that is still there, else that
    of pictures.
    """
    settings = session.settings
    for field in (FIELDS[kind], "save_folder"):
        folder = getattr(settings, field)
        if kind != "picture" and folder and Path(folder).is_dir():
            return str(folder)
    return str(nearest_folder(settings))


def remember_folder(session: Session, kind: Kind, path: Path) -> None:
    """A file was chosen: the next dialog of its kind begins where it is."""
    session.change_settings(**{FIELDS[kind]: str(path.parent)})
