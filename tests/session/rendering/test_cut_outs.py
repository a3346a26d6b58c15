"""The face before another background: of the newest frame only, and only when it rests."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Literal

import numpy as np
import pytest

from facelab.checkpoints.fetching.label_nets import LABEL_NETS
from facelab.checkpoints.fetching.packaged import PackagedSet
from facelab.cutout.backgrounds import Background
from facelab.cutout.matte import Matte
from facelab.engine import Frame
from facelab.errors import DownloadError, Stopped
from facelab.progress import Progress
from facelab.session.jobs import Jobs
from facelab.session.rendering import cut_outs
from facelab.session.rendering.cut_outs import CutOuts
from tests.session.rendering.engine_world import PATIENCE

SIDE = 8
BLACK = Background("colour", "#000000")


class Cutter:
    """Stands for `cut_out`: everything is half there; waits until it is let go."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.go.set()
        self.begun = threading.Semaphore(0)
        self.count = self.given_up = 0

    def __call__(self, picture, finder, cancelled: Callable[[], bool]) -> Matte:
        self.count += 1
        self.begun.release()
        while not self.go.wait(0.002):
            if cancelled():
                self.given_up += 1
                raise Stopped
        half = np.full((SIDE, SIDE), 0.5, np.float32)
        return Matte(half, half, picture)


def nothing_to_fetch():
    """A fetch that finds everything here."""
    yield from ()
    return {}


@pytest.fixture
def cutter(monkeypatch: pytest.MonkeyPatch) -> Cutter:
    made = Cutter()
    monkeypatch.setattr(cut_outs, "cut_out", made)
    monkeypatch.setattr(cut_outs, "PersonFinder", lambda files, threads: object())
    monkeypatch.setattr(PackagedSet, "missing", lambda self: ())
    monkeypatch.setattr(PackagedSet, "fetch", lambda self: nothing_to_fetch())
    return made


class Scene:
    """A `CutOuts`, and what it told."""

    def __init__(self, pump) -> None:
        self.ready: list[Frame] = []
        self.failed: list[Exception] = []
        self.busy: list[bool] = []
        self.jobs = Jobs(pump)
        self.cut_outs = CutOuts(pump, self.failed.append, self.jobs)
        self.cut_outs.ready.connect(self.ready.append)
        self.cut_outs.busy_changed.connect(self.busy.append)


@pytest.fixture
def scene(pump, cutter) -> Iterator[Scene]:
    made = Scene(pump)
    yield made
    cutter.go.set()
    assert made.cut_outs.close(PATIENCE)


@pytest.fixture
def frame(make_face) -> Callable[..., Frame]:
    def make(seed: int, kind: Literal["preview", "full"] = "full") -> Frame:
        pixels = np.full((SIDE, SIDE, 4), 200, np.uint8)
        return Frame(pixels, kind, SIDE, make_face(seed), np.zeros((4, 3), np.float32), 1.0)

    return make


def test_off_it_does_nothing(scene, pump, frame, cutter):
    scene.cut_outs.follow(frame(1))
    pump.drain()
    assert cutter.count == 0
    assert scene.ready == []


def test_the_face_before_black(scene, pump, frame):
    scene.cut_outs.follow(frame(1))
    scene.cut_outs.choose(BLACK)
    scene.cut_outs.switch(True)
    pump.until(lambda: scene.ready)
    (made,) = scene.ready
    assert made.recipe == frame(1).recipe
    assert made.pixels.flags.c_contiguous
    assert made.pixels[0, 0].tolist() == [146, 146, 146, 255], "half the light of 200"
    assert scene.busy == [True, False]


def test_transparent_is_a_checker(scene, pump, frame):
    scene.cut_outs.follow(frame(1))
    scene.cut_outs.switch(True)
    pump.until(lambda: scene.ready)
    assert np.unique(scene.ready[0].pixels[..., 0]).size == 2


def test_another_background_cuts_nothing_anew(scene, pump, frame, cutter):
    scene.cut_outs.follow(frame(1))
    scene.cut_outs.switch(True)
    pump.until(lambda: scene.ready)
    scene.cut_outs.choose(BLACK)
    pump.until(lambda: len(scene.ready) == 2)
    assert cutter.count == 1


