"""The light head: the same size from smaller features."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from facelab.errors import ModelError
from facelab.networks.families.mobilestylegan_plan import Config
from facelab.networks.mobilestylegan import MobileStyleGAN
from facelab.networks.preview_head import PreviewHead
from facelab.networks.preview_head_plan import HeadConfig
from facelab.progress import finish
from facelab.solve.light_head import fit_light_head, light_configs, pruned
from facelab.solve.preview_head import fit_preview_head
from facelab.solve.preview_quality import judge


@pytest.fixture(scope="module")
def small() -> MobileStyleGAN:
    """256 pixels: the head of 64 pixels reads 32, the light one 8."""
    return MobileStyleGAN(Config(8, 12, 2, (16, 16, 16, 16, 16, 8))).randomise(3)


@pytest.fixture(scope="module")
def begin(small: MobileStyleGAN, tmp_path_factory: pytest.TempPathFactory) -> PreviewHead:
    return finish(fit_preview_head(small, tmp_path_factory.mktemp("faces"), 64, 2, 4))


def psnr(network: MobileStyleGAN, head: PreviewHead) -> float:
    judging = judge(network, head, range(3))
    while True:
        try:
            next(judging)
        except StopIteration as end:
            return float(np.median(end.value.psnr))


def test_it_is_trained_to_draw_the_same_from_smaller_features(
    small: MobileStyleGAN, begin: PreviewHead, tmp_path: Path
) -> None:
    begun = finish(fit_light_head(small, begin, tmp_path, 2, 1))
    assert (begun.resolution, begun.size) == (8, begin.size)
    assert begun.config.rows[-1] == begin.config.rows[-1], "edits of fine layers are seen"
    made = finish(fit_light_head(small, begin, tmp_path, 2, 40))
    assert psnr(small, made) > psnr(small, begun) + 0.02


def test_it_needs_a_block_to_stand_in_for(small: MobileStyleGAN) -> None:
    with pytest.raises(ModelError, match="first block"):
        light_configs(small, PreviewHead(HeadConfig(8, 16, 12, 17, 4, (8, 8))))


def test_what_says_nothing_is_taken_away_first() -> None:
    random = np.random.RandomState(0)
    useful = torch.from_numpy(random.randn(200, 3))
    noise = torch.from_numpy(random.randn(200, 4))
    inputs = torch.cat((noise[:, :2], useful, noise[:, 2:], torch.ones(200, 1)), dim=1)
    true = torch.from_numpy(random.randn(3, 2))
    outputs = useful @ true + 0.5
    chosen, solved = pruned(inputs.T @ inputs, inputs.T @ outputs, torch.ones(2), 3)
    assert chosen.tolist() == [2, 3, 4]
    np.testing.assert_allclose(solved[:3], true, atol=1e-3)
    np.testing.assert_allclose(solved[3], [0.5, 0.5], atol=1e-3)
