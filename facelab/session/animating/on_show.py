"""The face that the canvas shows: the timeline's where that is there, else the face on show. What
is kept, saved and exported is what one sees.
"""

from __future__ import annotations

from facelab.recipe import Recipe
from facelab.session.animating.player import Player
from facelab.session.face.editor import FaceEditor


class OnShow:
    """Says which face is seen.

    Parameters
    ----------
    face : FaceEditor
    player : Player
    """

    def __init__(self, face: FaceEditor, player: Player) -> None:
        self._face = face
        self._player = player

    @property
    def has_recipe(self) -> bool:
        """Whether there is a face yet."""
        return self._face.has_recipe

    @property
    def recipe(self) -> Recipe:
        """The face."""
        return self._player.showing or self._face.recipe
