"""The live state of the program, without Qt: the face, its history, tasks, settings."""

from facelab.session.messages import Message
from facelab.session.phase import Phase, Stage
from facelab.session.session import Session
from facelab.session.settings import Settings

__all__ = ["Message", "Phase", "Session", "Settings", "Stage"]
