"""The picture on the canvas, and whether a better one is still to come."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from facelab.engine import Frame, ModelInfo
from facelab.errors import FacelabError
from facelab.recipe import Recipe
from facelab.recipe.values import Finish
from facelab.session.dispatch import Dispatch
from facelab.session.loaded import LoadedNetwork
from facelab.session.rendering.engine_thread import EngineThread
from facelab.session.rendering.loader import LoadRenderer
from facelab.session.signals import Signal


@dataclass(frozen=True)
class Drawn:
    """A picture that was drawn.

    Attributes
    ----------
    size : int
        Side of what the network drew, in pixels.
    milliseconds : float
        How long it took.
    sharpened : bool
        Whether a preview was given detail of the last full frame.
    finish : "clean", "raw" or None
        See `Frame.finish`.
    by : str
        Title of the network that drew it, where that is another than the one that is loaded.
    """

    size: int
    milliseconds: float
    sharpened: bool = False
    finish: Finish | None = None
    by: str = ""


class Rates:
    """What the last frames were and how long they took.

    Attributes
    ----------
    preview, full : Drawn or None
        The last of each kind; no preview where full frames are drawn at once.
    """

    WINDOW_SECONDS = 1.0

    def __init__(self) -> None:
        self.preview: Drawn | None = None
        self.full: Drawn | None = None
        self._previewed: Recipe | None = None
        self._shown: deque[float] = deque()

    def note(self, frame: Frame) -> None:
        """Count a frame that was drawn and shown."""
        self._shown.append(time.monotonic())
        self._forget_old()
        by = frame.drawn_by if frame.stands_in else ""
        side, sharpened = frame.sharpened_from or frame.size, frame.sharpened_from is not None
        drawn = Drawn(side, frame.milliseconds, sharpened, frame.finish, by)
        if frame.kind == "preview":
            self.preview, self._previewed = drawn, frame.recipe
        else:
            self.full = drawn
            if frame.recipe != self._previewed:
                self.preview = None

    def forget(self) -> None:
        """Another device draws from now on."""
        self.preview = self.full = self._previewed = None
        self._shown.clear()

    def per_second(self) -> int:
        """Frames shown in the last second."""
        self._forget_old()
        return len(self._shown)

    def _forget_old(self) -> None:
        horizon = time.monotonic() - self.WINDOW_SECONDS
        while self._shown and self._shown[0] < horizon:
            self._shown.popleft()


class OnScreen:
    """Asks the engine for pictures of the face on show, and hears what it has to say.

    Parameters
    ----------
    dispatch : callable
        Runs a function later on the session's thread.
    load_renderer : callable
        Loads a network.
    loaded : LoadedNetwork
        Told what the engine has.
    tell_error : callable
        Shows the user what went wrong; called with (error, "error" or "warning").

    Attributes
    ----------
    engine : EngineThread
    frame : Frame or None
        What is on the canvas.
    busy : bool
        Whether the full frame of the current recipe is still to come.
    rates : Rates

    Signals
    -------
    arriving(): a network was loaded, and is about to be the one in use.
    loaded(ModelInfo, bool): a network was loaded, and whether it is the one of before.
    load_failed(Exception)
    refused(Exception): a network could not be loaded; the one in use stays.
    foreign(Recipe): a face that was to be shown was made with another network.
    frame_ready(Frame), busy_changed(bool)
    due: the engine is about to take the next face.
    """

    arriving = Signal()
    loaded = Signal(ModelInfo, bool)
    load_failed = Signal(Exception)
    refused = Signal(Exception)
    foreign = Signal(Recipe)
    frame_ready = Signal(Frame)
    busy_changed = Signal(bool)
    due = Signal()

    def __init__(
        self,
        dispatch: Dispatch,
        load_renderer: LoadRenderer,
        loaded: LoadedNetwork,
        tell_error: Callable[[Exception, str], None],
    ) -> None:
        self._loaded = loaded
        self._tell_error = tell_error
        self._wanted: Recipe | None = None
        self.frame: Frame | None = None
        self.busy = False
        self.rates = Rates()
        self.engine = EngineThread(dispatch, self, load_renderer)

    def show(self, recipe: Recipe, resting: bool) -> None:
        """Show a face; `resting` says that no control is held."""
        self._wanted = recipe
        self.set_busy(True)
        self.engine.show(recipe, resting)

    def play(self, recipe: Recipe) -> None:
        """Show a face of many that follow one another: nobody waits for its full frame."""
        self._wanted = recipe
        self.set_busy(False)
        self.engine.show(recipe, False)

    def set_busy(self, busy: bool) -> None:
        """Whether a picture is waited for; False if none will come."""
        if busy != self.busy:
            self.busy = busy
            self.busy_changed.emit(busy)

    @property
    def has_network(self) -> bool:
        """Whether a network was loaded yet: before that nothing can be shown."""
        return self._loaded.info is not None

    def fits(self, recipe: Recipe) -> bool:
        """Whether the network can render a face; if not, the user is told why, or that another
        network can.
        """
        info = self._loaded.info
        assert info is not None, "no network is loaded yet"
        if recipe.model.sha256 != info.sha256:
            self.foreign.emit(recipe)
            return False
        try:
            info.check(recipe)
        except FacelabError as error:
            self._tell_error(error, "error")
            return False
        return True

    # -- the engine's listener ----------------------------------------------------------------

    def on_loaded(self, info: ModelInfo) -> None:
        """The network is there."""
        self.arriving.emit()
        self.rates.forget()
        self.loaded.emit(info, self._loaded.set(info))

    def on_load_failed(self, error: Exception) -> None:
        """The network could not be loaded."""
        self.load_failed.emit(error)

    def on_load_refused(self, error: Exception) -> None:
        """The network could not be loaded; the one of before is in use still."""
        self.refused.emit(error)

    def on_frame(self, frame: Frame) -> None:
        """A picture for the canvas."""
        model = self._loaded.info
        if model is None or frame.recipe.model.sha256 != model.sha256:
            return
        if frame is not self.frame:  # else it is told of again, and was not drawn again
            self.rates.note(frame)
        self.frame = frame
        if frame.kind == "full" and frame.recipe == self._wanted:
            self.set_busy(False)
        self.frame_ready.emit(frame)

    def on_render_failed(self, recipe: Recipe, error: Exception) -> None:
        """A picture could not be made; the last one stays."""
        if recipe == self._wanted:
            self.set_busy(False)
        self._tell_error(error, "error")

    def on_due(self) -> None:
        """A preview is drawn, and will be here soon."""
        self.due.emit()

    def on_notice(self, error: FacelabError) -> None:
        """The engine goes on, but differently."""
        self._tell_error(error, "warning")

    def on_moved(self, info: ModelInfo) -> None:
        """The network had to move to another device; its directions are the same objects."""
        self._loaded.set(info)
        self.rates.forget()
