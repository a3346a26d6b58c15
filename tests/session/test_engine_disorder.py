"""Anything may be asked of the engine in any order; what it tells must hold all the same."""

from __future__ import annotations

import random
import time
from collections import Counter
from pathlib import Path

import pytest

from facelab.errors import Stopped
from facelab.session.rendering import engine_thread
from facelab.session.rendering.composing import Composing
from facelab.session.rendering.engine_thread import EngineThread
from facelab.session.rendering.side_picture import SidePicture

NETWORKS = ("a" * 64, "b" * 64)
STEPS = 300


class Disorder:
    """Asks for this and that, and notes what may not come, and what must."""

    engine: EngineThread

    def __init__(self, make_face, chance: random.Random) -> None:
        self._make_face = make_face
        self._chance = chance
        self._numbers = iter(range(10**6))
        self._open: dict[int, str] = {}  # keys by number of what may still be told
        self.wanted = self.in_use = NETWORKS[0]
        self.loaded: str | None = None
        self.owed: set[int] = set()
        self.told: Counter[int] = Counter()
        self.kept: list[int] = []  # promises, which are handed over on the engine's thread
        self.wrong: list[str] = []

    def step(self) -> None:
        acts = [self.load] + 4 * [self.cancel] + 8 * [self.side] + 8 * [self.show]
        acts += [self.promise, self.compose]
        self._chance.choice(acts)()

    def load(self) -> None:
        self.wanted, self.loaded = self._chance.choice(NETWORKS), None
        if not self.engine.load(Path(self.wanted), "cpu"):
            self.in_use = self.wanted  # what is asked for waits for it

    def show(self) -> None:
        face = self._make_face(self._chance.randrange(9), self.in_use)
        self.engine.show(face, self._chance.random() < 0.5)

    def side(self) -> None:
        number, key = next(self._numbers), f"key {self._chance.randrange(4)}"
        self._open[number] = key
        face = self._make_face(self._chance.randrange(9), self.in_use)
        kind = self._chance.choice(("preview", "full"))
        self.engine.submit(
            SidePicture(
                key,
                face,
                kind,  # type: ignore[arg-type]
                lambda frame: self._hear(number),
                lambda error: self._hear(number),
            )
        )

    def promise(self) -> None:
        if self.loaded is None:
            return  # a network that is overtaken can promise nothing
        number = next(self._numbers)
        self.owed.add(number)
        face = self._make_face(self._chance.randrange(9), self.in_use)

        def failed(error: Exception) -> None:
            self.wrong.append(f"a promise was not kept: {error}")

        self.engine.submit(
            SidePicture(
                f"promise {number}",
                face,
                "full",
                lambda frame: self.kept.append(number),
                failed,
                promised=True,
            )
        )

    def compose(self) -> None:
        if self.loaded is None:
            return
        number = next(self._numbers)
        self.owed.add(number)
        self._open[number] = f"compose {number}"
        self.engine.submit(
            Composing(
                self._open[number],
                (self._make_face(1, self.in_use),),
                lambda ws: self._hear(number),
                lambda error: self.wrong.append(f"composed by the wrong network: {error}"),
            )
        )

    def cancel(self) -> None:
        key = f"key {self._chance.randrange(4)}"
        self.engine.cancel(key)
        self._open = {number: each for number, each in self._open.items() if each != key}

    def _hear(self, number: int) -> None:
        self.told[number] += 1
        if number not in self._open:
            self.wrong.append(f"{number} was cancelled, or told of before")
        self._open.pop(number, None)

    # -- the engine's listener --------------------------------------------------------------------

    def on_loaded(self, info) -> None:
        self.loaded = self.in_use = info.sha256
        if self.loaded != self.wanted:
            self.wrong.append("a load was heard of that was overtaken")

    def on_load_failed(self, error) -> None:
        self.wrong.append(f"load: {error}")

    def on_load_refused(self, error) -> None:
        self.wrong.append(f"load: {error}")

    def on_frame(self, frame) -> None:
        if frame.recipe.model.sha256 != self.in_use:
            self.wrong.append("a frame of a network that is not loaded")

    def on_due(self) -> None: ...

    def on_render_failed(self, recipe, error) -> None:
        self.wrong.append(f"render: {error}")

    def on_notice(self, error) -> None:
        self.wrong.append(f"notice: {error}")

    def on_moved(self, info) -> None:
        self.wrong.append("moved")


@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_asked_in_whatever_order(
    seed, monkeypatch, pump, renderer, make_info, make_face
):
    monkeypatch.setattr(engine_thread, "REST_SECONDS", 0.001)
    chance = random.Random(seed)

    class Slow(type(renderer)):  # type: ignore[misc]
        """Takes its time, and may be stopped on the way."""

        def full(self, recipe, stop=None):
            for _ in range(3):
                time.sleep(0.0003)
                if stop is not None and stop():
                    raise Stopped
            return super().full(recipe)

    def load(path, device, notify):
        return Slow(make_info(sha256=path.name))

    disorder = Disorder(make_face, chance)
    engine = disorder.engine = EngineThread(pump, disorder, load)
    engine.load(Path(NETWORKS[0]), "cpu")
    for _ in range(STEPS):
        disorder.step()
        if chance.random() < 0.6:
            time.sleep(chance.random() * 0.002)
        if chance.random() < 0.5:
            pump.drain()
    until = time.monotonic() + 20
    while disorder.loaded is None or not disorder.owed <= {*disorder.told, *disorder.kept}:
        assert time.monotonic() < until, (disorder.owed, disorder.wrong)
        pump.drain()
        time.sleep(0.002)
    assert engine.close(20.0)
    pump.drain()
    assert disorder.wrong == []
    assert len(disorder.kept) == len(set(disorder.kept))
    assert set(disorder.told.values()) <= {1}
