"""The face under the user's hand: its preview, then its full frame."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from facelab.engine import Frame, Renderer
from facelab.engine.sharpening import Sharpener
from facelab.errors import Stopped
from facelab.progress import Stop
from facelab.recipe import Recipe
from facelab.session.rendering.tasks import MORE, Rank, Step

KEY = "canvas"


@dataclass(eq=False)
class Canvas:
    """What the canvas was asked to show, and shows.

    Attributes
    ----------
    tell_frame, tell_failed, tell_due : callable
        Tell the session of a frame; of a recipe that cannot be drawn; that a preview is drawn, or
        never will be, and what is asked for now is the next.
    newest : Recipe or None
        What was asked for last. The session's thread sets it.
    previews : str
        As it was set; see `Renderer.set_previews`.
    zoom : float
        Pixels of the screen for one of the full frame, as it is shown there.
    shown : Frame or None
        The last frame of the loaded network that went there.
    sharpener : Sharpener
        Of its previews.
    """

    tell_frame: Callable[[Frame], None]
    tell_failed: Callable[[Recipe, Exception], None]
    tell_due: Callable[[], None]
    newest: Recipe | None = None
    previews: str = "auto"
    zoom: float = 1.0
    shown: Frame | None = None
    sharpener: Sharpener = field(default_factory=Sharpener)

    def show(self, frame: Frame) -> None:
        """Put a frame there."""
        self.shown = frame
        self.tell_frame(frame)

    def show_preview(self, frame: Frame) -> None:
        """Put a preview there, as sharp as the last full frame lets it be."""
        self.show(self.sharpener.sharpened(frame, self._side(frame)))

    def show_full(self, frame: Frame) -> None:
        """Put a full frame there, from which the next previews take what they lack."""
        self.show(frame)
        self.sharpener.settle(frame, self._side(frame))

    def forget(self) -> None:
        """Another network draws from now on."""
        self.shown = None
        self.sharpener.forget()

    def _side(self, frame: Frame) -> int:
        """At which it is shown, in pixels of the screen."""
        return round(frame.full_size * self.zoom)


class CanvasTask:
    """Every preview that was begun is shown; the full frame follows when the hand rests, and is
    abandoned when something newer was asked for.

    Parameters
    ----------
    recipe : Recipe
    resting : bool
        No control is held: the full frame may follow at once.
    canvas : Canvas
    """

    key = KEY
    owed_by = None
    what = "the picture on the canvas"
    dropped = None  # a newer one has come, or another network

    def __init__(self, recipe: Recipe, resting: bool, canvas: Canvas) -> None:
        self._recipe = recipe
        self._resting = resting
        self._canvas = canvas
        self._previewed = False

    @property
    def rank(self) -> Rank:
        """First; but for the full frame of a hand that may move on any moment."""
        return Rank.STILL if self._previewed and not self._resting else Rank.HAND

    def step(self, renderer: Renderer, stop: Stop) -> Step:
        """The preview, then the full frame."""
        try:
            return self._full(renderer, stop) if self._previewed else self._preview(renderer, stop)
        except Stopped:
            raise
        except Exception as error:
            self._canvas.tell_due()  # nobody is to wait for this one
            self._canvas.tell_failed(self._recipe, error)
            return Step(last=True)

    def failed(self, error: Exception) -> None:
        """The canvas was told in its own way."""

    def _preview(self, renderer: Renderer, stop: Stop) -> Step:
        canvas = self._canvas
        shown = canvas.shown
        if shown is not None and shown.recipe == self._recipe:
            # The hand let go of what is on show already: at most the full frame is missing.
            if shown.kind == "full":
                canvas.show(shown)
                return Step(last=True)
            canvas.tell_due()
        else:
            frame = renderer.preview(self._recipe)
            if frame is None:
                # No preview head: the full frame is all there is, also under a moving hand.
                return self._full(renderer, stop)
            if frame.kind == "full":  # a fast machine draws full frames at once
                canvas.show(frame)
                return Step(last=True)
            canvas.tell_due()  # the hand's next place can be asked for while this is sharpened
            canvas.show_preview(frame)
        self._previewed = True
        return MORE

    def _full(self, renderer: Renderer, stop: Stop) -> Step:
        has_preview = renderer.info.preview_size is not None and self._canvas.previews != "off"

        def give_up() -> bool:
            return stop() or (has_preview and self._canvas.newest != self._recipe)

        self._canvas.show_full(renderer.full(self._recipe, give_up))
        return Step(last=True)
