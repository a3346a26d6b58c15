"""Faces on their way to the disk, and those that it would not take."""

from __future__ import annotations

from facelab.engine import Frame
from facelab.export import thumbnail
from facelab.library import Kept, Library, Record
from facelab.recipe import Recipe


class UnsavedFaces:
    """Holds faces until they are written. Filled and emptied on the writer's thread only."""

    def __init__(self) -> None:
        self._records: list[Record] = []

    @property
    def count(self) -> int:
        """How many are not written."""
        return len(self._records)

    def hold(self, recipe: Recipe, frame: Frame | None, name: str, cast: str = "") -> None:
        """Add a face; `frame` is its picture if it has one already."""
        small = b"" if frame is None else thumbnail.encode(frame.pixels)
        ws = None if frame is None else frame.ws
        casts = (cast,) if cast else ()
        self._records.append(Record(recipe, ws, small, name, casts=casts))

    def write(self, library: Library) -> list[Kept]:
        """Write all that are held. Returns what became of each, the last held last.

        Raises
        ------
        LibraryError
            One could not be written; it and those after it stay.
        """
        kept = []
        while self._records:
            kept.append(library.keep(self._records[0]))
            del self._records[0]
        return kept
