"""A cast that was found and not kept, as it comes back at the next start: an end by the system asks
nobody. A window that is closed last has the say, as with the face on show.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec

from facelab.casting.wishes import MOST_FACES
from facelab.errors import RecipeError
from facelab.recipe import Recipe, json_text, recipe_from_json, recipe_to_json
from facelab.session.disk import Writer
from facelab.session.messages import Message
from facelab.session.saved_file import NotUnderstoodError, SavedFile, Understood, version_of
from facelab.session.saved_newest import SavedNewest

FORMAT = "facelab-found-cast"
VERSION = 1
FILE_NAME = "cast.json"
MAX_BYTES = 64 * 2**20


@dataclass(frozen=True)
class Held:
    """Faces that were found, of how many, and what the user calls the cast; no faces: there is
    nothing to come back.
    """

    faces: tuple[Recipe, ...] = ()
    wanted: int = 0
    name: str = ""


class SavedCast(SavedNewest[Held]):
    """Keeps the newest.

    Parameters
    ----------
    folder : Path
        That of the settings.
    writer : Writer
    tell : callable
        Shows the user a message.
    """

    def __init__(self, folder: Path, writer: Writer, tell: Callable[[Message], None]) -> None:
        gone = "The cast that was found last could not be restored."
        file = SavedFile(folder / FILE_NAME, MAX_BYTES, decode, gone)
        super().__init__(file, encode, "The cast", writer, tell)


class _File(msgspec.Struct):
    name: Annotated[str, msgspec.Meta(max_length=1000)]
    wanted: Annotated[int, msgspec.Meta(ge=0, le=MOST_FACES)]
    faces: Annotated[list[msgspec.Raw], msgspec.Meta(max_length=MOST_FACES)]


def encode(held: Held) -> bytes:
    """As JSON."""
    body = {
        "format": FORMAT,
        "version": VERSION,
        "name": held.name,
        "wanted": held.wanted,
        "faces": [msgspec.Raw(recipe_to_json(face).encode()) for face in held.faces],
    }
    return msgspec.json.encode(body)


def decode(raw: bytes) -> Understood[Held]:
    """What the file says."""
    text = json_text(raw)
    version_of(text, FORMAT, VERSION, "a cast of a session")
    said = msgspec.json.decode(text, type=_File)
    try:
        faces = tuple(recipe_from_json(bytes(face)) for face in said.faces)
    except RecipeError as error:
        raise NotUnderstoodError(f"{error}".rstrip(".")) from error
    return Understood(Held(faces, said.wanted, said.name))
