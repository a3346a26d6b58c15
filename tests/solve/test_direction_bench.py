"""What draws for labelling, on the real network."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from facelab.labels.measure import SIDE
from facelab.recipe import Latent, Recipe, Truncation
from facelab.solve.direction_bench import FaceSource
from facelab.solve.face_sample import sample_face, to_rows


@pytest.fixture
def source(model_path: Path):
    made = FaceSource(model_path)
    yield made
    made.close()


def test_torch_draws_what_the_fast_engine_draws_and_lets_gradients_pass(source: FaceSource):
    rows = to_rows(source.space, sample_face(source.space, 3))
    pixels = source.draw(rows)
    assert pixels.shape == (SIDE, SIDE, 3)

    ws = torch.from_numpy(rows)[None].requires_grad_(True)
    picture = source.torch_draw()(ws)
    assert picture.shape == (1, 3, SIDE, SIDE)
    values = ((picture[0].detach().permute(1, 2, 0) + 1) * 127.5).numpy()
    assert np.abs(values - pixels).mean() < 1.5, "in steps of 255"

    picture[0, 0].mean().backward()
    assert ws.grad is not None
    moved = ws.grad[0].abs().sum(dim=1).numpy()
    used = [row for band in source.space.bands for row in band]
    reached = [row for row in used if moved[row] > 0]
    assert len(reached) > len(used) // 2
    assert not np.delete(moved, used).any(), "rows that the network does not use"


def test_a_face_is_drawn_as_its_recipe_is(source: FaceSource):
    rows = to_rows(source.space, sample_face(source.space, 5))
    renderer = source._renderer
    recipe = Recipe(renderer.info.ref, Latent.from_array(rows), Truncation(1.0))
    frame = renderer.preview(recipe, smallest=True)
    assert frame is not None
    assert np.array_equal(source.draw(rows), frame.pixels[:, :, 2::-1])
