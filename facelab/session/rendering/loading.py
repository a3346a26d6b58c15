"""Networks come and go while the engine draws: what was asked for, what is on its way, what is in
use, and what the session has heard of it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from facelab.engine import ModelInfo, Renderer
from facelab.errors import FacelabError
from facelab.session.dispatch import Dispatch
from facelab.session.rendering.loaded_renderers import LoadedRenderers
from facelab.session.rendering.loader import Arrived, Asked, Loader, LoadRenderer

Work = Callable[[], None]


class LoadListener(Protocol):
    """Told of the load that was asked for last, on the session's thread."""

    def on_loaded(self, info: ModelInfo) -> None: ...
    def on_load_failed(self, error: Exception) -> None: ...
    def on_load_refused(self, error: Exception) -> None: ...
    def on_notice(self, error: FacelabError) -> None: ...


class Loading:
    """A load is begun and ended by the engine's thread, which is asked for it by `waits` and
    `step`; what takes long is done beside it.

    Parameters
    ----------
    wake : threading.Condition
        The engine's: whoever calls what is not of the engine's own steps holds it.
    dispatch : callable
        Runs a function later on the session's thread.
    listener : LoadListener
    load_renderer : callable
    owed : callable
        A step of what only the network in use can do; None if nothing is owed.
    turns : callable
        Another network is put to use; called with whether there was one.
    notice : callable
        Told what a loaded network has to say; called on the engine's thread.
    """

    def __init__(
        self,
        wake: threading.Condition,
        dispatch: Dispatch,
        listener: LoadListener,
        load_renderer: LoadRenderer,
        owed: Callable[[], Work | None],
        turns: Callable[[bool], None],
        notice: Callable[[FacelabError], None],
    ) -> None:
        self._wake = wake
        self._dispatch = dispatch
        self._listener = listener
        self._owed = owed
        self._turns_to_another = turns
        self._notice = notice
        self._loader = Loader(load_renderer, self._on_arrived, wake)
        self.networks = LoadedRenderers()
        self.infos: tuple[ModelInfo, ...] = ()  # for other threads
        self._asked: Asked | None = None  # and not begun
        self._arrived: Arrived | None = None  # and not taken in
        self.number = 0  # of the load that was asked for last
        self.turns = 0  # how often a network was put to use
        self.voices = 0  # how often something else began to speak: what was said before is void
        self._heard = 0  # which of the turns the session has heard of
        self._ended = False

    # -- asked by the session ------------------------------------------------------------------

    def ask(self, path: Path, device: str) -> bool:
        """See `EngineThread.load`."""
        self.number += 1
        self._asked = Asked(self.number, path, device)
        self.voices += self.goes
        return self.networks.current is not None and not self.networks.is_current(path)

    def stay(self) -> None:
        """See `EngineThread.stay`."""
        self.number += 1
        self._asked = None
        self._tell_unheard()

    @property
    def is_heard(self) -> bool:
        """Whether the session knows which network is in use."""
        return self._heard == self.turns

    def join(self, timeout: float) -> bool:
        """Wait for what is being loaded. Returns whether it has come or failed."""
        return self._loader.join(timeout)

    # -- for the engine ------------------------------------------------------------------------

    @property
    def waits(self) -> bool:
        """Whether there is a `step` to do."""
        begins = self._asked is not None and not self._loader.busy
        return begins or self._arrived is not None

    @property
    def goes(self) -> bool:
        """Whether the network in use is to be loaded anew, and so goes before."""
        return self._asked is not None and self.networks.is_current(self._asked.path)

    def step(self) -> Work:
        """What to do next, without the lock."""
        arrived, asked = self._arrived, self._asked
        if arrived is not None:
            wanted = arrived.asked.number == self.number and arrived.renderer is not None
            owed = self._owed() if wanted else None
            if owed is not None:
                return owed
            self._arrived = None
            return lambda: self._take_in(arrived)
        assert asked is not None
        found = self.networks.find(asked.path, asked.device)
        owed = self._owed() if found is not None or self.goes else None
        if owed is not None:
            return owed
        self._asked = None
        return lambda: self._begin(asked, found)

    def close(self) -> None:
        """Give all memory back; on the engine's thread, at its end."""
        with self._wake:
            self._ended = True
            arrived, self._arrived = self._arrived, None
        if arrived is not None and arrived.renderer is not None:
            arrived.renderer.close()
        self.networks.close()

    def note_infos(self) -> None:
        """Something of the loaded networks is another."""
        with self._wake:
            self.infos = self.networks.infos

    # -- beside, and on the engine's thread ----------------------------------------------------

    def _begin(self, asked: Asked, found: Renderer | None) -> None:
        """Go to a network that is loaded still, or have it loaded."""
        if found is not None:
            self._turn_to(asked, found)
            return
        try:
            self.networks.make_way(asked.path)
        except Exception as error:  # the thread lives on; the listener tells the user
            self._on_failed(asked, error)
        else:
            self._loader.begin(asked, lambda notice: self._on_notice(asked, notice))
        finally:
            self.note_infos()

    def _on_arrived(self, arrived: Arrived) -> None:
        """On the loader's thread, which holds the lock."""
        if not self._ended:
            self._arrived = arrived
            self._wake.notify()
        elif arrived.renderer is not None:  # too late
            arrived.renderer.close()

    def _take_in(self, arrived: Arrived) -> None:
        """Put what came to use. One that is not wanted any more may be asked for again, and is
        loaded by then.
        """
        asked = arrived.asked
        if arrived.renderer is None:
            assert arrived.error is not None
            self._on_failed(asked, arrived.error)
            return
        self.networks.add(asked.path, asked.device, arrived.renderer)
        self._turn_to(asked, arrived.renderer)
        self.note_infos()

    def _turn_to(self, asked: Asked, renderer: Renderer) -> None:
        with self._wake:
            if asked.number != self.number:
                return
            self._turns_to_another(self.networks.current is not None)
            self.networks.turn_to(renderer)
            self.infos = self.networks.infos
            self.turns += 1
            self.voices += 1
            self._tell_unheard()

    def _tell_unheard(self) -> None:
        """Tell which network is in use, unless yet another is asked for by then."""
        renderer, number, turn = self.networks.current, self.number, self.turns
        if renderer is None or self._heard == turn:
            return
        info = renderer.info

        def tell() -> None:
            with self._wake:
                if number != self.number or turn == self._heard:
                    return
                self._heard = turn
            self._listener.on_loaded(info)

        self._dispatch(tell)

    def _on_failed(self, asked: Asked, error: Exception) -> None:
        stays = self.networks.current is not None

        def tell() -> None:
            if asked.number != self.number:  # another was asked for meanwhile
                return
            if stays:
                self._listener.on_load_refused(error)
            else:
                self._listener.on_load_failed(error)

        self._dispatch(tell)
        with self._wake:
            self._tell_unheard()

    def _on_notice(self, asked: Asked, notice: FacelabError) -> None:
        """From the loader's thread until the network is there, from the engine's after that."""
        if any(asked.path == path for path in self.networks.paths):
            self._notice(notice)
            return

        def tell() -> None:
            if asked.number == self.number:
                self._listener.on_notice(notice)

        self._dispatch(tell)
