"""What can be said of half precision without a GPU: a CPU draws in it too, slowly."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from facelab.engine.comparison import LARGEST_DIFFERENCE
from facelab.engine.device import cpu
from facelab.engine.on_torch.backend import TorchBackend
from facelab.engine.on_torch.half_precision import half_drawers, refuse_if_far
from facelab.engine.unit_picture import unit_picture
from facelab.errors import ModelError
from facelab.networks.families.mobilestylegan_plan import Config
from facelab.networks.mobilestylegan import MobileStyleGAN
from facelab.recipe import Noise


@pytest.fixture
def exact() -> TorchBackend:
    config = Config(z_dim=8, w_dim=12, mapping_layers=2, channels=(16, 16, 8, 8))
    network = MobileStyleGAN(config).randomise(seed=1).eval().requires_grad_(False)
    torch.manual_seed(0)
    contrast = 0.5 / network.synthesize(torch.randn(4, 12)).std()
    network.synthesis.to_image.weight.mul_(contrast)
    return TorchBackend(network, [], cpu())


class Half:
    """Draws as the CUDA back end does, without its graphs."""

    def __init__(self, exact: TorchBackend, shift: int = 0) -> None:
        self.preview_sizes = ()
        self.light_size = None
        self._draw = half_drawers(exact._generator, [])[exact._generator.resolution]
        self._shift = shift

    @torch.inference_mode()
    def full(self, ws, noise, stop=None):
        pixels = self._draw(torch.from_numpy(ws)[None], noise).numpy()
        pixels[..., 0] = np.clip(pixels[..., 0].astype(int) + self._shift, 0, 255)
        return pixels


@pytest.mark.parametrize("noise", [Noise(), Noise("none"), Noise("random", 3)])
def test_nobody_sees_the_difference(exact, noise):
    half = Half(exact)
    for seed in range(3):
        ws = np.random.RandomState(seed).randn(11, 12).astype(np.float32)
        expected = exact.full(ws, noise)
        assert len(np.unique(expected)) > 8, "there must be something to see"
        assert np.abs(half.full(ws, noise).astype(int) - expected).max() <= LARGEST_DIFFERENCE


def test_its_picture_in_floating_point_is_finer_and_rounds_to_its_frame(exact):
    """As the CUDA back end makes it."""
    ws = np.random.RandomState(3).randn(11, 12).astype(np.float32)
    frame = Half(exact, shift=1).full(ws, Noise())[..., 2::-1]
    picture = unit_picture(exact._values(ws, Noise(), None), frame)
    np.testing.assert_array_equal(np.rint(255 * picture), frame)
    assert len(np.unique(picture)) > 1000


def test_the_check_lets_it_pass(exact):
    half: Any = Half(exact)
    refuse_if_far(half, exact, z_dim=8, num_ws=11)


def test_the_check_refuses_what_one_could_see(exact):
    shifted: Any = Half(exact, shift=6)
    with pytest.raises(ModelError, match="off by"):
        refuse_if_far(shifted, exact, z_dim=8, num_ws=11)


def test_the_check_refuses_what_cannot_be_drawn(exact):
    class Broken(Half):
        def full(self, ws, noise, stop=None):
            raise RuntimeError("operation not permitted when stream is capturing")

    broken: Any = Broken(exact)
    with pytest.raises(ModelError, match="capturing"):
        refuse_if_far(broken, exact, z_dim=8, num_ws=11)


def test_the_network_itself_stays_in_single_precision(exact):
    Half(exact)
    assert all(each.dtype == torch.float32 for each in exact._generator.parameters())
