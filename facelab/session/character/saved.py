"""The sheet as it comes back at the next start. A window that is closed last has the say, as with
the face on show.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from facelab.errors import RecipeError
from facelab.recipe import json_text
from facelab.recipe.character.codec import SHEET_BYTES, sheet_from_json, sheet_to_json
from facelab.session.character.character import Held
from facelab.session.disk import Writer
from facelab.session.messages import Message
from facelab.session.saved_file import NotUnderstoodError, SavedFile, Understood, version_of
from facelab.session.saved_newest import SavedNewest

FORMAT = "facelab-character"
VERSION = 1
FILE_NAME = "character.json"
MAX_BYTES = SHEET_BYTES + 2**20


class SavedCharacter(SavedNewest[Held]):
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
        gone = "The sheet could not be restored, so there is none."
        file = SavedFile(folder / FILE_NAME, MAX_BYTES, decode, gone)
        super().__init__(file, encode, "The sheet", writer, tell)


class _File(msgspec.Struct):
    follows: bool
    opened: str
    sheet: msgspec.Raw  # null while there is none


def encode(held: Held) -> bytes:
    """As JSON; the sheet within it is as in a file of its own."""
    sheet = None if held.sheet is None else msgspec.Raw(sheet_to_json(held.sheet).encode())
    body = {
        "format": FORMAT,
        "version": VERSION,
        "follows": held.follows,
        "opened": held.opened,
        "sheet": sheet,
    }
    return msgspec.json.encode(body)


def decode(raw: bytes) -> Understood[Held]:
    """What the file says."""
    text = json_text(raw)
    version_of(text, FORMAT, VERSION, "a sheet of a session")
    said = msgspec.json.decode(text, type=_File)
    if bytes(said.sheet) == b"null":
        return Understood(Held(None, said.follows))
    try:
        sheet = sheet_from_json(bytes(said.sheet))
    except RecipeError as error:
        raise NotUnderstoodError(f"{error}".rstrip(".")) from error
    return Understood(Held(sheet, said.follows, said.opened))
