from __future__ import annotations

import numpy as np
import pytest
import torch

from facelab.checkpoints.statistics import LatentStatistics
from facelab.networks.families.mobilestylegan_plan import Config
from facelab.networks.mobilestylegan import MobileStyleGAN
from facelab.solve.latent_statistics import latent_statistics


class Linear(MobileStyleGAN):
    """A mapping whose statistics are known: w = A z + b."""

    def __init__(self) -> None:
        super().__init__(Config(z_dim=4, w_dim=4, mapping_layers=1, channels=(4, 4)))
        rotation, _ = np.linalg.qr(np.random.RandomState(0).randn(4, 4))
        self.axes = rotation
        self.matrix = torch.from_numpy(rotation * [4.0, 3.0, 2.0, 1.0]).float()

    def map(self, z: torch.Tensor) -> torch.Tensor:
        return z @ self.matrix.T + 5.0


def run(samples: int = 40_000, components: int = 3) -> tuple[list[float], LatentStatistics]:
    steps = latent_statistics(Linear(), samples, components, average_samples=5_000)
    told: list[float] = []
    while True:
        try:
            told.append(next(steps).fraction or 0.0)
        except StopIteration as end:
            return told, end.value


def test_against_a_mapping_with_known_statistics() -> None:
    told, found = run()
    assert told == sorted(told)
    assert told[0] > 0
    assert told[-1] == 1.0
    assert found.w_avg.dtype == found.components.dtype == found.sigma.dtype == np.float32
    assert found.components.shape == (3, 4)
    np.testing.assert_allclose(found.sigma, [4, 3, 2], rtol=0.02)
    np.testing.assert_allclose(np.linalg.norm(found.components, axis=1), 1, rtol=1e-5)
    for row, axis in zip(found.components, Linear().axes.T, strict=False):
        assert abs(row @ axis) > 0.999
        assert row[np.abs(row).argmax()] > 0


def test_the_average_is_of_the_fields_sample() -> None:
    _, found = run(samples=100)
    z = np.random.RandomState(123).randn(5_000, 4).astype(np.float32)
    expected = Linear().map(torch.from_numpy(z)).double().mean(dim=0).numpy()
    np.testing.assert_allclose(found.w_avg, expected, rtol=1e-6)


def test_the_same_every_time() -> None:
    first, second = run(samples=4_000)[1], run(samples=4_000)[1]
    assert np.array_equal(first.components, second.components)


@pytest.mark.parametrize("components", [1, 4])
def test_number_of_components(components: int) -> None:
    assert len(run(samples=2_000, components=components)[1].sigma) == components
