"""What draws for labelling, on the real network."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from facelab.labels.measure import SIDE
from facelab.networks.stylegan2.generator import StyleGAN2
from facelab.recipe import Latent, Noise, Recipe, Truncation
from facelab.solve.direction_bench import FaceSource
from facelab.solve.face_sample import sample_face, to_rows
from tests.checkpoints.snapshot_files import dumped, snapshot
from tests.checkpoints.tiny_snapshots import KWARGS_2, config_2, snapshot_3, state


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


# -- networks of any family ------------------------------------------------------------------------


@pytest.fixture
def large(tmp_path: Path):
    """A StyleGAN2 of 512 pixels, whose pictures on the way are smaller and larger than needed."""
    network = StyleGAN2(config_2(channels=(4,) * 8)).randomise(1)
    path = tmp_path / "large.pkl"
    kwargs = KWARGS_2 | {"img_resolution": 512, "channel_base": 2048}
    path.write_bytes(dumped(snapshot(state(network), kwargs), 4))
    made = FaceSource(path)
    yield made
    made.close()


@pytest.fixture
def small(tmp_path: Path):
    """A StyleGAN3 of 16 pixels."""
    path = tmp_path / "small.pkl"
    path.write_bytes(snapshot_3())
    made = FaceSource(path)
    yield made
    made.close()


def test_faces_are_drawn_at_the_size_that_the_labels_need(large: FaceSource, small: FaceSource):
    assert large._renderer.sizes == (64, 128, 256, 512)
    assert (large.size, small.size) == (256, 16)
    for source in (large, small):
        rows = to_rows(source.space, sample_face(source.space, 1))
        assert source.draw(rows).shape == (SIDE, SIDE, 3)
    rows = to_rows(large.space, sample_face(large.space, 1))
    exactly = large._renderer.draw(rows[None], Noise(), 256)[0, :, :, 2::-1]
    assert np.array_equal(large.draw(rows), exactly)


def test_torch_draws_the_same_in_any_family_and_lets_gradients_pass(large, small):
    for source in (large, small):
        rows = to_rows(source.space, sample_face(source.space, 3))
        ws = torch.from_numpy(rows)[None].requires_grad_(True)
        picture = source.torch_draw()(ws)
        values = ((picture[0].detach().permute(1, 2, 0) + 1) * 127.5).numpy()
        assert np.abs(values - source.draw(rows)).mean() < 1.5, "in steps of 255"
        picture[0, 0].mean().backward()
        assert ws.grad is not None
        assert ws.grad.abs().sum() > 0


def test_bands_come_from_the_family(large: FaceSource, small: FaceSource):
    assert large.space.bands == ((0, 1, 2), (3, 4), (5, 6), (7, 8), tuple(range(9, 16)))
    assert small.space.bands == (tuple(range(6)),), "of 16 pixels all is coarse"
