"""Faces that become keys: where they go, and what is said where there is no room for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from facelab.recipe import Recipe
from facelab.recipe import retiming as to
from facelab.recipe.timeline import LONGEST, MAX_KEYS
from facelab.session.animating.animating import Animating
from facelab.session.animating.player import Player
from facelab.session.messages import Message


class NewKeys:
    """Makes keys of faces.

    Parameters
    ----------
    animating : Animating
    player : Player
        Its play head goes to the new key.
    tell : callable
        Shows the user a message.
    """

    def __init__(
        self, animating: Animating, player: Player, tell: Callable[[Message], None]
    ) -> None:
        self._animating = animating
        self._player = player
        self._tell = tell

    def add(
        self, faces: Sequence[Recipe], before: int | None = None, elsewhere: bool = False
    ) -> None:
        """Add faces one after another, behind the keys that are selected.

        Parameters
        ----------
        faces : sequence of Recipe
        before : int or None
            The key before which they go instead.
        elsewhere : bool
            Nobody sees the timeline: it is said that they are there.
        """
        animating, count = self._animating, len(self._animating.keys)
        k = animating.add(faces, before)
        timeline = animating.timeline
        if k < 0 or timeline is None:
            self._tell_full()
            return
        self._player.put(timeline.starts[k])
        added = len(timeline.keys) - count
        if added < len(faces):
            self._tell_full(added)
        elif elsewhere:
            what = f"Added to the timeline: {_keys(added)}"
            self._tell(Message("info", what, "F7 shows the timeline."))

    def split(self, place: float, face: Recipe | None = None) -> bool:
        """Make a key at a place on the one way, of the face there or of another.

        Returns whether there was a way: not where a key is already, or where it stays.
        """
        animating, timeline = self._animating, self._animating.timeline
        if timeline is None:
            return False
        sealed = None if face is None else animating.sealed(face)
        try:
            made, k = to.split(timeline, place, sealed)
        except ValueError:
            self._tell_full()
            return True
        if made is timeline:
            return False
        animating.edit(made, "Add key", chosen=(k,))
        self._player.put(made.starts[k])
        return True

    def paste(self) -> None:
        """Put in the keys that were copied, behind those that are selected."""
        count = len(self._animating.keys)
        if self._animating.paste():
            self._tell_full(len(self._animating.keys) - count)

    def _tell_full(self, added: int = 0) -> None:
        what = f"Only {_keys(added)} could be added" if added else "No key was added"
        why = f"A timeline has up to {MAX_KEYS:,} keys and lasts up to {LONGEST / 3600:.0f} hours."
        fix = "Delete keys, or make their times shorter."
        self._tell(Message("warning", f"{what}.", why, fix))


def _keys(count: int) -> str:
    return "1 key" if count == 1 else f"{count} keys"
