"""Recipes to try things on."""

from __future__ import annotations

import numpy as np
import pytest

from facelab.recipe import Latent, ModelRef, Recipe, Seed
from tests.recipes import rich_recipe


@pytest.fixture
def recipe() -> Recipe:
    return Recipe(ModelRef("0" * 64, "tiny"), Seed(42))


@pytest.fixture
def latent() -> Latent:
    return Latent.from_array(np.random.RandomState(0).randn(3, 5))


@pytest.fixture
def rich() -> Recipe:
    """A recipe that uses everything."""
    return rich_recipe()
