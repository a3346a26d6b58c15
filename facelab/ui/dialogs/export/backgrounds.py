"""What can be chosen to be behind head and shoulders."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QColorDialog, QComboBox, QFileDialog, QWidget

from facelab.session import Session
from facelab.ui.dialogs.export.form import fill
from facelab.ui.dialogs.folders import folder_of, remember_folder

BACKGROUNDS = (
    ("", "The picture's own"),
    ("transparent", "Transparent"),
    ("#ffffff", "White"),
    ("#000000", "Black"),
    ("blur", "Its own, blurred"),
)
_COLOUR, _PICTURE = "colour", "picture"
_PICTURES = "Pictures (*.png *.jpg *.jpeg *.webp *.tif *.tiff *.bmp)"


def show_backgrounds(
    box: QComboBox, now: str, known: Iterable[tuple[str, str]] = BACKGROUNDS
) -> None:
    """Offer these, the user's own if that is chosen, and ways to others; emits nothing."""
    choices: list[tuple[object, str]] = list(known)
    if now not in dict(choices):
        choices.append((now, now if now.startswith("#") else Path(now).name))
    fill(box, [*choices, (_COLOUR, "Colour…"), (_PICTURE, "Picture…")], now)


def asked_background(session: Session, parent: QWidget, box: QComboBox, now: str) -> str:
    """What was chosen in the list; a colour and a picture are asked for. The one of now, if the
    user gives up.
    """
    wanted = box.currentData()
    if wanted == _COLOUR:
        begin = now if now.startswith("#") else "#808080"
        colour = QColorDialog.getColor(QColor(begin), parent, "Background colour")
        return colour.name() if colour.isValid() else now
    if wanted == _PICTURE:
        begin = folder_of(session, "open")
        name, _ = QFileDialog.getOpenFileName(parent, "Background picture", begin, _PICTURES)
        if name:
            remember_folder(session, "open", Path(name))
        return name or now
    return now if wanted is None else str(wanted)