def test_a_hand_that_moves_stops_it(scene, pump, frame, cutter):
    cutter.go.clear()
    scene.cut_outs.switch(True)
    scene.cut_outs.follow(frame(1))
    assert cutter.begun.acquire(timeout=PATIENCE)
    scene.cut_outs.follow(frame(2, "preview"))
    scene.cut_outs.follow(frame(2))
    assert cutter.begun.acquire(timeout=PATIENCE)
    assert cutter.given_up == 1
    cutter.go.set()
    pump.until(lambda: scene.ready)
    assert [each.recipe.seed for each in scene.ready] == [2]


def test_switched_off_meanwhile_nothing_comes(scene, pump, frame, cutter):
    cutter.go.clear()
    scene.cut_outs.switch(True)
    scene.cut_outs.follow(frame(1))
    assert cutter.begun.acquire(timeout=PATIENCE)
    scene.cut_outs.switch(False)
    cutter.go.set()
    assert scene.cut_outs.close(PATIENCE)
    pump.drain()
    assert scene.ready == []
    assert scene.busy == [True, False]


def test_a_failure_switches_off_and_is_told(scene, pump, frame, monkeypatch):
    def fail(self):
        yield from ()
        raise DownloadError("The network could not be fetched.")

    monkeypatch.setattr(PackagedSet, "fetch", fail)
    scene.cut_outs.switch(True)
    scene.cut_outs.follow(frame(1))
    pump.until(lambda: scene.failed)
    assert not scene.cut_outs.on
    assert scene.ready == []


def test_closing_gives_up_what_was_begun(pump, frame, cutter):
    scene = Scene(pump)
    cutter.go.clear()
    scene.cut_outs.switch(True)
    scene.cut_outs.follow(frame(1))
    assert cutter.begun.acquire(timeout=PATIENCE)
    assert scene.cut_outs.close(PATIENCE)
    assert cutter.given_up == 1


class Fetching:
    """Stands for `PackagedSet.fetch`: one step, until it is let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.go = threading.Event()
        self.done = self.closed = 0
        entries = LABEL_NETS.entries()[:1]
        monkeypatch.setattr(PackagedSet, "missing", lambda _: () if self.done else entries)
        monkeypatch.setattr(PackagedSet, "fetch", lambda _: self.steps())

    def steps(self):
        try:
            while not self.go.wait(0.002):
                yield Progress(1.0, 4.0, "a quarter")
        except GeneratorExit:
            self.closed += 1
            raise
        self.done += 1
        return {}


def test_what_is_missing_is_a_job_that_is_seen(scene, pump, frame, cutter, monkeypatch):
    fetching = Fetching(monkeypatch)
    scene.cut_outs.follow(frame(1))
    scene.cut_outs.switch(True)
    (job,) = scene.jobs.listed
    assert job.title.startswith("Downloading ")
    pump.until(lambda: job.progress.fraction == 0.25)
    assert (cutter.count, scene.busy) == (0, [])
    fetching.go.set()
    pump.until(lambda: scene.ready)
    assert not scene.jobs.listed


def test_a_download_that_is_cancelled_switches_it_off(scene, pump, frame, monkeypatch):
    fetching = Fetching(monkeypatch)
    scene.cut_outs.follow(frame(1))
    scene.cut_outs.switch(True)
    (job,) = scene.jobs.listed
    pump.until(lambda: job.progress.fraction == 0.25)
    job.cancel()
    pump.until(lambda: not scene.jobs.listed)
    assert fetching.closed == 1
    assert not scene.cut_outs.on
    assert scene.failed == []


def test_switched_off_and_on_it_is_downloaded_after_all(scene, pump, frame, monkeypatch):
    fetching = Fetching(monkeypatch)
    scene.cut_outs.follow(frame(1))
    for on in (True, False, True):
        scene.cut_outs.switch(on)
    fetching.go.set()
    pump.until(lambda: scene.ready)
    assert scene.cut_outs.on
