from __future__ import annotations

import numpy as np
import pytest
import torch

from facelab.networks.noise import NoiseMaps
from facelab.recipe import Noise


@pytest.fixture
def const() -> list[torch.Tensor]:
    torch.manual_seed(0)
    return [torch.randn(1, 4, 4, 1) * 0.5, torch.randn(1, 8, 8, 1) * 0.1]


def test_const_is_the_networks_own(const: list[torch.Tensor]) -> None:
    for own, chosen in zip(const, NoiseMaps().select(const, Noise("const")), strict=True):
        assert chosen is own


def test_strength_scales(const: list[torch.Tensor]) -> None:
    chosen = NoiseMaps().select(const, Noise("const", strength=2.0))
    assert chosen[1] is not None
    assert torch.equal(chosen[1], const[1] * 2.0)


@pytest.mark.parametrize("noise", [Noise("none"), Noise("const", strength=0.0)])
def test_none(const: list[torch.Tensor], noise: Noise) -> None:
    assert NoiseMaps().select(const, noise) == [None, None]


def test_random_follows_numpy_from_the_lowest_resolution(const: list[torch.Tensor]) -> None:
    chosen = NoiseMaps().select(const, Noise("random", seed=7))
    random = np.random.RandomState(7)
    for own, found in zip(const, chosen, strict=True):
        expected = random.standard_normal(own.shape) * own.double().std(correction=0).item()
        assert found is not None
        np.testing.assert_allclose(found.numpy(), expected, rtol=1e-6)


def test_the_last_seed_is_kept_and_another_draws_anew(const: list[torch.Tensor]) -> None:
    maps = NoiseMaps()
    first = maps.select(const, Noise("random", seed=1))
    again = maps.select(const, Noise("random", seed=1))
    other = maps.select(const, Noise("random", seed=2))
    assert again[0] is first[0]
    assert other[0] is not None
    assert not torch.equal(other[0], first[0])  # type: ignore[arg-type]
