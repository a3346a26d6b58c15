"""The one thread that owns the network.

Newest request wins; a preview of every request that was taken is shown; the full frame follows
when the hand rests, and is abandoned between layers when something newer arrives.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Protocol

import numpy as np

from facelab.engine import Frame, InterruptedRender, ModelInfo, Renderer
from facelab.recipe import FacelabError, Recipe
from facelab.session.engine_requests import ComposeRequest, RenderRequest, SideRequest

REST_SECONDS = 0.15


class EngineListener(Protocol):
    """Told what happens, on the session's thread."""

    def on_loaded(self, info: ModelInfo) -> None: ...
    def on_load_failed(self, error: Exception) -> None: ...
    def on_frame(self, frame: Frame) -> None: ...
    def on_render_failed(self, recipe: Recipe, error: Exception) -> None: ...
    def on_notice(self, error: FacelabError) -> None: ...
    def on_moved(self, info: ModelInfo) -> None: ...


Dispatch = Callable[[Callable[[], None]], None]
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
        self._request: RenderRequest | None = None
        self._side: OrderedDict[Hashable, SideRequest | ComposeRequest] = OrderedDict()
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
        """Load a network; what was asked of the last one is forgotten, unless promised."""
        with self._wake:
            self._load = (path, device)
            self._request = self._waiting_full = None
            for key in [key for key, side in self._side.items() if not side.promised]:
                del self._side[key]
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
            self._side.pop(request.key, None)
            self._side[request.key] = request
            self._wake.notify()

    def cancel_side(self, key: Hashable) -> None:
        """Forget a side picture that was not started."""
        with self._wake:
            self._side.pop(key, None)

    def close(self, timeout: float = 2.0) -> bool:
        """Stop soon. Returns whether the thread ended within `timeout` seconds."""
        with self._wake:
            self._closing = True
            self._wake.notify()
        self._thread.join(timeout)
        return not self._thread.is_alive()

    # -- the thread ------------------------------------------------------------------------

    def _run(self) -> None:
        while (step := self._next_step()) is not None:
            step()
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
                    path, device = self._load
                    self._load = None
                    return lambda: self._do_load(path, device)
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
                    side = self._next_side()
                    if side is not None:
                        return lambda: self._do_side(side)
                    if full is not None:
                        # The hand holds a control still: wait a moment for it to move on.
                        if self._wake.wait(REST_SECONDS):
                            continue
                        self._waiting_full = None
                        return lambda: self._do_full(full)
                self._wake.wait()

    def _last_step(self) -> Callable[[], None] | None:
        """What was promised, before the thread ends."""
        side = None if self._renderer is None else self._next_side()
        return None if side is None else (lambda: self._do_side(side))

    def _next_side(self) -> SideRequest | ComposeRequest | None:
        """Take the side picture to make next: what was promised, then the oldest."""
        keys = [key for key, side in self._side.items() if side.promised]
        if not keys and not self._closing:
            keys = list(self._side)
        return self._side.pop(keys[0]) if keys else None

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
        except InterruptedRender:
            return
        except Exception as error:
            self._tell(self._listener.on_render_failed, request.recipe, error)
            return
        self._show(frame)

    def _do_compose(self, request: ComposeRequest) -> None:
        assert self._renderer is not None
        try:
            ws = np.stack([self._renderer.compose(recipe) for recipe in request.recipes])
        except Exception as error:
            self._tell(request.failed, error)
        else:
            self._tell(request.done, ws)

    def _do_side(self, request: SideRequest | ComposeRequest) -> None:
        assert self._renderer is not None
        if isinstance(request, ComposeRequest):
            self._do_compose(request)
            return

        def stop() -> bool:
            if self._closing:
                return not request.promised
            return self._request is not None or self._load is not None

        try:
            frame = None
            if request.kind == "preview":
                frame = self._renderer.preview(request.recipe, smallest=True)
            if frame is None:
                frame = self._renderer.full(request.recipe, stop)
        except InterruptedRender:
            with self._wake:  # put it back in front unless a newer one has its place
                if request.key not in self._side:
                    self._side[request.key] = request
                    self._side.move_to_end(request.key, last=False)
            return
        except Exception as error:
            self._tell(request.failed, error)
            return
        if request.promised:
            request.done(frame)
        else:
            self._tell(request.done, frame)

    def _show(self, frame: Frame) -> None:
        self._shown = frame
        self._tell(self._listener.on_frame, frame)

    def _tell(self, listener: Callable[..., None], *values: object) -> None:
        self._dispatch(lambda: listener(*values))
