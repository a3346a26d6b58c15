"""The face on show before another background, once the hand rests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from facelab.checkpoints.catalogue import CatalogueEntry
from facelab.cutout.backgrounds import (
    TRANSPARENT,
    Background,
    checker,
    compose,
    over,
    read_backdrop,
    to_bytes,
)
from facelab.cutout.matte import Matte, cut_out
from facelab.cutout.person import PERSON_NETS, PersonFinder
from facelab.engine import Frame
from facelab.errors import Stopped
from facelab.processors import processors
from facelab.progress import finish
from facelab.session.dispatch import Dispatch
from facelab.session.job import Job
from facelab.session.jobs import DOWNLOADS, Jobs
from facelab.session.newest import Newest
from facelab.session.signals import Signal


@dataclass(frozen=True)
class _Wish:
    frame: Frame
    background: Background


class CutOuts:
    """Cuts faces out on a thread of its own, which is started when it is first needed.

    Parameters
    ----------
    dispatch : callable
        Runs a function later on the session's thread.
    failed : callable
        Shows the user what went wrong.
    jobs : Jobs
        Downloads the networks.

    Attributes
    ----------
    on, busy : bool
    background : Background

    Signals
    -------
    ready(Frame)
        A full frame of the face before its background: what is transparent is a checker.
    changed()
        It was switched on or off.
    busy_changed(bool)
        Whether a cut-out is to come.
    """

    ready = Signal(Frame)
    changed = Signal()
    busy_changed = Signal(bool)

    def __init__(self, dispatch: Dispatch, failed: Callable[[Exception], None], jobs: Jobs) -> None:
        self._dispatch = dispatch
        self._failed = failed
        self._jobs = jobs
        self._download: Job | None = None
        self.on = self.busy = False
        self.background = TRANSPARENT
        self._frame: Frame | None = None
        self._thread = Newest("facelab-cut-out", self._do)
        self._finder: PersonFinder | None = None  # of the thread, as what follows
        self._last: tuple[Frame, Matte] | None = None

    def missing(self) -> tuple[CatalogueEntry, ...]:
        """What has to be downloaded before anything can be cut out: ask the user first."""
        return () if self._finder is not None else PERSON_NETS.missing()

    def switch(self, on: bool) -> None:
        """Show the background or the picture as it is; downloads what is missing."""
        if on == self.on:
            return
        self.on = on
        if on:
            self._fetch_missing()
        elif self._download is not None:
            job, self._download = self._download, None
            job.cancel()
        self._ask()
        self.changed.emit()

    def choose(self, background: Background) -> None:
        """Put something else behind the face."""
        self.background = background
        self._ask()

    def follow(self, frame: Frame) -> None:
        """A frame is on show. A preview says that the hand moves: what was begun is given up."""
        self._frame = frame
        self._ask()

    def stop(self) -> None:
        """Begin to end: what is being cut out is given up."""
        self._thread.stop()

    def close(self, timeout: float = 1.0) -> bool:
        """End. Returns whether the thread did in time."""
        return self._thread.close(timeout)

    def _fetch_missing(self) -> None:
        missing = self.missing()
        if not missing:
            return

        def done(_: object) -> None:
            if self._download is job:
                self._download = None
                self._ask()

        def failed(error: Exception | None) -> None:
            if self._download is job:
                self._download = None
                self.switch(False)
                if error is not None:
                    self._failed(error)

        title = f"Downloading {missing[0].title}"
        job = self._jobs.run(title, PERSON_NETS.fetch(), done, failed, lane=DOWNLOADS)
        self._download = job

    def _ask(self) -> None:
        frame = self._frame
        here = self._download is None
        wanted = self.on and here and frame is not None and frame.kind == "full"
        wish = _Wish(frame, self.background) if wanted and frame is not None else None
        # told of again, the frame is on show without its background: it is composed again
        self._thread.put(wish)
        self._set_busy(wish is not None)

    def _set_busy(self, busy: bool) -> None:
        if busy != self.busy:
            self.busy = busy
            self.busy_changed.emit(busy)

    # -- the thread ----------------------------------------------------------------------------

    def _do(self, wish: _Wish) -> None:
        try:
            made = self._make(wish)
        except Stopped:
            return
        except Exception as error:
            self._later(wish, error)
        else:
            self._later(wish, made)

    def _make(self, wish: _Wish) -> Frame:
        def superseded() -> bool:
            now = self._thread.wish
            return self._thread.closing or now is None or now.frame is not wish.frame

        if self._finder is None:
            nets = finish(PERSON_NETS.fetch(), lambda: self._thread.closing or not self.on)
            self._finder = PersonFinder(nets, processors())
        picture = wish.frame.rgb().astype(np.float32) / np.float32(255)
        if self._last is None or self._last[0] is not wish.frame:
            self._last = wish.frame, cut_out(picture, self._finder, superseded)
        return replace(wish.frame, pixels=self._painted(self._last[1], wish.background, picture))

    def _painted(
        self, matte: Matte, background: Background, picture: NDArray[np.float32]
    ) -> NDArray[np.uint8]:
        """Pixels for the screen: blue, green, red, 255."""
        side = picture.shape[0]
        if background.kind == "transparent":
            made = over(matte, checker(side))
        else:
            path = background.picture
            backdrop = None if path is None else read_backdrop(path, side)
            made = compose(matte, background, picture, backdrop)
        return np.ascontiguousarray(to_bytes(made)[..., [2, 1, 0, 3]])

    def _later(self, wish: _Wish, made: Frame | Exception) -> None:
        def tell() -> None:
            if self._thread.wish is not wish:
                return
            self._set_busy(False)
            if isinstance(made, Exception):
                self.switch(False)
                self._failed(made)
            else:
                self.ready.emit(made)

        self._dispatch(tell)
