from __future__ import annotations

import numpy as np
import pytest

from facelab.engine.directions import DirectionSet, pca_directions
from facelab.recipe import RecipeError


def test_pca_directions_are_one_sigma_long_and_in_order():
    components = np.eye(3, 5, dtype=np.float32)
    sigma = np.array([3.0, 2.0, 1.0], np.float32)
    found = pca_directions(components, sigma, num_ws=7)
    assert [direction.id for direction in found] == ["pca-1", "pca-2", "pca-3"]
    for direction, length in zip(found, sigma, strict=True):
        assert direction.vectors.shape == (1, 5)
        assert direction.vectors.dtype == np.float32
        assert np.linalg.norm(direction.vectors) == pytest.approx(length)
        assert direction.layers == (0, 6)


def test_a_set_keeps_its_order_and_finds_by_name():
    found = pca_directions(np.eye(3, dtype=np.float32), np.ones(3, np.float32), 2)
    directions = DirectionSet(found)
    assert len(directions) == 3
    assert list(directions) == list(found)
    assert directions.get("pca-2") is found[1]
    with pytest.raises(RecipeError, match="'nose'"):
        directions.get("nose")
    assert len(DirectionSet()) == 0
