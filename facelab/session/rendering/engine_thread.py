"""The one thread that owns the networks, and does tasks with them, a step at a time.

The face under the hand goes before everything else (`canvas_task`); what else may be asked of
it, and how it ends, `tasks` says. A network that comes is loaded beside it (`loading`): the one
in use draws until the other is there.
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
from facelab.session.rendering.loader import LoadRenderer
from facelab.session.rendering.loading import Loading
from facelab.session.rendering.task_queue import Taken, TaskQueue
from facelab.session.rendering.tasks import OfNetwork, Rank, Task

REST_SECONDS = 0.15
QUIET_SECONDS = 3.0  # without a request, before work begins that nobody waits for


class EngineListener(Protocol):
    """Told what happens, on the session's thread: of the network in use, and of the load that was
    asked for last.
    """

    def on_loaded(self, info: ModelInfo) -> None: ...
    def on_load_failed(self, error: Exception) -> None: ...
    def on_load_refused(self, error: Exception) -> None: ...
    def on_frame(self, frame: Frame) -> None: ...
    def on_render_failed(self, recipe: Recipe, error: Exception) -> None: ...
    def on_due(self) -> None: ...
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
        self._wake = threading.Condition()
        self._closing = False
        self._tasks = TaskQueue(self._drop)
        self._canvas = Canvas(self._tell_frame, self._tell_failed, self._tell_due)
        self._moved_on = 0.0  # when a hand asked last, of time.monotonic
        self._previews_set = 0  # the last network in use that knows how large they are to be
        self._loading = Loading(
            self._wake, dispatch, listener, load_renderer,
            self._owed_step, self._on_turn, self._on_notice,
        )  # fmt: skip
        self._networks = self._loading.networks
        # A daemon: a device driver that hangs must not keep the closed program alive.
        self._thread = threading.Thread(target=self._run, name="facelab-engine", daemon=True)
        self._thread.start()

    # -- called from the session's thread -------------------------------------------------

    def load(self, path: Path, device: str) -> bool:
        """Load a network, or go back to one that is loaded still. Returns whether the one in use
        draws until then: not if it is itself to be loaded anew, and goes before.

        What was asked of the last one is forgotten when it goes, unless it is owed: then the last
        one does it before. Where a network cannot be loaded the last one stays, and the listener
        hears `on_load_refused`; `on_load_failed` if there is none to stay.
        """
        with self._wake:
            draws = self._loading.ask(path, device)
            if not draws:  # what is asked from now on waits for this one
                self._tasks.forget()
            self._wake.notify()
            return draws

    def stay(self) -> None:
        """The network that was asked for last is not wanted any more: that of before stays. The
        listener hears `on_loaded` if it has not heard of that one.
        """
        with self._wake:
            self._loading.stay()

    def doubt(self, path: Path) -> None:
        """A file is another, or gone: it is loaded anew if it is asked for again."""
        with self._wake:
            self._networks.doubt(path)

    @property
    def loaded(self) -> tuple[ModelInfo, ...]:
        """The networks that are loaded, the one in use at the end."""
        with self._wake:
            return self._loading.infos

    def set_previews(self, choice: str) -> None:
        """How large previews are, from the next one on; see `Renderer.set_previews`."""
        with self._wake:
            if choice != self._canvas.previews:
                self._previews_set = 0
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
            if not self._loading.is_heard:
                return  # a face of the network before; that of this one comes with it
            self._canvas.newest = recipe
            self._moved_on = time.monotonic()
            self._tasks.put(CanvasTask(recipe, resting, self._canvas))
            self._wake.notify()

    def submit(self, task: Task) -> None:
        """Do a task; one that has the same key and waits is replaced."""
        with self._wake:
            if task.owed_by is None and not self._loading.is_heard:
                self._drop(task)  # it was meant for the network before
                return
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
        until = time.monotonic() + timeout
        ended = join_patiently(self._thread, timeout, patience, lambda: self.owed)
        return self._loading.join(max(0.0, until - time.monotonic())) and ended

    # -- the thread ------------------------------------------------------------------------

    def _run(self) -> None:
        while (step := self._next_step()) is not None:
            try:
                step()
            except Exception as error:  # a bug, or the window would wait for ever
                self._raise_later(error)
        self._loading.close()

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
                if self._loading.waits:
                    return self._loading.step()
                if self._renderer is not None and not self._loading.goes:
                    if self._previews_set != self._loading.turns:
                        self._renderer.set_previews(self._canvas.previews)
                        self._previews_set = self._loading.turns
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

    def _owed_step(self) -> Callable[[], None] | None:
        """What is owed, and only the network that goes can do."""
        if self._renderer is None:
            return None
        owed = self._tasks.take_owed(self._renderer.info.sha256)
        return None if owed is None else (lambda: self._do(owed))

    def _on_turn(self, had_one: bool) -> None:
        """Another network draws from now on; without one before, what waits is meant for it."""
        if had_one:
            self._tasks.forget()
        self._canvas.forget()

    def _begin_check(self) -> None:
        """Let the back end be compared with the exact one; if it differs, load another."""
        asked = self._networks.asked
        assert self._renderer is not None
        assert asked is not None
        number = self._loading.number

        def load_again() -> None:
            if number == self._loading.number:
                self.load(*asked)
            else:
                self.doubt(asked[0])

        self._renderer.check_later(lambda: self._dispatch(load_again))

    def _on_notice(self, notice: FacelabError) -> None:
        self._tell(self._listener.on_notice, notice)
        if self._renderer is not None:  # it had to move to another device
            self._loading.note_infos()
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
                if self._loading.waits:
                    return task.owed_by is None
                first = self._tasks.first_rank()
                if first is None or task.rank in (Rank.HAND, Rank.STILL):
                    return False  # whether it is still the newest, the canvas knows
                return first is Rank.HAND or first < task.rank is Rank.BACKGROUND

        return stop

    def _put_back(self, taken: Taken, first: bool) -> None:
        if taken.task.owed_by is not None or not self._loading.goes:
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

    def _tell_due(self) -> None:
        self._tell(self._listener.on_due)

    def _tell(self, listener: Callable[..., None], *values: object) -> None:
        """Tell what the network in use says."""
        voice = self._loading.voices
        if self._loading.goes:
            return

        def tell() -> None:
            if self._loading.is_heard and voice == self._loading.voices:  # else it is another one
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
