from __future__ import annotations

import copy
from collections.abc import Generator
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
import torch

from facelab import networks
from facelab.checkpoints import store
from facelab.checkpoints.preview_heads import SIZES, preview_head_path, read_preview_head
from facelab.errors import ModelError
from facelab.networks.families import FAMILIES
from facelab.networks.families.mobilestylegan_plan import Config
from facelab.networks.mobilestylegan import MobileStyleGAN, inverse_haar
from facelab.networks.preview_head import PreviewHead, build_preview_head
from facelab.networks.preview_head_plan import HeadConfig
from facelab.solve.head_faces import training_face
from facelab.solve.made_files import HEAD_MAKERS, make_preview_head
from facelab.solve.preview_head import fit_preview_head
from facelab.solve.preview_quality import haar, judge, reduced
from tests.tiny_network import write_tiny_network

Step = TypeVar("Step")
Result = TypeVar("Result")


def finish(job: Generator[Step, None, Result]) -> tuple[list[Step], Result]:
    steps = []
    while True:
        try:
            steps.append(next(job))
        except StopIteration as end:
            return steps, end.value


@pytest.fixture
def small() -> MobileStyleGAN:
    """128 pixels, so that its head reads 16 and draws 32."""
    return MobileStyleGAN(Config(8, 12, 2, (16, 16, 16, 16, 8))).randomise(3)


def test_haar_is_undone_by_the_network_s_inverse() -> None:
    picture = torch.randn(2, 6, 8, 3)
    bands = haar(picture)
    assert bands.shape == (2, 3, 4, 12)
    torch.testing.assert_close(inverse_haar(bands) / 2, picture)


def test_reduced_is_the_mean_of_what_a_screen_shows() -> None:
    picture = torch.full((1, 3, 4, 4), -1.0)
    picture[:, :, 0, 0] = 9.0  # shown as 1
    assert reduced(picture, 2)[0, 0].tolist() == [[-0.5, -1.0], [-1.0, -1.0]]


def test_training_faces_are_told_apart_and_repeat(small: MobileStyleGAN) -> None:
    faces = [training_face(small, index) for index in range(20)]
    again = training_face(small, 7)
    assert torch.equal(faces[7][0], again[0])
    assert faces[7][1] == again[1]
    assert len({ws.numpy().tobytes() for ws, _ in faces}) == 20
    assert {noise.mode for _, noise in faces} == {"const", "random", "none"}
    uniform = [bool((ws == ws[:, :1]).all()) for ws, _ in faces]
    assert any(uniform)
    assert not all(uniform)


def test_a_head_is_made(small: MobileStyleGAN, tmp_path: Path) -> None:
    progress, head = finish(fit_preview_head(small, tmp_path, 32, faces=6, steps=30))
    fractions = [now.fraction or 0.0 for now in progress]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert (head.resolution, head.size) == (16, 32)
    _, made = finish(judge(small, head, range(4)))

    _, untrained = finish(fit_preview_head(small, tmp_path, 32, faces=6, steps=1))
    _, before = finish(judge(small, untrained, range(4)))
    assert np.median(made.psnr) > np.median(before.psnr) + 0.3


def test_the_same_seeds_make_the_same_head(small: MobileStyleGAN, tmp_path: Path) -> None:
    _, first = finish(fit_preview_head(small, tmp_path / "a", 32, faces=3, steps=3))
    _, second = finish(fit_preview_head(small, tmp_path / "b", 32, faces=3, steps=3))
    _, resumed = finish(fit_preview_head(small, tmp_path / "a", 32, faces=3, steps=3))
    for name, tensor in first.state_dict().items():
        assert torch.equal(tensor, second.state_dict()[name]), name
        assert torch.equal(tensor, resumed.state_dict()[name]), name


def test_faces_that_are_there_are_not_drawn_again(
    small: MobileStyleGAN, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish(fit_preview_head(small, tmp_path, 32, faces=3, steps=1))
    monkeypatch.setattr(small, "synthesize", None)
    finish(fit_preview_head(small, tmp_path, 32, faces=3, steps=1))


def test_errors_are_measured_in_steps_of_255(small: MobileStyleGAN) -> None:
    offset = torch.tensor([2.0, 0.0, -1.0]) / 255

    class Reddish(PreviewHead):
        """The full frame itself, a shade too red and not blue enough."""

        def forward(self, features: torch.Tensor, ws: torch.Tensor) -> torch.Tensor:
            return reduced(small.synthesize(ws) * 0.1, 32) + offset[:, None, None]

    faint = copy.deepcopy(small)
    for parameter in faint.synthesis.to_image.weight, faint.synthesis.to_image.bias:
        parameter.mul_(0.1)  # so that nothing is cut off
    head = Reddish(HeadConfig(16, 16, 12, 14, 7, (8, 8, 8, 8)))
    _, quality = finish(judge(faint, head, [0, 1]))
    np.testing.assert_allclose(quality.colour_shift, [[1, 0, -0.5]] * 2, atol=1e-3)
    expected = 20 * np.log10(255 / np.sqrt((1 + 0.25) / 3))
    np.testing.assert_allclose(quality.psnr, [expected] * 2, atol=0.01)
    assert quality.figures()["colour_shift_mean"] == 0.5
    assert quality.figures()["colour_shift_largest"] == 1.0


@pytest.mark.parametrize("size", SIZES)
def test_the_heads_that_are_shipped_are_good(model_path: Path, size: int) -> None:
    metadata, tensors = store.read(model_path, check=False)
    generator = networks.build(metadata.family, metadata.config, tensors)
    assert isinstance(generator, MobileStyleGAN)
    path = preview_head_path(metadata.name, size)
    said, arrays = read_preview_head(path, metadata.model_sha256)
    head = build_preview_head(
        said.config, {name: torch.from_numpy(array) for name, array in arrays.items()}
    )
    _, quality = finish(judge(generator, head, range(2)))
    assert np.median(quality.psnr) >= 27.5
    assert quality.psnr.min() >= 25
    assert np.abs(quality.colour_shift).mean() < 2
    assert said.figures["psnr_median"] >= 28
    assert said.figures["colour_shift_mean"] < 1


def test_a_family_without_a_maker_of_heads_is_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_tiny_network(tmp_path)
    job = make_preview_head(path, tmp_path / "head", tmp_path / "faces", 16)
    monkeypatch.delitem(HEAD_MAKERS, "mobilestylegan")
    with pytest.raises(ModelError, match=r"cannot be made for Tiny.* has none"):
        next(job)


def test_each_family_that_has_heads_has_what_makes_them() -> None:
    assert {name for name, each in FAMILIES.items() if each.build_head} == set(HEAD_MAKERS)
