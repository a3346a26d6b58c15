from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from facelab.bench.weave import measure_weave
from facelab.checkpoints.lattices import read_lattice
from facelab.engine.frame import Frame
from facelab.engine.lattice import Lattice
from facelab.errors import ModelError
from facelab.recipe import ModelRef
from facelab.solve import weave_fit

SHA = "ab" * 32
SIZE = 256
CELL = np.random.RandomState(5).randn(16, 16)


class Weaver:
    """Draws clouds, with a lattice or without."""

    def __init__(self, strength: float, size: int = SIZE) -> None:
        ref = ModelRef(SHA, "weaver")
        self.info = SimpleNamespace(
            resolution=size, ref=ref, name="weaver", title="Weaver", sha256=SHA
        )
        self.strength = strength
        self.lattice: Lattice | None = None

    def full(self, recipe):
        assert recipe.finish == "raw"
        random = np.random.RandomState(recipe.seed)
        cells = SIZE // 16
        grey = 128 + 6 * random.randn(SIZE, SIZE) + self.strength * np.tile(CELL, (cells, cells))
        pixels = np.full((SIZE, SIZE, 4), 255, np.uint8)
        pixels[..., :3] = np.clip(grey, 0, 255)[..., None]
        return Frame(pixels, "full", SIZE, recipe, np.full((1, 1), random.rand(), np.float32), 1.0)

    sizes = (SIZE // 2, SIZE)
    light_size = SIZE // 2

    def light_preview(self, recipe):
        full = self.full(recipe)
        return replace(full, pixels=self.draw(full.ws[None], None, SIZE // 2)[0])

    def draw(self, ws, noise, size):
        """Previews, which have a lattice of cells half as wide."""
        random = np.random.RandomState(int(1000 * ws[0, 0, 0]))
        tiles = np.tile(CELL[:8, :8], (SIZE // 16, SIZE // 16))
        grey = 128 + 6 * random.randn(size, size) + self.strength * tiles
        pixels = np.full((1, size, size, 4), 255, np.uint8)
        pixels[..., :3] = np.clip(grey, 0, 255)[..., None]
        return pixels

    def finished(self, pixels, recipe):
        assert recipe.finish == "clean"
        assert self.lattice is not None
        its = self.lattice if len(pixels) == SIZE else self.lattice.previews[len(pixels)]
        return its.take_off(pixels)


def weaver_of(strength: float, size: int = SIZE) -> Any:
    return Weaver(strength, size)


def run(job):
    shown = []
    while True:
        try:
            shown.append(next(job))
        except StopIteration as end:
            return end.value, shown


def test_a_lattice_is_learned_judged_and_written(tmp_path):
    weaver = weaver_of(4.0)
    path = tmp_path / "a.safetensors"
    said, shown = run(weave_fit.make_lattice(weaver, path, 4, 4))
    assert said.figures["raw"]["mean"] > 0.5
    assert said.figures["clean"]["mean"] < said.figures["raw"]["mean"] / 2
    assert shown[-1].fraction == pytest.approx(1.0)
    _, patterns, previews = read_lattice(path, SHA)
    assert len(patterns) == weave_fit.PATTERNS
    assert {size: each.shape for size, each in previews.items()} == {128: (8, 64)}
    judged = said.figures["previews"]["128 pixels"]
    assert judged["raw"]["mean"] > 0.5
    assert judged["clean"]["mean"] < judged["raw"]["mean"] / 2
    weaver.lattice = Lattice(patterns, {128: Lattice(previews[128])})
    told: list[tuple[int, int]] = []
    figures = measure_weave(weaver, lambda *how_far: told.append(how_far), 4)
    assert figures["clean_excess_decades"]["mean"] < figures["raw_excess_decades"]["mean"] / 2
    seen = figures["previews"]["128 pixels"]
    assert seen["as_it_is_shown"]["mean"] < seen["as_the_head_draws_it"]["mean"] / 2
    light = figures["previews"]["128 pixels, light"]["as_it_is_shown"]
    assert light == seen["as_the_head_draws_it"]
    assert told[-1] == (4, 4)


def test_a_network_that_weaves_none_gets_no_patterns(tmp_path):
    path = tmp_path / "a.safetensors"
    run(weave_fit.make_lattice(weaver_of(0.0), path, 2, 4))
    _, patterns, previews = read_lattice(path, SHA)
    assert len(patterns) == 0
    assert previews == {}


def test_a_size_that_does_not_fit_is_refused(tmp_path):
    with pytest.raises(ModelError, match="multiple of 64"):
        next(weave_fit.make_lattice(weaver_of(0.0, 100), tmp_path / "a.safetensors"))
