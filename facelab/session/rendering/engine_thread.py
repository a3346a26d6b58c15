"""The one thread that owns the networks: loads them, and does tasks with them, a step at a time.

The face under the hand goes before everything else (`canvas_task`); what else may be asked of
it, and how it ends, `tasks` says.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Protocol

from facelab.engine import Frame, ModelInfo, Renderer
from facelab.errors import FacelabError, Stopped
from facelab.progress import Stop
from facelab.recipe import Recipe
from facelab.session.dispatch import Dispatch
from facelab.session.ending import join_patiently
from facelab.session.rendering.canvas_task import Canvas, CanvasTask
from facelab.session.rendering.loaded_renderers import LoadedRenderers, LoadRenderer
from facelab.session.rendering.task_queue import Taken, TaskQueue
from facelab.session.rendering.tasks import OfNetwork, Rank, Task

REST_SECONDS = 0.15
QUIET_SECONDS = 3.0  # without a request, before work begins that nobody waits for


class EngineListener(Protocol):
    """Told what happens, on the session's thread; of the network that was asked for last only."""

    def on_loaded(self, info: ModelInfo) -> None: ...
    def on_load_failed(self, error: Exception) -> None: ...
    def on_load_refused(self, error: Exception, info: ModelInfo) -> None: ...
    def on_frame(self, frame: Frame) -> None: ...
    def on_render_failed(self, recipe: Recipe, error: Exception) -> None: ...
    def on_notice(self, error: FacelabError) -> None: ...
    def on_moved(self, info: ModelInfo) -> None: ...


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
        self._networks = LoadedRenderers(load_renderer)
        self._infos: tuple[ModelInfo, ...] = ()
        self._wake = threading.Condition()
        self._closing = False
        self._load: tuple[Path, str] | None = None
        self._last_load: tuple[Path, str] | None = None
        self._stays = False  # the one that was asked for last is not wanted any more
        self._loads = 0  # how many were asked for
        self._loaded = 0  # which of them the engine is at
        self._tasks = TaskQueue(self._drop)
        self._canvas = Canvas(self._tell_frame, self._tell_failed)
        self._moved_on = 0.0  # when a hand asked last, of time.monotonic
        self._previews_set = True  # whether the renderer knows how large they are to be
        # A daemon: a device driver that hangs must not keep the closed program alive.
        self._thread = threading.Thread(target=self._run, name="facelab-engine", daemon=True)
        self._thread.start()

    # -- called from the session's thread -------------------------------------------------

    def load(self, path: Path, device: str) -> None:
        """Load a network, or go back to one that is loaded still; what was asked of the last one
        is forgotten, unless it is owed: then the last one does it before.

        Where it cannot be loaded the last one stays, and the listener hears `on_load_refused`;
        `on_load_failed` if there is none to stay.
        """
        with self._wake:
            self._load = self._last_load = (path, device)
            self._loads += 1
            self._stays = False
            self._tasks.forget()
            self._wake.notify()

    def stay(self) -> None:
        """Stay with the network of before: the one that was asked for last is not wanted any
        more. The listener hears `on_loaded` of the one that stays.
        """
        with self._wake:
            self._load = None
            self._loads += 1
            self._stays = True
            self._wake.notify()

    def doubt(self, path: Path) -> None:
        """A file is another, or gone: it is loaded anew if it is asked for again."""
        with self._wake:
            self._networks.doubt(path)

    @property
    def loaded(self) -> tuple[ModelInfo, ...]:
        """The networks that are loaded, the one in use at the end."""
        with self._wake:
            return self._infos

    def set_previews(self, choice: str) -> None:
        """How large previews are, from the next one on; see `Renderer.set_previews`."""
        with self._wake:
            self._previews_set = self._previews_set and choice == self._canvas.previews
            self._canvas.previews = choice

    def set_zoom(self, zoom: float) -> None:
        """How large pictures are shown: pixels of the screen for one of a full frame. Previews
        are sharpened to that size.
        """
        self._canvas.zoom = zoom

    def show(self, recipe: Recipe, resting: bool) -> None:
        """Show a recipe next; replaces one that was not started.

        Parameters
        ----------
        recipe : Recipe
        resting : bool
            No control is held: the full frame may follow at once.
        """
        with self._wake:
            self._canvas.newest = recipe
            self._moved_on = time.monotonic()
            self._tasks.put(CanvasTask(recipe, resting, self._canvas))
            self._wake.notify()

    def submit(self, task: Task) -> None:
        """Do a task; one that has the same key and waits is replaced."""
        with self._wake:
            self._tasks.put(task)
            self._wake.notify()

    def cancel(self, key: Hashable) -> None:
        """Forget a task: nothing is told of it any more."""
        with self._wake:
            self._tasks.cancel(key)

    @property
    def owed(self) -> tuple[str, ...]:
        """What was promised and is not made yet, in words."""
        with self._wake:
            return self._tasks.promises()

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
        self._networks.close()

    @property
    def _renderer(self) -> Renderer | None:
        """The network in use."""
        return self._networks.current

    def _next_step(self) -> Callable[[], None] | None:
        """What to do next, in order of what the user waits for; None to end."""
        with self._wake:
            while True:
                if self._closing:
                    return self._last_step()
                if self._stays:
                    return self._stay_step()
                if self._load is not None:
                    return self._load_step()
                if self._renderer is not None:
                    if not self._previews_set:
                        self._renderer.set_previews(self._canvas.previews)
                        self._previews_set = True
                    if self._hand_may_move():
                        continue
                    taken = self._tasks.take()
                    if taken is not None:
                        return lambda: self._do(taken)
                    if self._canvas.shown is not None and self._renderer.unchecked:
                        if not self._wake.wait(QUIET_SECONDS):
                            return self._begin_check
                        continue
                self._wake.wait()

    def _hand_may_move(self) -> bool:
        """Wait a moment where only a hand that rests leaves time for what is next. Returns
        whether something else may be next now.
        """
        rank = self._tasks.first_rank()
        if rank is Rank.STILL:  # the hand holds a control still: it may move on
            return self._wake.wait(REST_SECONDS)
        if rank is Rank.BACKGROUND:
            left = self._moved_on + REST_SECONDS - time.monotonic()
            return left > 0 and self._wake.wait(left)
        return False

    def _last_step(self) -> Callable[[], None] | None:
        """What was promised, before the thread ends."""
        taken = None if self._renderer is None else self._tasks.take_promised()
        return None if taken is None else (lambda: self._do(taken))

    def _load_step(self) -> Callable[[], None]:
        """What is owed and the network that goes can do, then the load."""
        assert self._load is not None
        if self._renderer is not None:
            owed = self._tasks.take_owed(self._renderer.info.sha256)
            if owed is not None:
                return lambda: self._do(owed)
        path, device = self._load
        self._load = None
        self._loaded = self._loads
        return lambda: self._do_load(path, device)

    def _stay_step(self) -> Callable[[], None]:
        """Tell of the network that stays."""
        self._stays = False
        self._loaded = self._loads
        self._last_load = self._networks.asked or self._last_load
        return self._tell_stays

    def _tell_stays(self) -> None:
        if self._renderer is not None:
            self._tell(self._listener.on_loaded, self._renderer.info)

    def _begin_check(self) -> None:
        """Let the back end be compared with the exact one; if it differs, load another."""
        asked = self._networks.asked
        assert self._renderer is not None
        assert asked is not None
        number = self._loaded

        def load_again() -> None:
            if number == self._loads:
                self.load(*asked)
            else:
                self.doubt(asked[0])

        self._renderer.check_later(lambda: self._dispatch(load_again))

    def _do_load(self, path: Path, device: str) -> None:
        self._canvas.forget()
        try:
            renderer, was_loaded = self._networks.prepare(path, device, self._on_notice)
            with self._wake:
                wanted = not self._stays
                if wanted:  # else it may be asked for again, and is loaded by then
                    self._networks.turn_to(renderer)
                    self._previews_set = self._canvas.previews == "auto" and not was_loaded
        except Exception as error:  # the thread lives on; the listener tells the user
            self._on_load_failed(error)
            return
        finally:
            with self._wake:
                self._infos = self._networks.infos
        if wanted:
            self._tell(self._listener.on_loaded, renderer.info)

    def _on_load_failed(self, error: Exception) -> None:
        staying = self._renderer
        if staying is None:
            self._tell(self._listener.on_load_failed, error)
            return
        with self._wake:
            self._last_load = self._networks.asked
        self._tell(self._listener.on_load_refused, error, staying.info)

    def _on_notice(self, notice: FacelabError) -> None:
        self._tell(self._listener.on_notice, notice)
        if self._renderer is not None:  # it had to move to another device
            with self._wake:
                self._infos = self._networks.infos
            self._tell(self._listener.on_moved, self._renderer.info)

    def _do(self, taken: Taken) -> None:
        """One step of a task, by the network that it is for if that is loaded."""
        assert self._renderer is not None
        task = taken.task
        network = task.network if isinstance(task, OfNetwork) else task.owed_by
        renderer = self._renderer if network is None else self._networks.of(network)
        try:
            step = task.step(renderer or self._renderer, self._stop_of(taken))
        except Stopped:
            with self._wake:
                self._put_back(taken, first=True)
                self._tasks.end(taken)
        except Exception as error:
            failure = error
            self._tell_of(taken, lambda: task.failed(failure))
        else:
            with self._wake:
                if not step.last:
                    self._put_back(taken, first=False)
                if step.tell is None:
                    self._tasks.end(taken)
            if step.tell is not None:
                self._tell_of(taken, step.tell)

    def _stop_of(self, taken: Taken) -> Stop:
        """Whether a task is to be given up for now, or for ever."""
        task = taken.task

        def stop() -> bool:
            with self._wake:
                if taken.cancelled:
                    return True
                if self._closing:
                    return task.rank is not Rank.PROMISED
                if self._load is not None:
                    return task.owed_by is None
                first = self._tasks.first_rank()
                if first is None or task.rank in (Rank.HAND, Rank.STILL):
                    return False  # whether it is still the newest, the canvas knows
                return first is Rank.HAND or first < task.rank is Rank.BACKGROUND

        return stop

    def _put_back(self, taken: Taken, first: bool) -> None:
        if self._load is None or taken.task.owed_by is not None:
            self._tasks.put_back(taken, first)
        elif not taken.cancelled:  # else it would be done by the network that comes
            self._drop(taken.task)

    def _drop(self, task: Task) -> None:
        if task.dropped is not None:
            self._dispatch(task.dropped)

    def _tell_frame(self, frame: Frame) -> None:
        self._tell(self._listener.on_frame, frame)

    def _tell_failed(self, recipe: Recipe, error: Exception) -> None:
        self._tell(self._listener.on_render_failed, recipe, error)

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

    def _tell_of(self, taken: Taken, told: Callable[[], None]) -> None:
        """What a task says, unless it was cancelled before it is heard."""

        def tell() -> None:
            with self._wake:
                self._tasks.end(taken)
                wanted = not taken.cancelled
            if wanted:
                told()

        self._dispatch(tell)
