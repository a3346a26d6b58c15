"""A picture and its recipe."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from facelab.recipe import Latent, ModelRef, Recipe, Seed


@pytest.fixture
def recipe() -> Recipe:
    w = Latent.from_array(np.random.RandomState(0).randn(23, 512))
    return (
        Recipe(ModelRef("0" * 64, "tiny"), Seed(42))
        .with_mix([0, 1], w, 0.5, label="Zoë ☺")
        .with_amount("age", -1.5)
    )


@pytest.fixture
def rgb() -> NDArray[np.uint8]:
    return np.random.RandomState(0).randint(0, 256, (32, 32, 3)).astype(np.uint8)
