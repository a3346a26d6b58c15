"""Measures how the w of a network is spread, once, when it is first loaded: then its principal
components and factors are listed among the directions.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from facelab.checkpoints.statistics import LatentStatistics, keep_measured, read_measured
from facelab.engine import ModelInfo
from facelab.engine.directions.measured import SAMPLES, Draw, Sums, draws, list_found
from facelab.progress import Progress, Steps
from facelab.session.job import Job
from facelab.session.jobs import Jobs
from facelab.session.loaded import LoadedNetwork
from facelab.session.rendering.engine_thread import EngineThread
from facelab.session.rendering.mapping import Mapping
from facelab.session.signals import Signal

LANE = "measuring"
_KEY = "measuring"


class Measuring:
    """A job beside the window; the mapping is done by the engine's thread, while the hand rests.

    Parameters
    ----------
    loaded : LoadedNetwork
        Told of the spread that was measured.
    engine : EngineThread
    jobs : Jobs
    tell_error : callable
        Shows the user what went wrong; called with (error, "error" or "warning").

    Signals
    -------
    changed(): components are listed, or will not be.
    """

    changed = Signal()

    def __init__(
        self,
        loaded: LoadedNetwork,
        engine: EngineThread,
        jobs: Jobs,
        tell_error: Callable[[Exception, str], None],
    ) -> None:
        self._loaded = loaded
        self._engine = engine
        self._jobs = jobs
        self._tell_error = tell_error
        self._job: Job | None = None

    @property
    def running(self) -> bool:
        """Whether components are still to come."""
        return self._job is not None

    def on_loaded(self, info: ModelInfo) -> None:
        """Measure a network, if nobody has."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        if info.measured:
            return
        kept = read_measured(info.sha256, info.w_dim)
        if kept is not None:  # since it was loaded: it stayed loaded beside another one
            self._list(info, kept)
            return

        def ended(error: Exception | None) -> None:
            if self._job is job:
                self._job = None
                if error is not None:
                    self._tell_error(error, "warning")
                self.changed.emit()

        def done(found: LatentStatistics) -> None:
            if self._job is job:
                self._job = None
                self._list(info, found)

        job = self._job = self._jobs.run(
            f"Measuring {info.title}", self._steps(info), done, ended, lane=LANE
        )

    def _steps(self, info: ModelInfo) -> Steps[LatentStatistics]:
        assert info.w_avg is not None, "a network that was loaded has one"
        sums = Sums(info.w_avg)
        try:
            for draw in draws(info.z_dim, info.labels):

                def ask(
                    done: Callable[[NDArray[np.float32]], None],
                    failed: Callable[[Exception], None],
                    draw: Draw = draw,
                ) -> None:
                    self._engine.submit(Mapping(_KEY, info.sha256, draw, done, failed))

                now = Progress(sums.count, SAMPLES)
                w: NDArray[np.float32] = yield from self._jobs.answer(ask, now)
                sums.add(w)
                yield Progress(sums.count, SAMPLES)
        finally:
            self._engine.cancel(_KEY)
        found = sums.statistics()
        with suppress(OSError):  # where nothing can be kept it is measured again next time
            keep_measured(info.sha256, found, SAMPLES)
        return found

    def _list(self, info: ModelInfo, found: LatentStatistics) -> None:
        now = self._loaded.info
        if now is None or now.sha256 != info.sha256:
            return
        spread = list_found(now.directions, found, now.num_ws)
        known = now.spread if now.directions.space is not None else spread
        self._loaded.set(replace(now, spread=known, measured=True))
        self.changed.emit()
