"""A network whose labels answer to directions in a known way."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pytest

from facelab.errors import RecipeError
from facelab.recipe import ModelRef, Recipe, Seed
from facelab.stimuli.ruler import Lever, Seen

NAMES = ("smile", "turn", "age", "mouth-open")
IDS = {"smile": "smile", "yaw": "turn", "age": "age", "mouth": "mouth-open"}


def lever(name: str, holds: tuple[str, ...], gain: float = 1.0) -> Lever:
    return Lever(name, name.title(), IDS[name], gain, 4.0, holds, "landmarks: a network")


class FakeRuler:
    """Labels = own values + answers @ amounts, then `bend`; full frames are a little off."""

    names = NAMES
    levers = (
        lever("smile", ("turn", "age")),
        lever("yaw", ("smile", "age", "mouth-open")),
        lever("age", ("smile", "turn", "mouth-open")),
        lever("mouth", ("turn", "age")),
    )

    def __init__(
        self,
        answers: np.ndarray | None = None,
        bend: Callable[[np.ndarray], np.ndarray] = lambda values: values,
        shift: float = 0.2,
    ) -> None:
        mixed = np.eye(4) * 0.6
        mixed[1, 0] = mixed[2, 0] = 0.35  # a smile turns and ages this face
        self.answers = mixed if answers is None else answers
        self.bend, self.shift = bend, shift
        self.own = np.array((0.5, -0.3, 0.1, 0.0))
        self.seen: list[bool] = []

    def see(self, recipe: Recipe, full: bool, stop: object = None) -> Seen:
        self.seen.append(full)
        amounts = np.array([recipe.amount(each.id) for each in self.levers])
        values = self.bend(self.own + self.answers @ amounts)
        if full:
            values = values + self.shift * np.array((1.0, 0.5, -1.0, 0.3)) + 0.05 * amounts
        mesh = np.random.RandomState(1).rand(468, 3).astype(np.float32) * 0.4 + 0.3
        eyes = np.random.RandomState(2).rand(2, 76, 3).astype(np.float32) * 0.1 + 0.4
        pixels = np.full((256, 256, 3), int(100 + 5 * amounts[0]), np.uint8)
        return Seen(values, mesh, eyes, pixels)

    def strained(self, recipe: Recipe) -> tuple[str, ...]:
        return ("smile",) if abs(recipe.amount("smile")) > 3 else ()

    def describe(self, seen: Seen) -> np.ndarray:
        return np.full(128, float(seen.pixels.mean()) / 1000, np.float32)

    def person(self, seen: Seen) -> np.ndarray:
        rows, columns = np.mgrid[:256, :256]
        inside: np.ndarray = (np.hypot(columns - 128, rows - 128) < 100).astype(np.float64)
        return inside

    def lever(self, name: str) -> Lever:
        for each in self.levers:
            if each.id == name:
                return each
        raise RecipeError(f"no {name}")


@pytest.fixture
def face() -> Recipe:
    return Recipe(ModelRef("0" * 64, "tiny"), Seed(42))


def by_name(values: np.ndarray) -> Mapping[str, float]:
    return dict(zip(NAMES, map(float, values), strict=True))
