"""The one thread that owns the network.

Newest request wins; a preview of every request that was taken is shown; the full frame follows
when the hand rests, and is abandoned between layers when something newer arrives.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from facelab.engine import Frame, ModelInfo, Renderer
from facelab.errors import FacelabError, Stopped
from facelab.recipe import Recipe
from facelab.session.dispatch import Dispatch
from facelab.session.ending import join_patiently
from facelab.session.rendering.requests import ComposeRequest, RenderRequest, SideRequest
from facelab.session.rendering.side_queue import SideJob, SideQueue

REST_SECONDS = 0.15
QUIET_SECONDS = 3.0  # without a request, before work begins that nobody waits for


class EngineListener(Protocol):
    """Told what happens, on the session's thread; of the network that was asked for last only."""

    def on_loaded(self, info: ModelInfo) -> None: ...
    def on_load_failed(self, error: Exception) -> None: ...
    def on_frame(self, frame: Frame) -> None: ...
    def on_render_failed(self, recipe: Recipe, error: Exception) -> None: ...
    def on_notice(self, error: FacelabError) -> None: ...
    def on_moved(self, info: ModelInfo) -> None: ...


LoadRenderer = Callable[[Path, str, Callable[[FacelabError], None]], Renderer]


class EngineThread:
    """Renders on a thread of its own; every method returns at once.

    Parameters
    ----------
    dispatch : callable
        Runs a function later on the session's thread.
    listener : EngineListener
    load_renderer : callable
    """

    def __init__(
        self, dispatch: Dispatch, listener: EngineListener, load_renderer: LoadRenderer
    ) -> None:
        self._dispatch = dispatch
        self._listener = listener
        self._load_renderer = load_renderer
        self._wake = threading.Condition()
        self._closing = False
        self._load: tuple[Path, str] | None = None
        self._last_load: tuple[Path, str] | None = None
        self._loads = 0  # how many were asked for
        self._loaded = 0  # which of them the engine is at
        self._request: RenderRequest | None = None
        self._side = SideQueue()
        self._waiting_full: RenderRequest | None = None
        self._renderer: Renderer | None = None
        self._previews = "auto"
        self._previews_set = True  # whether the renderer knows
        self._shown: Frame | None = None  # the last frame that went to the canvas
        # A daemon: a device driver that hangs must not keep the closed program alive.
        self._thread = threading.Thread(target=self._run, name="facelab-engine", daemon=True)
        self._thread.start()

    # -- called from the session's thread -------------------------------------------------

    def load(self, path: Path, device: str) -> None:
        """Load a network; what was asked of the last one is forgotten, unless it is owed: then
        the last one does it before it goes.
        """
        with self._wake:
            self._load = self._last_load = (path, device)
            self._loads += 1
            self._request = self._waiting_full = None
            self._side.forget()
            self._wake.notify()

    def set_previews(self, choice: str) -> None:
        """How large previews are, from the next one on; see `Renderer.set_previews`."""
        with self._wake:
            self._previews_set = self._previews_set and choice == self._previews
            self._previews = choice

    def submit(self, request: RenderRequest) -> None:
        """Show a recipe next; replaces one that was not started."""
        with self._wake:
            self._request = request
            self._wake.notify()

    def submit_side(self, request: SideRequest | ComposeRequest) -> None:
        """Make a side picture, or compose faces; what has the same key and was not started is
        replaced.
        """
        with self._wake:
            self._side.put(request)
            self._wake.notify()

    def cancel_side(self, key: Hashable) -> None:
        """Forget a side picture: neither `done` nor `failed` is called any more."""
        with self._wake:
            self._side.cancel(key)

    @property
    def owed(self) -> tuple[str, ...]:
        """What was promised and is not made yet, in words."""
        with self._wake:
            return self._side.promises()

    def close(self, timeout: float = 2.0, patience: float = 0.0) -> bool:
        """Stop soon. Returns whether the thread ended within `timeout` seconds, or within
        `patience` more if that was for what was promised.
        """
        with self._wake:
            self._closing = True
            self._wake.notify()
        return join_patiently(self._thread, timeout, patience, lambda: self.owed)

    # -- the thread ------------------------------------------------------------------------

    def _run(self) -> None:
        while (step := self._next_step()) is not None:
            try:
                step()
            except Exception as error:  # a bug, or the window would wait for ever
                self._raise_later(error)
        if self._renderer is not None:
            self._renderer.close()
            self._renderer = None

    def _next_step(self) -> Callable[[], None] | None:
        """What to do next, in order of what the user waits for; None to end."""
        with self._wake:
            while True:
                if self._closing:
                    return self._last_step()
                if self._load is not None:
                    return self._load_step()
                if self._renderer is not None:
                    if not self._previews_set:
                        self._renderer.set_previews(self._previews)
                        self._previews_set = True
                    if self._request is not None:
                        request, self._request = self._request, None
                        return lambda: self._do_render(request)
                    full = self._waiting_full
                    if full is not None and full.resting:
                        self._waiting_full = None
                        return lambda: self._do_full(full)
                    side = self._side.take()
                    if side is not None:
                        return lambda: self._do_side(side)
                    if full is not None:
                        # The hand holds a control still: wait a moment for it to move on.
                        if self._wake.wait(REST_SECONDS):
                            continue
                        self._waiting_full = None
                        return lambda: self._do_full(full)
                    if self._shown is not None and self._renderer.unchecked:
                        if not self._wake.wait(QUIET_SECONDS):
                            return self._begin_check
                        continue
                self._wake.wait()

    def _last_step(self) -> Callable[[], None] | None:
        """What was promised, before the thread ends."""
        side = None if self._renderer is None else self._side.take_promised()
        return None if side is None else (lambda: self._do_side(side))

    def _load_step(self) -> Callable[[], None]:
        """What is owed and the network that goes can do, then the load."""
        assert self._load is not None
        if self._renderer is not None:
            owed = self._side.take_owed(self._renderer.info.sha256)
            if owed is not None:
                return lambda: self._do_side(owed)
        path, device = self._load
        self._load = None
        self._loaded = self._loads
        return lambda: self._do_load(path, device)

    def _begin_check(self) -> None:
        """Let the back end be compared with the exact one; if it differs, load another."""
        assert self._renderer is not None
        number = self._loaded

        def load_again() -> None:
            if number == self._loads and self._last_load is not None:
                self.load(*self._last_load)

        self._renderer.check_later(lambda: self._dispatch(load_again))

    def _superseded(self, recipe: Recipe) -> bool:
        """Whether a frame of this recipe is no longer what the user waits for."""
        newer = self._request  # the session's thread may set it meanwhile
        asked = newer is not None and newer.recipe != recipe
        return self._closing or asked or self._load is not None

    def _do_load(self, path: Path, device: str) -> None:
        old, self._renderer = self._renderer, None
        self._shown = None
        try:
            if old is not None:
                old.close()
            self._renderer = self._load_renderer(path, device, self._on_notice)
            with self._wake:
                self._previews_set = self._previews == "auto"
        except Exception as error:  # the thread lives on; the listener tells the user
            self._tell(self._listener.on_load_failed, error)
            return
        self._tell(self._listener.on_loaded, self._renderer.info)

    def _on_notice(self, notice: FacelabError) -> None:
        self._tell(self._listener.on_notice, notice)
        if self._renderer is not None:  # it had to move to another device
            self._tell(self._listener.on_moved, self._renderer.info)

    def _do_render(self, request: RenderRequest) -> None:
        assert self._renderer is not None
        self._waiting_full = None
        shown = self._shown
        if shown is not None and shown.recipe == request.recipe:
            # The hand let go of what is on show already: at most the full frame is missing.
            if shown.kind == "full":
                self._show(shown)
            else:
                self._let_full_follow(request)
            return
        try:
            frame = self._renderer.preview(request.recipe)
        except Exception as error:
            self._tell(self._listener.on_render_failed, request.recipe, error)
            return
        if frame is None:
            # No preview head: the full frame is all there is, also under a moving hand.
            self._let_full_follow(RenderRequest(request.recipe, resting=True))
            return
        self._show(frame)
        if frame.kind == "preview":  # a fast machine draws full frames at once
            self._let_full_follow(request)

    def _let_full_follow(self, request: RenderRequest) -> None:
        with self._wake:
            if self._load is None:  # else it would be made by the network that comes
                self._waiting_full = request

    def _do_full(self, request: RenderRequest) -> None:
        assert self._renderer is not None
        has_preview = self._renderer.info.preview_size is not None and self._previews != "off"

        def stop() -> bool:
            if has_preview:
                return self._superseded(request.recipe)
            return self._closing or self._load is not None

        try:
            frame = self._renderer.full(request.recipe, stop)
        except Stopped:
            return
        except Exception as error:
            self._tell(self._listener.on_render_failed, request.recipe, error)
            return
        self._show(frame)

    def _do_side(self, job: SideJob) -> None:
        request = job.request
        try:
            if isinstance(request, ComposeRequest):
                self._tell_side(job, request.done, self._compose(request))
            else:
                self._hand_over(job, request, self._side_frame(job, request))
        except Stopped:
            with self._wake:
                if self._load is None or request.owed:
                    self._side.put_back(job)
                else:
                    self._side.end(job)
        except Exception as error:
            self._tell_side(job, request.failed, error)

    def _compose(self, request: ComposeRequest) -> NDArray[np.float32]:
        assert self._renderer is not None
        return np.stack([self._renderer.compose(recipe) for recipe in request.recipes])

    def _side_frame(self, job: SideJob, request: SideRequest) -> Frame:
        assert self._renderer is not None

        def stop() -> bool:
            if job.cancelled:
                return True
            if self._closing or self._load is not None:
                return not request.promised
            return self._request is not None

        frame = None
        if request.kind == "preview":
            frame = self._renderer.preview(request.recipe, smallest=True)
        return self._renderer.full(request.recipe, stop) if frame is None else frame

    def _hand_over(self, job: SideJob, request: SideRequest, frame: Frame) -> None:
        if request.promised:
            request.done(frame)
            with self._wake:
                self._side.end(job)
        else:
            self._tell_side(job, request.done, frame)

    def _show(self, frame: Frame) -> None:
        self._shown = frame
        self._tell(self._listener.on_frame, frame)

    def _tell(self, listener: Callable[..., None], *values: object) -> None:
        """Tell of the network that is loaded, or is being loaded."""
        number = self._loaded

        def tell() -> None:
            if number == self._loads:  # else another was asked for meanwhile
                listener(*values)

        self._dispatch(tell)

    def _raise_later(self, error: Exception) -> None:
        """On the session's thread, where what nobody catches is told to the user."""

        def fail() -> None:
            raise error

        self._dispatch(fail)

    def _tell_side(self, job: SideJob, listener: Callable[..., None], value: object) -> None:
        def tell() -> None:
            with self._wake:
                self._side.end(job)
                wanted = not job.cancelled
            if wanted:
                listener(value)

        self._dispatch(tell)
