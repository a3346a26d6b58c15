"""The faces of a page as a list of Qt's, for the view and for screen readers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject

from facelab.session.exploring.browse import Browse, name_of
from facelab.ui.widgets.pictures import PicturesModel


class FacesModel(PicturesModel):
    """The faces on show.

    Parameters
    ----------
    browse : Browse
    parent : QObject
    """

    def __init__(self, browse: Browse, parent: QObject) -> None:
        super().__init__(parent)
        self._browse = browse
        browse.changed.connect(self.show_anew)
        browse.grown.connect(lambda _: self.show_more())
        browse.pictured.connect(self.show_one)
        browse.kept_changed.connect(self.show_all)
        self.show_anew()

    def count(self) -> int:
        """How many there are."""
        return len(self._browse.faces)

    def name(self, place: int) -> str:
        """What a face is called."""
        return name_of(self._browse.faces[place])

    def spoken(self, place: int) -> str:
        """Its name, and whether it is kept."""
        name = self.name(place)
        return f"{name}, kept" if self.is_kept(place) else name

    def tooltip(self, place: int) -> str:
        """What is not to be seen."""
        name = self.name(place)
        if self.failed(place):
            return f"{name} cannot be drawn"
        return f"{name} is in your library, exactly as it is" if self.is_kept(place) else ""

    def pixels(self, place: int) -> NDArray[np.uint8] | None:
        """The picture of a face; None if it is to come."""
        frame = self._browse.frame(place)
        return None if frame is None else frame.pixels

    def is_kept(self, place: int) -> bool:
        """Whether a face is in the library, exactly as it is."""
        return self._browse.is_kept(place)

    def failed(self, place: int) -> bool:
        """Whether a face cannot be drawn."""
        return self._browse.failed(place)

    @property
    def first(self) -> int:
        """Place of the face that the keys begin with."""
        return self._browse.at
