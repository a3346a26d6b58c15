"""A world without networks: faces whose labels follow w, as far as a world can be trusted."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

import numpy as np
from numpy.typing import NDArray

from facelab.casting.faces import Seen
from facelab.casting.predict import Predictor
from facelab.casting.words import LABELS, Units
from facelab.progress import Steps
from facelab.recipe import ModelRef, Recipe, Seed

W_DIM = 64
NAMES = tuple(LABELS)[: W_DIM // 2]
MODEL = ModelRef("0" * 64, "world")
RIGHT = 0.8  # correlation of what is predicted


class World:
    """Its eyes; each label is one dimension of w, and a part that no w says."""

    def __init__(self, one_person: bool = False, model: ModelRef = MODEL) -> None:
        gradients = np.zeros((len(NAMES), 1, W_DIM), np.float32)
        gradients[np.arange(len(NAMES)), 0, np.arange(len(NAMES))] = RIGHT / 0.7
        file = SimpleNamespace(
            gradients=gradients,
            whitener=np.eye(W_DIM, dtype=np.float32),
            metadata=SimpleNamespace(
                directions=[SimpleNamespace(label=name, held_out=RIGHT) for name in NAMES]
            ),
        )
        age = NAMES.index("age")
        zero, one = np.zeros(len(NAMES)), np.ones(len(NAMES))
        zero[age], one[age] = 30.0, 11.0
        self.units = Units(NAMES, zero, one)
        self.predictor = Predictor(file, self.units, np.zeros(W_DIM, np.float32))  # type: ignore[arg-type]
        self.seen: list[int] = []
        self._one_person, self._model = one_person, model

    def w(self, seeds: Sequence[int]) -> Steps[NDArray[np.float32]]:
        yield from ()
        return np.stack([self._random(seed).randn(W_DIM) for seed in seeds]).astype(np.float32)

    def recipe(self, seed: int, psi: float) -> Recipe:
        return Recipe(self._model, Seed(seed)).with_truncation(psi=psi)

    def see(self, recipe: Recipe) -> Steps[Seen]:
        yield from ()
        seed, psi = recipe.seed, recipe.truncation.psi
        assert seed is not None
        self.seen.append(seed)
        random = self._random(seed)
        w = psi * random.randn(W_DIM)
        labels = RIGHT / 0.7 * w[: len(NAMES)] + np.sqrt(1 - RIGHT**2) * random.randn(len(NAMES))
        sigma = dict(zip(NAMES, labels.tolist(), strict=True))
        values = dict(zip(NAMES, self.units.from_sigma(labels).tolist(), strict=True))
        self._who = np.zeros(2) if self._one_person else w[-2:]
        return Seen(np.zeros((4, 4, 3), np.uint8), sigma, values)

    def identity(self, seen: Seen) -> NDArray[np.float32]:
        return self._who.astype(np.float32)

    def drift(self, one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
        return float(np.linalg.norm(one - other))

    @staticmethod
    def _random(seed: int) -> np.random.RandomState:
        return np.random.RandomState(seed)
