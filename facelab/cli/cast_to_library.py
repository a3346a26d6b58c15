"""Found faces, kept in a cast of the library."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from facelab.casting.faces import FoundFace
from facelab.cli.console import say
from facelab.cli.pictures import counted
from facelab.cli.places import place_of_library
from facelab.export.thumbnail import encode
from facelab.library import Library
from facelab.library.values import Record
from facelab.recipe import Recipe

Compose = Callable[[Recipe], NDArray[np.float32]]


def into_library(
    faces: Sequence[FoundFace], cast: str, option: Path | None, compose: Compose
) -> None:
    """Keep faces and put them into a cast; one of this name that is there already gets them, too.

    Raises
    ------
    LibraryError
        The library cannot be written.
    """
    folder = place_of_library(option).folder
    library = Library(folder)
    try:
        if library.recovered is not None:
            say(f"facelab make: {library.recovered}")
        ids = [
            library.keep(Record(each.recipe, compose(each.recipe), _thumbnail(each))).id
            for each in faces
        ]
        library.add_cast(cast, ids)
    finally:
        library.close()
    say(f"{counted(len(ids))} kept in the cast “{cast}” of {folder}")


def _thumbnail(face: FoundFace) -> bytes:
    rgb = face.seen.picture
    pixels = np.full((*rgb.shape[:2], 4), 255, np.uint8)
    pixels[..., :3] = rgb[..., ::-1]
    return encode(pixels)
