"""The networks that find a person, and faces of the real network that are hard to cut out."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from facelab.cutout.matte import Matte, cut_out
from facelab.cutout.person import PERSON_NETS, PersonFinder
from facelab.engine import load
from facelab.errors import WeightsError
from facelab.progress import finish
from facelab.recipe import Recipe, Seed

Array = NDArray[np.float32]


@pytest.fixture(scope="session")
def finder() -> PersonFinder:
    """Fetched once for this checkout, and never skipped, as the network that draws."""
    try:
        return PersonFinder(finish(PERSON_NETS.fetch()))
    except WeightsError as error:
        pytest.fail(f"The tests need the networks for cut-outs: {error}", pytrace=False)


@pytest.fixture(scope="session")
def drawn(model_path: Path) -> Callable[[int], Array]:
    """The picture of a seed, 0 to 1."""

    @cache
    def draw(seed: int) -> Array:
        renderer = load(model_path, "cpu")
        try:
            rgb = renderer.full(Recipe(renderer.info.ref, Seed(seed))).rgb()
        finally:
            renderer.close()
        return rgb.astype(np.float32) / np.float32(255)

    return draw


@pytest.fixture(scope="session")
def cut(drawn: Callable[[int], Array], finder: PersonFinder) -> Callable[[int], Matte]:
    """The matte of a seed."""
    return cache(lambda seed: cut_out(drawn(seed), finder))
