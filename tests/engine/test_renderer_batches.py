"""Several faces, and what lies between, of a renderer."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch

from facelab.engine import OutOfMemoryError
from facelab.errors import ModelError, Stopped
from facelab.networks.families.mobilestylegan_plan import Config
from facelab.networks.mobilestylegan import MobileStyleGAN
from facelab.recipe import Noise
from tests.engine.fake_backend import FakeBackend, make


def some_ws(count: int) -> np.ndarray:
    return np.arange(count * 6, dtype=np.float32).reshape(count, 2, 3)


def test_w_plus_are_drawn_without_a_recipe():
    backend = FakeBackend()
    renderer = make(backend)
    noise, ws = Noise("random", 5), some_ws(3)
    assert renderer.sizes == (2, 4)
    for size in renderer.sizes:
        pixels = renderer.draw(ws, noise, size)
        assert pixels.shape == (3, size, size, 4)
        assert pixels.dtype == np.uint8
        assert pixels[:, 0, 0, 0].tolist() == [0, 60, 120]
    assert backend.noises == [noise] * 6
    assert renderer.draw(ws[:0], noise, 4).shape == (0, 4, 4, 4)


def test_a_batch_that_finds_no_room_is_drawn_whole_on_the_cpu():
    """On one device, so that its pictures go together."""
    failing, other = FakeBackend(), FakeBackend()
    failing.error = OutOfMemoryError("No room.", "", "")
    renderer = make(failing, fall_back=lambda: make(other, device="cpu"))
    assert renderer.draw(some_ws(2), Noise(), 4)[:, 0, 0, 0].tolist() == [0, 60]
    assert (len(other.noises), failing.closed, renderer.info.device) == (2, 1, "cpu")


@pytest.mark.parametrize(("shape", "size"), [((2, 3), 4), ((1, 3, 3), 4), ((1, 2, 3), 3)])
def test_what_cannot_be_drawn_is_refused_in_words(shape, size):
    with pytest.raises(ModelError, match=r"do not fit|no pictures of 3 pixels"):
        make(FakeBackend()).draw(np.zeros(shape, np.float32), Noise(), size)


@pytest.mark.parametrize(("at_once", "batches"), [(1, []), (2, [2, 2]), (4, [4])])
def test_several_are_drawn_in_one_pass_where_the_back_end_gains(at_once, batches):
    backend = FakeBackend()
    backend.at_once = at_once
    renderer = make(backend)
    found = renderer.draw(some_ws(5), Noise(), 4, together=True)
    assert backend.batches == batches
    assert np.array_equal(found, renderer.draw(some_ws(5), Noise(), 4))
    assert backend.batches == batches, "nobody asked for it"


def test_a_batch_that_has_no_room_is_drawn_one_by_one_where_it_is():
    backend = FakeBackend()
    backend.at_once, backend.room = 4, 3
    renderer = make(backend, fall_back=lambda: pytest.fail("must not fall back"))
    assert renderer.draw(some_ws(4), Noise(), 4, together=True)[:, 0, 0, 0].tolist() == [
        *(0, 60, 120, 180)
    ]


def test_features_come_from_the_back_end_and_its_moves_to_the_cpu():
    failing, other = FakeBackend(), FakeBackend()
    failing.error = OutOfMemoryError("No room.", "", "")
    renderer = make(failing, fall_back=lambda: make(other, device="cpu"))
    features = renderer.features(some_ws(3), 2, Noise("none"))
    assert features.shape == (3, 1, 2, 2)
    assert (other.noises, renderer.info.device) == ([Noise("none")], "cpu")
    with pytest.raises(ModelError, match="do not fit"):
        renderer.features(np.zeros((2, 3), np.float32), 2)


def test_features_that_the_back_end_does_not_hand_out_come_from_torch():
    network = MobileStyleGAN(Config(z_dim=3, w_dim=3, mapping_layers=1, channels=(16, 8)))
    network.randomise(1).requires_grad_(False)
    made = []

    def networks():
        made.append(network)
        return network, ()

    renderer = make(FakeBackend(), torch_networks=networks)
    ws = np.random.RandomState(0).randn(2, network.num_ws, 3).astype(np.float32)
    renderer.info = dataclasses.replace(renderer.info, num_ws=network.num_ws)
    for layer in (4, 8):
        expected = network.features(torch.from_numpy(ws), layer)
        np.testing.assert_allclose(renderer.features(ws, layer), expected.numpy(), rtol=1e-5)
    assert len(made) == 1, "kept"
    with pytest.raises(ModelError, match="no such layer"):
        renderer.features(ws, 16)
    renderer.close()


def test_drawing_a_batch_stops_when_asked():
    with pytest.raises(Stopped):
        make(FakeBackend()).draw(some_ws(1), Noise(), 4, lambda: True)
