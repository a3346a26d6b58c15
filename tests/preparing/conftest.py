"""A recipe, a picture with something to see, and networks small enough or the real ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from facelab.checkpoints.fetching.enlarging_net import ENLARGING_NET
from facelab.checkpoints.fetching.packaged import PackagedSet
from facelab.engine import load
from facelab.progress import Progress, Steps
from facelab.recipe import ModelRef, Recipe, Seed
from tests.enhance.tiny_ncnn import tiny

Array = NDArray[np.float32]


@pytest.fixture
def recipe() -> Recipe:
    return Recipe(ModelRef("0" * 64, "tiny"), Seed(42))


@pytest.fixture(scope="session")
def picture() -> Array:
    """float32 [64, 64, 3]: red grows to the right, green down."""
    y, x = np.mgrid[:64, :64].astype(np.float32) / np.float32(64)
    return np.stack((0.2 + 0.6 * x, 0.2 + 0.6 * y, np.full_like(x, 0.3)), axis=2)


@pytest.fixture(scope="session")
def fetch() -> Callable[[PackagedSet], Steps[dict[str, bytes]]]:
    """A tiny network that enlarges in place of the large one; the others are real."""

    def get(wanted: PackagedSet) -> Steps[dict[str, bytes]]:
        if wanted is ENLARGING_NET:
            yield Progress(1, 1, "Downloading")
            graph, weights, _ = tiny()
            return {"graph": graph, "weights": weights}
        return (yield from wanted.fetch())

    return get


@pytest.fixture(scope="session")
def face(model_path: Path) -> Array:
    """A face of the real network, float32 [1024, 1024, 3]."""
    renderer = load(model_path, "cpu")
    try:
        return renderer.full_float(Recipe(renderer.info.ref, Seed(12), finish="clean"))
    finally:
        renderer.close()
