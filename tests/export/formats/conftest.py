"""Pictures of every kind."""

from __future__ import annotations

import numpy as np
import pytest

from facelab.export.writer import Encoding, Picture
from facelab.recipe import Latent, ModelRef, Recipe, Seed

ENCODINGS = {
    "png": Encoding("png"),
    "png-16": Encoding("png", bits=16),
    "jpeg": Encoding("jpeg", quality=95),
    "webp": Encoding("webp", quality=95),
    "webp-lossless": Encoding("webp", lossless=True),
    "tiff": Encoding("tiff"),
    "exr": Encoding("exr"),
}


@pytest.fixture
def recipe() -> Recipe:
    return Recipe(ModelRef("0" * 64, "tiny"), Seed(42)).with_mix([0], Seed(3), label="Zoë <&>")


@pytest.fixture
def long_recipe(recipe: Recipe) -> Recipe:
    """More than a segment of a JPEG holds."""
    for layer in range(8):
        w = Latent.from_array(np.random.RandomState(layer).randn(23, 512))
        recipe = recipe.with_mix([layer], w, label=str(layer))
    return recipe


@pytest.fixture
def ramp() -> np.ndarray:
    """float32 [48, 64, 3]: smooth, in steps finer than a byte's."""
    y, x = np.mgrid[0:48, 0:64].astype(np.float32)
    planes = (0.2 + 0.1 * x / 64, 0.5 + 0.3 * y / 48, 0.1 + 0.7 * (x + y) / 112)
    return np.stack(planes, axis=2).astype(np.float32)


@pytest.fixture
def cut_out(ramp: np.ndarray, recipe: Recipe) -> Picture:
    """With straight alpha, half of it in between, and a layer."""
    alpha = np.clip(np.linspace(-0.3, 1.3, 64, dtype=np.float32), 0, 1)[None].repeat(48, axis=0)
    return Picture(np.dstack([ramp, alpha]), recipe, {"matte.Y": alpha})
