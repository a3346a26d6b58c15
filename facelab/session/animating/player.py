"""The play head, and the faces of the timeline on the canvas.

While it plays the clock decides what is shown: a machine that is slow drops frames. The canvas
is the same as for the face on show, and the newest of what is asked for it is drawn.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from facelab.errors import FacelabError
from facelab.recipe import Recipe
from facelab.recipe.timeline import Timeline
from facelab.session.animating.animating import Animating
from facelab.session.face.editor import FaceEditor
from facelab.session.rendering.on_canvas import OnScreen
from facelab.session.signals import Signal


class Player:
    """Plays the timeline, and shows the face at a time.

    Parameters
    ----------
    animating : Animating
    screen : OnScreen
    face : FaceEditor
    tell_error : callable
        Shows the user what went wrong.
    clock : callable
        Seconds that only go on.

    Attributes
    ----------
    head : float
        Where it is, in seconds.
    playing : bool
    showing : Recipe or None
        The face of the timeline that the canvas was asked to show; None while that shows the
        face on show.

    Signals
    -------
    head_changed(float), playing_changed(bool)
    rested(Recipe): this face of the timeline is on show, and stays.
    showing_changed(bool): the canvas shows the timeline, or the face on show again.
    """

    head_changed = Signal(float)
    playing_changed = Signal(bool)
    rested = Signal(Recipe)
    showing_changed = Signal(bool)

    def __init__(
        self,
        animating: Animating,
        screen: OnScreen,
        face: FaceEditor,
        tell_error: Callable[[Exception, str], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._animating = animating
        self._screen = screen
        self._face = face
        self._tell_error = tell_error
        self._clock = clock
        self.head = 0.0
        self.playing = False
        self.showing: Recipe | None = None
        self._began = 0.0  # of the clock, when the head was at 0
        self._refused: Timeline | None = None  # what could not be shown was told once
        self._asked: Timeline | None = None  # about this one it is known which networks' keys fit
        self._answers: dict[str, bool] = {}

    # -- the hand -----------------------------------------------------------------------------

    def play(self) -> None:
        """Go on from the play head; from the beginning if it is at the end."""
        timeline = self._animating.timeline
        if timeline is None or self.playing:
            return
        if self.head >= timeline.seconds - 1e-6:
            self._move(0.0)
        if self._face_of(timeline) is None:
            return
        self._began = self._clock() - self.head
        self.playing = True
        self.playing_changed.emit(True)
        self.tick()

    def pause(self) -> None:
        """Stay at the play head; its picture becomes sharp."""
        if self.playing:
            self._stop()
            self.show(resting=True)

    def toggle(self) -> None:
        """Play, or pause."""
        self.pause() if self.playing else self.play()

    def seek(self, seconds: float, resting: bool = True) -> None:
        """Move the play head there and show the face; `resting` says that no hand holds it."""
        timeline = self._animating.timeline
        if timeline is None:
            return
        self._move(min(max(0.0, seconds), timeline.seconds))
        self._began = self._clock() - self.head
        if not self.playing:
            self.show(resting)

    def put(self, seconds: float) -> None:
        """Move the play head there; the canvas stays as it is, unless it shows the timeline."""
        if self.showing is not None:
            self.seek(seconds)
        else:
            self._move(seconds)

    def tick(self) -> None:
        """Time has gone on: show what is to be seen by now. Called as often as the screen is
        painted anew, while it plays.
        """
        timeline = self._animating.timeline
        if not self.playing or timeline is None:
            return
        now = self._clock() - self._began
        if now >= timeline.seconds:
            if timeline.repeat == "once":
                self._stop()
                self._move(timeline.seconds)
                self.show(resting=True)
                return
            now %= timeline.seconds
            self._began = self._clock() - now
        self._move(now)
        self.show(resting=False)

    def show(self, resting: bool) -> None:
        """Show the face at the play head on the canvas."""
        timeline = self._animating.timeline
        recipe = None if timeline is None else self._face_of(timeline)
        if recipe is None:
            return
        was, self.showing = self.showing, recipe
        if resting:
            self._screen.show(recipe, True)
            self.rested.emit(recipe)
        elif recipe != was:
            self._screen.play(recipe)
        if was is None:
            self.showing_changed.emit(True)

    def back_to_face(self) -> None:
        """The canvas shows the face on show again."""
        if self.showing is not None:
            self.leave()
            self._face.show_again()

    # -- what happens -------------------------------------------------------------------------

    def leave(self) -> None:
        """Something else is shown on the canvas."""
        self._stop()
        if self.showing is not None:
            self.showing = None
            self.showing_changed.emit(False)

    def follow(self) -> None:
        """The timeline is another."""
        timeline = self._animating.timeline
        if timeline is None:
            self._stop()
            self._move(0.0)
            self.back_to_face()
            return
        if self.head > timeline.seconds:
            self._move(timeline.seconds)
        if self.showing is not None and not self.playing:
            self.show(resting=not self._animating.in_gesture)

    def restore(self, head: float) -> None:
        """The play head is where it was at the end."""
        timeline = self._animating.timeline
        self._move(0.0 if timeline is None else min(head, timeline.seconds))

    def _stop(self) -> None:
        if self.playing:
            self.playing = False
            self.playing_changed.emit(False)

    def _move(self, head: float) -> None:
        if head != self.head:
            self.head = head
            self.head_changed.emit(head)

    def _face_of(self, timeline: Timeline) -> Recipe | None:
        """The face at the play head; None if it cannot be shown. Of each network whose keys the
        loaded one does not draw the user is told once, or offered to go there.
        """
        if not self._screen.has_network or timeline is self._refused:
            return None
        try:
            recipe = timeline.at(self.head)
        except FacelabError as error:
            self._refuse(timeline, error)
            return None
        if timeline is not self._asked:
            self._asked, self._answers = timeline, {}
        network = recipe.model.sha256
        if network not in self._answers:
            faces = [key.face for key in timeline.keys if key.face.model.sha256 == network]
            self._answers[network] = all(self._screen.fits(face) for face in faces)
        return recipe if self._answers[network] else None

    def _refuse(self, timeline: Timeline, error: Exception) -> None:
        self._refused = timeline
        self._stop()
        self._tell_error(error, "error")

    def on_loaded(self) -> None:
        """A network was loaded: it may draw what the last could not, and the reverse."""
        self._refused = self._asked = None
