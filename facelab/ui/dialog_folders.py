"""Where file dialogs begin: each kind of file has a folder of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from facelab.paths import home_or_here
from facelab.session import Session

Kind = Literal["open", "picture", "recipe", "directions", "exports"]

# Names of settings. Pictures have the one that was there for all files once: the others begin
# with it.
FIELDS: dict[Kind, str] = {
    "open": "open_folder",
    "picture": "save_folder",
    "recipe": "recipe_folder",
    "directions": "directions_folder",
    "exports": "exports_folder",
}


def folder_of(session: Session, kind: Kind) -> str:
    """The folder in which a dialog begins: the last of its kind that is still there."""
    for field in (FIELDS[kind], FIELDS["picture"]):
        folder = getattr(session.settings, field)
        if folder and Path(folder).is_dir():
            return str(folder)
    return str(home_or_here())


def remember_folder(session: Session, kind: Kind, path: Path) -> None:
    """A file was chosen: the next dialog of its kind begins where it is."""
    session.change_settings(**{FIELDS[kind]: str(path.parent)})
