"""Faces between two recipes, as w+: they go straight from the one to the other."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from facelab.engine import Direction, DirectionSet
from facelab.engine.compose import Composer
from facelab.recipe import Blend, BlendPart, Latent, ModelRef, Recipe, Seed, Truncation
from facelab.recipe.between import between

NUM_WS, W_DIM = 6, 4
MODEL = ModelRef("0" * 64)
W_AVG = np.array([0.5, -1.0, 2.0, 0.25], np.float32)
STEPS = np.linspace(0, 1, 11)


@pytest.fixture
def compose():
    vectors = np.array([[1.0, 0.0, -0.5, 2.0]], np.float32)
    directions = DirectionSet(
        tuple(
            Direction(name, name, "", k * vectors, (0, NUM_WS - 1))
            for k, name in ((1, "a"), (3, "b"))
        )
    )

    def map_z(z):
        return np.tanh(2 * z).astype(np.float32)

    return Composer(map_z, W_AVG, NUM_WS, W_DIM, directions).compose


def face(source, psi=0.7, cutoff=None) -> Recipe:
    return Recipe(MODEL, source, Truncation(psi, cutoff))


LATENT = Latent.from_array(np.random.RandomState(3).randn(NUM_WS, W_DIM))
SEED, OTHER = face(Seed(1)), face(Seed(2))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (SEED, OTHER),
        (SEED, face(LATENT)),
        (face(Seed(1), 0.3), face(Seed(2), 1.2)),
        (face(Seed(1), 0.0), face(Seed(2), 1.0)),
        (face(Seed(1), -0.3), face(LATENT, -1.2)),
        (face(Seed(1), 0.7, 3), face(Seed(2), 0.7, 3)),
        (SEED, face(Blend((BlendPart(Seed(2), 3.0), BlendPart(Seed(3), -1.0))), 0.4)),
        (SEED.with_amount("a", 2.0), OTHER.with_amount("b", -1.0)),
        (SEED.with_mix((0, 2), Seed(7)), OTHER.with_mix((0, 2), Seed(8))),
        (SEED.with_mix((1,), Seed(7), 1.0, 0.2), OTHER.with_mix((1,), LATENT, 1.0, 1.5)),
        (face(Seed(1), 0.2).with_mix((1,), Seed(7)), face(Seed(2), 0.8).with_mix((1,), Seed(7))),
    ],
)
def test_it_is_straight(compose, first, second):
    start, end = compose(first), compose(second)
    for t in STEPS:
        expected = (1 - t) * start + t * end
        np.testing.assert_allclose(compose(between(first, second, t)), expected, atol=2e-6)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (face(Seed(1), 1.0), face(Seed(2), -0.8)),
        (face(Seed(1), 0.2, 3), face(Seed(2), 0.9, 3)),
        (face(Seed(1), 1.0), face(Seed(2), 0.5, 3)),
        (SEED.with_mix((0, 2), Seed(7), 0.9), face(Seed(2), 0.4)),
        (SEED.with_mix((0, 2), Seed(7), 0.9), face(Seed(2), 0.4).with_mix((2, 3), Seed(8), 0.1)),
        (SEED.with_mix((0,), Seed(7), 1.0, 1.0), OTHER.with_mix((0,), Seed(8), 1.0, -0.8)),
    ],
)
def test_where_it_bends_it_does_not_jump(compose, first, second):
    ways = [compose(between(first, second, t)) for t in np.linspace(0, 1, 1001)]
    far = np.abs(ways[-1] - ways[0]).max()
    assert max(np.abs(b - a).max() for a, b in pairwise(ways)) < 0.01 * far


def test_it_composes_the_same_there_and_back(compose):
    first = SEED.with_mix((0, 2), Seed(7), 0.9).with_amount("a", 1.0)
    second = face(Seed(2), 0.4).with_mix((2, 3), Seed(8), 0.1)
    for t in (0.1, 0.3, 0.8):
        there, back = between(first, second, t), between(second, first, 1 - t)
        np.testing.assert_allclose(compose(there), compose(back), atol=2e-6)
