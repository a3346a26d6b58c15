from __future__ import annotations

import pytest
import torch

from facelab.errors import ModelError, Stopped
from facelab.networks import mobilestylegan
from facelab.networks.families.mobilestylegan_plan import Config
from facelab.networks.mobilestylegan import MobileStyleGAN, inverse_haar
from facelab.recipe import Noise


@pytest.fixture
def ws(tiny: MobileStyleGAN) -> torch.Tensor:
    torch.manual_seed(0)
    return torch.randn(2, tiny.num_ws, tiny.w_dim)


def test_inverse_haar_against_its_definition() -> None:
    x = torch.randn(2, 3, 5, 8)
    low, lh, hl, hh = x[..., :2], x[..., 2:4], x[..., 4:6], x[..., 6:]
    y = inverse_haar(x)
    assert y.shape == (2, 6, 10, 2)
    torch.testing.assert_close(y[:, 0::2, 0::2], low + lh + hl + hh)
    torch.testing.assert_close(y[:, 0::2, 1::2], low + lh - hl - hh)
    torch.testing.assert_close(y[:, 1::2, 0::2], low - lh + hl - hh)
    torch.testing.assert_close(y[:, 1::2, 1::2], low - lh - hl + hh)


def test_shapes(tiny: MobileStyleGAN, ws: torch.Tensor) -> None:
    assert tiny.map(torch.randn(3, 8)).shape == (3, 12)
    assert (tiny.resolution, tiny.num_ws) == (64, 11)
    assert tiny.synthesize(ws).shape == (2, 3, 64, 64)
    assert tiny.features(ws, 4).shape == (2, 16, 4, 4)
    assert tiny.features(ws, 16).shape == (2, 8, 16, 16)


def test_the_smallest_network() -> None:
    network = MobileStyleGAN(Config(4, 4, 1, (4, 4))).randomise(0)
    assert network.synthesize(torch.zeros(1, 4)).shape == (1, 3, 16, 16)


def test_mapping_ignores_the_length_of_z(tiny: MobileStyleGAN) -> None:
    z = torch.randn(3, 8)
    torch.testing.assert_close(tiny.map(z), tiny.map(5 * z))


def test_w_is_w_plus_with_equal_rows(tiny: MobileStyleGAN) -> None:
    w = torch.randn(2, 12)
    repeated = w[:, None].repeat(1, tiny.num_ws, 1)
    assert torch.equal(tiny.synthesize(w), tiny.synthesize(repeated))


def test_a_batch_is_its_samples(tiny: MobileStyleGAN) -> None:
    batch = torch.randn(64, tiny.num_ws, tiny.w_dim)
    together = tiny.synthesize(batch)
    for k in (0, 17, 63):
        torch.testing.assert_close(together[k], tiny.synthesize(batch[k : k + 1])[0])


def test_the_same_call_gives_the_same_bits(tiny: MobileStyleGAN, ws: torch.Tensor) -> None:
    assert torch.equal(tiny.synthesize(ws), tiny.synthesize(ws))


def test_style_resolutions_tell_the_rows_that_are_used(
    tiny: MobileStyleGAN, ws: torch.Tensor
) -> None:
    assert tiny.style_resolutions == (4, 8, 8, 0, 16, 16, 0, 32, 32, 64, 0)
    plain = tiny.synthesize(ws)
    for row, resolution in enumerate(tiny.style_resolutions):
        changed = ws.clone()
        changed[:, row] += 1.0
        assert torch.equal(tiny.synthesize(changed), plain) == (resolution == 0), row


def test_a_row_reaches_only_its_resolution_and_above(
    tiny: MobileStyleGAN, ws: torch.Tensor
) -> None:
    changed = ws.clone()
    changed[:, 4:] += 1.0  # rows from 16 pixels on
    assert torch.equal(tiny.features(ws, 8), tiny.features(changed, 8))
    assert not torch.equal(tiny.features(ws, 16), tiny.features(changed, 16))


def test_gradients_reach_w(tiny: MobileStyleGAN) -> None:
    double = tiny.double()
    z = torch.randn(1, 8, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(double.map, (z,))
    ws = torch.randn(1, tiny.num_ws, 12, dtype=torch.float64, requires_grad=True)

    def corner(ws: torch.Tensor) -> torch.Tensor:
        return double.synthesize(ws)[0, :, 30:32, 30:32]

    assert torch.autograd.gradcheck(corner, (ws,), fast_mode=True)


def test_gradients_after_a_picture_in_inference_mode(
    tiny: MobileStyleGAN, ws: torch.Tensor
) -> None:
    noise = Noise("random", seed=3, strength=0.5)
    with torch.inference_mode():
        tiny.synthesize(ws, noise)  # leaves its noise maps behind
    ws.requires_grad_()
    tiny.synthesize(ws, noise).square().sum().backward()
    assert ws.grad is not None
    assert ws.grad[:, 0].abs().sum() > 0
    assert ws.grad[:, 3].abs().sum() == 0  # an unused row


def test_strips_change_nothing(
    tiny: MobileStyleGAN, ws: torch.Tensor, monkeypatch: pytest.MonkeyPatch
) -> None:
    noise = Noise("random", seed=5)
    whole = tiny.synthesize(ws, noise), tiny.features(ws, 32, noise)
    for rows in (1, 3, 4, 7):  # also those that do not divide the height
        monkeypatch.setattr(mobilestylegan, "STRIP", rows)
        torch.testing.assert_close(tiny.synthesize(ws, noise), whole[0])
        torch.testing.assert_close(tiny.features(ws, 32, noise), whole[1])


def test_noise_modes(tiny: MobileStyleGAN, ws: torch.Tensor) -> None:
    const, none = tiny.synthesize(ws), tiny.synthesize(ws, Noise("none"))
    one, two = (tiny.synthesize(ws, Noise("random", seed=seed)) for seed in (1, 2))
    pictures = [const, none, one, two]
    for i, first in enumerate(pictures):
        assert all(not torch.equal(first, second) for second in pictures[:i])
    assert torch.equal(one, tiny.synthesize(ws, Noise("random", seed=1)))
    assert torch.equal(none, tiny.synthesize(ws, Noise("random", seed=1, strength=0.0)))


def test_random_noise_is_shared_by_the_batch(tiny: MobileStyleGAN, ws: torch.Tensor) -> None:
    noise = Noise("random", seed=1)
    same = ws[:1].repeat(2, 1, 1)
    drawn = tiny.synthesize(same, noise)
    torch.testing.assert_close(drawn[0], drawn[1])


def test_stop_is_asked_between_all_layers(tiny: MobileStyleGAN, ws: torch.Tensor) -> None:
    asked = 0

    def count() -> bool:
        nonlocal asked
        asked += 1
        return False

    tiny.synthesize(ws, stop=count)
    assert asked >= 11  # first, three of each block, the picture
    for last in range(1, asked + 1):
        left = last

        def later() -> bool:
            nonlocal left
            left -= 1
            return left == 0

        with pytest.raises(Stopped):
            tiny.synthesize(ws, stop=later)


def test_wrong_shapes(tiny: MobileStyleGAN) -> None:
    with pytest.raises(ModelError, match=r"\[1, 10, 12\]"):
        tiny.synthesize(torch.zeros(1, 10, 12))
    with pytest.raises(ModelError, match=r"\[1, 7\]"):
        tiny.map(torch.zeros(1, 7))
    with pytest.raises(ModelError, match="128 pixels"):
        tiny.features(torch.zeros(1, 12), 128)
