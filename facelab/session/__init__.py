"""The live state of the program, without Qt: the face, its history, tasks, settings."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from facelab.session.messages import Message
    from facelab.session.network import Phase, Stage
    from facelab.session.session import SAVING_SECONDS, Session
    from facelab.session.settings import Settings

__all__ = ["SAVING_SECONDS", "Message", "Phase", "Session", "Settings", "Stage"]

# Commands take the library's place and the settings from here, and no session with all its parts:
# what is named is imported when it is first asked for.
_PLACES = {
    "Message": "messages",
    "Phase": "network",
    "SAVING_SECONDS": "session",
    "Session": "session",
    "Settings": "settings",
    "Stage": "network",
}


def __getattr__(name: str) -> object:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
