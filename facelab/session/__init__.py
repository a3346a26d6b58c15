"""The live state of the program, without Qt: the face, its history, tasks, settings."""

from facelab.session.messages import Message
from facelab.session.network import Phase, Stage
from facelab.session.session import SAVING_SECONDS, Session
from facelab.session.settings import Settings

__all__ = ["SAVING_SECONDS", "Message", "Phase", "Session", "Settings", "Stage"]
