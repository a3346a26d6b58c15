"""Onion skin: the keys around the play head shine through the picture."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject

from facelab.engine import Frame
from facelab.recipe import Recipe
from facelab.session import Session
from facelab.session.rendering.pictures import Wanted
from facelab.ui.canvas import Canvas

KEPT = 8


class OnionSkin(QObject):
    """Has the canvas show other keys over the picture, faintly.

    While the canvas shows the timeline these are the key before and the key after the play head;
    while it shows the face on show, the key that is selected. Nothing while it plays.

    Parameters
    ----------
    session : Session
    canvas : Canvas
    """

    def __init__(self, session: Session, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._session = session
        self._canvas = canvas
        self._on = False
        self._pictures: OrderedDict[Recipe, NDArray[np.uint8]] = OrderedDict()
        self._asked: set[Recipe] = set()
        for signal in (
            session.player.head_changed,
            session.player.playing_changed,
            session.player.showing_changed,
            session.animating.changed,
            session.animating.chosen_changed,
        ):
            signal.connect(self.follow)

    def set_on(self, on: bool) -> None:
        """Switch it."""
        self._on = on
        self.follow()

    def follow(self) -> None:
        """Something is another: show what belongs there."""
        wanted = self._wanted() if self._on else []
        for recipe in wanted:
            if recipe not in self._pictures and recipe not in self._asked:
                self._asked.add(recipe)
                self._session.pictures.preview(
                    Wanted(("onion", recipe), recipe, self._on_done, self._on_failed)
                )
        self._canvas.set_ghosts([self._pictures[r] for r in wanted if r in self._pictures])

    def _wanted(self) -> list[Recipe]:
        player, animating = self._session.player, self._session.animating
        timeline, model = animating.timeline, self._session.model
        if timeline is None or model is None or player.playing:
            return []
        faces = [key.face for key in timeline.keys]
        if player.showing is None:
            found = [faces[k] for k in animating.chosen[:1]]
        else:
            place, starts = timeline.place(player.head), timeline.starts
            before = [k for k, start in enumerate(starts) if start < place - 1e-3]
            after = [k for k, start in enumerate(starts) if start > place + 1e-3]
            found = [faces[k] for k in (*before[-1:], *after[:1])]
        return [face for face in found if face.model.sha256 == model.sha256]

    def _on_done(self, frame: Frame) -> None:
        self._asked.discard(frame.recipe)
        self._pictures[frame.recipe] = frame.pixels
        while len(self._pictures) > KEPT:
            self._pictures.popitem(last=False)
        self.follow()

    def _on_failed(self, _error: Exception) -> None:
        """The canvas tells of the same fault for the face itself."""
        self._asked.clear()
