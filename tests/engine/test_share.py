from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from facelab.engine import Composer, Direction, DirectionSet, Renderer
from facelab.engine.directions.edit_space import EditSpace
from facelab.recipe import ModelRef, Recipe, Seed
from tests.engine.edit_files import NUM_WS, W_DIM, make_file
from tests.engine.fake_backend import SHA, FakeBackend, make

AVERAGE = np.zeros(W_DIM, np.float32)
FACE = Recipe(ModelRef(SHA, "fake"), Seed(1)).with_mix((0, 1), Seed(2))


@pytest.fixture
def renderer() -> Renderer:
    """A renderer with a direction that is straight away from the average face."""
    file = make_file()
    step = Direction("away", "Away", "X", np.ones((1, W_DIM), np.float32), (0, NUM_WS - 1))
    directions = DirectionSet((step,), EditSpace(file, AVERAGE, NUM_WS))
    made = make(FakeBackend())

    def map_z(z):
        return (0.1 * z).astype(np.float32)

    made._composer = Composer(map_z, AVERAGE, NUM_WS, W_DIM, directions)
    made.info = replace(made.info, num_ws=NUM_WS, w_dim=W_DIM, directions=directions)
    return made


def test_a_frame_says_how_much_the_guard_let_through(renderer):
    recipe = FACE.with_amount("away", 4.0).with_guard(1.0)
    frame = renderer.full(recipe)
    assert 0.0 < frame.share < 1.0
    as_much = FACE.with_amount("away", 4.0 * frame.share)
    np.testing.assert_allclose(frame.ws, renderer.compose(as_much), atol=1e-5)
    assert renderer.preview(recipe).share == frame.share


@pytest.mark.parametrize(
    "recipe",
    [FACE, FACE.with_guard(1.0), FACE.with_amount("away", 4.0),
     FACE.with_amount("away", 0.1).with_guard(2.0)],
)  # fmt: skip
def test_all_of_it_is_there_if_nothing_holds_it(renderer, recipe: Recipe):
    assert renderer.full(recipe).share == 1.0
