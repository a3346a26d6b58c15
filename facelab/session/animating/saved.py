"""The timeline as it comes back at the next start, with the way back.

A face is in many states: it is written once, and states name it by its number. A window that is
closed last has the say, as with the face on show.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from facelab.errors import RecipeError
from facelab.recipe import Recipe, json_text, recipe_from_json, recipe_to_json
from facelab.recipe.timeline_codec import VERSION as TIMELINE_VERSION
from facelab.recipe.timeline_codec import timeline_from_object, timeline_to_object
from facelab.session.animating.steps import MOST_STEPS, State
from facelab.session.disk import Writer
from facelab.session.messages import Message
from facelab.session.saved_file import (
    NewerError,
    NotUnderstoodError,
    SavedFile,
    Understood,
    version_of,
)
from facelab.session.saved_newest import SavedNewest

FORMAT = "facelab-animating"
VERSION = 1
FILE_NAME = "animating.json"
MAX_BYTES = 64 * 2**20
KEPT_STEPS = 50
MOST_FACES = 20_000


@dataclass(frozen=True)
class Saved:
    """States, the place of the one of now among them, and where the play head is in seconds."""

    states: tuple[State, ...]
    place: int
    head: float = 0.0


class SavedAnimation(SavedNewest[Saved]):
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
        gone = "The timeline could not be restored, so it is empty."
        file = SavedFile(folder / FILE_NAME, MAX_BYTES, decode, gone)
        super().__init__(file, encode, "The timeline", writer, tell)


def encode(saved: Saved) -> bytes:
    """As JSON; of many states those nearest to the one of now."""
    states, place = _last(saved.states, saved.place)
    faces: dict[Recipe, int] = {}

    def number(face: Recipe) -> int:
        return faces.setdefault(face, len(faces))

    said = [
        {
            "label": state.label,
            "chosen": state.chosen,
            "timeline": None
            if state.timeline is None
            else timeline_to_object(state.timeline, number),
        }
        for state in states
    ]
    body = {
        "format": FORMAT,
        "version": VERSION,
        "timeline_version": TIMELINE_VERSION,
        "faces": [msgspec.Raw(recipe_to_json(face).encode()) for face in faces],
        "states": said,
        "place": place,
        "head": saved.head,
    }
    return msgspec.json.encode(body)


def _last(states: Sequence[State], place: int) -> tuple[Sequence[State], int]:
    first = max(0, min(place, len(states) - KEPT_STEPS))
    return states[first : first + KEPT_STEPS], place - first


class _State(msgspec.Struct):
    label: str
    chosen: tuple[int, ...]
    timeline: Any


class _File(msgspec.Struct):
    timeline_version: int
    faces: list[msgspec.Raw]
    states: list[_State]
    place: int
    head: float


def decode(raw: bytes) -> Understood[Saved]:
    """What the file says."""
    text = json_text(raw)
    version_of(text, FORMAT, VERSION, "a timeline of a session")
    said = msgspec.json.decode(text, type=_File)
    if said.timeline_version > TIMELINE_VERSION:
        raise NewerError(said.timeline_version, TIMELINE_VERSION)
    if not 1 <= len(said.states) <= MOST_STEPS or len(said.faces) > MOST_FACES:
        raise NotUnderstoodError("It has too many states, or none")
    try:
        faces = [recipe_from_json(bytes(face)) for face in said.faces]
        states = tuple(_state(each, faces, said.timeline_version) for each in said.states)
    except RecipeError as error:
        raise NotUnderstoodError(str(error).rstrip(".")) from error
    place = min(max(said.place, 0), len(states) - 1)
    return Understood(Saved(states, place, max(0.0, said.head)))


def _state(said: _State, faces: Sequence[Recipe], version: int) -> State:
    def face(number: Any, _: int) -> Recipe:
        if not isinstance(number, int) or not 0 <= number < len(faces):
            raise ValueError(f"there is no face {number!r}")
        return faces[number]

    if said.timeline is None:
        return State(None, (), said.label)
    timeline = timeline_from_object(said.timeline, face, version)
    chosen = tuple(sorted({k for k in said.chosen if 0 <= k < len(timeline.keys)}))
    return State(timeline, chosen, said.label)
