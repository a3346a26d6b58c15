"""A kept face as a source of styles for the face on show."""

from __future__ import annotations

from collections.abc import Callable

from facelab.errors import FacelabError
from facelab.library import KeptFace
from facelab.recipe import Source, describe_source
from facelab.session import Session

LABEL_LENGTH = 80
# Source, its own psi (None for that of the face on show), what it is called.
Chosen = Callable[[Source, float | None, str], None]


def name_of(face: KeptFace) -> str:
    """What a kept face is called in labels: its name, or where it comes from."""
    return (face.name or describe_source(face.recipe.source))[:LABEL_LENGTH]


def read_source(
    session: Session, number: int, chosen: Chosen, ended: Callable[[], None] = lambda: None
) -> None:
    """Read a face of the library, then call `chosen` with it, and `ended` in any case.

    Nothing happens while there is no face on show; the user is told if the face is of another
    network or cannot be read.
    """

    def done(face: KeptFace) -> None:
        model = session.model
        if model is None or not session.face.has_recipe:
            return
        try:
            model.check(face.recipe)
            source, psi = session.source_of(face)
        except FacelabError as error:
            session.tell_error(error)
            return
        chosen(source, psi, name_of(face))

    def answered(face: KeptFace) -> None:
        try:
            done(face)
        finally:
            ended()

    def failed(error: Exception) -> None:
        session.tell_error(error)
        ended()

    session.kept.face(number, answered, failed)
