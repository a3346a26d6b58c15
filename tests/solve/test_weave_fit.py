from __future__ import annotations

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
        return Frame(pixels, "full", SIZE, recipe, np.zeros((1, 1), np.float32), 1.0)

    def finished(self, pixels, recipe):
        assert recipe.finish == "clean"
        assert self.lattice is not None
        return self.lattice.take_off(pixels)


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
    _, patterns = read_lattice(path, SHA)
    assert len(patterns) == weave_fit.PATTERNS
    weaver.lattice = Lattice(patterns)
    told: list[tuple[int, int]] = []
    figures = measure_weave(weaver, lambda *how_far: told.append(how_far), 4)
    assert figures["clean_excess_decades"]["mean"] < figures["raw_excess_decades"]["mean"] / 2
    assert told[-1] == (4, 4)


def test_a_network_that_weaves_none_gets_no_patterns(tmp_path):
    path = tmp_path / "a.safetensors"
    run(weave_fit.make_lattice(weaver_of(0.0), path, 2, 4))
    assert len(read_lattice(path, SHA)[1]) == 0


def test_a_size_that_does_not_fit_is_refused(tmp_path):
    with pytest.raises(ModelError, match="multiple of 64"):
        next(weave_fit.make_lattice(weaver_of(0.0, 100), tmp_path / "a.safetensors"))
