from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import torch

from facelab.errors import ModelError
from facelab.networks.mobilestylegan import inverse_haar
from facelab.networks.preview_head import PreviewHead, build_preview_head
from facelab.networks.preview_head_plan import HeadConfig, head_config

CONFIG = HeadConfig(
    resolution=8, channels=16, w_dim=6, num_ws=11, first_row=4, widths=(12, 6, 8, 8)
)


@pytest.fixture
def head() -> PreviewHead:
    torch.manual_seed(0)
    head = PreviewHead(CONFIG)
    for parameter in head.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    return head


@pytest.fixture
def features() -> torch.Tensor:
    return torch.randn(2, 16, 8, 8, generator=torch.Generator().manual_seed(1))


@pytest.fixture
def ws() -> torch.Tensor:
    return torch.randn(2, 11, 6, generator=torch.Generator().manual_seed(2))


def test_a_preview_is_twice_as_large_as_the_features(
    head: PreviewHead, features: torch.Tensor, ws: torch.Tensor
) -> None:
    assert (head.resolution, head.size) == (8, 16)
    assert head(features, ws).shape == (2, 3, 16, 16)


def test_one_that_grows_draws_four_times_the_side(features: torch.Tensor, ws: torch.Tensor) -> None:
    torch.manual_seed(0)
    head = PreviewHead(replace(CONFIG, grows=1))
    assert head.size == 32
    preview = head(features, ws)
    assert preview.shape == (2, 3, 32, 32)
    again = build_preview_head(head.config.as_dict(), head.state_dict())
    assert torch.equal(again(features, ws), preview)


def test_the_picture_is_the_inverse_transform_of_the_bands(
    head: PreviewHead, features: torch.Tensor, ws: torch.Tensor
) -> None:
    bands = head.predict(features.permute(0, 2, 3, 1), ws)
    assert bands.shape == (2, 8, 8, 12)
    torch.testing.assert_close(head(features, ws).permute(0, 2, 3, 1), inverse_haar(bands) / 2)


def test_it_reads_only_the_rows_of_the_layers_it_stands_in_for(
    head: PreviewHead, features: torch.Tensor, ws: torch.Tensor
) -> None:
    assert CONFIG.rows == (4, 5, 7, 8, 9)
    before = head(features, ws)
    for row in range(CONFIG.num_ws):
        moved = ws.clone()
        moved[:, row] += 1.0
        same = torch.equal(head(features, moved), before)
        assert same == (row not in CONFIG.rows), row


def test_samples_of_a_batch_do_not_mix(
    head: PreviewHead, features: torch.Tensor, ws: torch.Tensor
) -> None:
    torch.testing.assert_close(head(features, ws)[1:], head(features[1:], ws[1:]))


def test_gradients_reach_features_and_w_plus(
    head: PreviewHead, features: torch.Tensor, ws: torch.Tensor
) -> None:
    features.requires_grad_()
    ws.requires_grad_()
    head(features, ws).square().sum().backward()
    assert features.grad is not None
    assert ws.grad is not None
    assert (features.grad != 0).all()
    assert (ws.grad[:, list(CONFIG.rows)] != 0).any(dim=2).all()


def test_built_from_its_tensors_it_is_the_same_and_frozen(
    head: PreviewHead, features: torch.Tensor, ws: torch.Tensor
) -> None:
    again = build_preview_head(CONFIG.as_dict(), head.state_dict())
    assert torch.equal(again(features, ws), head(features, ws))
    assert not any(parameter.requires_grad for parameter in again.parameters())


@pytest.mark.parametrize(
    "change",
    [
        {"channels": 15},
        {"channels": "16"},
        {"resolution": 0},
        {"w_dim": True},
        {"widths": (12, 6, 8)},
        {"widths": (12, 6, 8, -8)},
        {"first_row": 6},
        {"grows": 2},
        {"grows": 1, "low": 5},
        {"unknown": 1},
    ],
)
def test_an_impossible_shape_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ModelError, match="configuration"):
        head_config(CONFIG.as_dict() | change)


def test_a_missing_value_is_refused() -> None:
    values = CONFIG.as_dict()
    del values["resolution"]
    with pytest.raises(ModelError, match="configuration"):
        head_config(values)


def test_tensors_of_another_shape_are_refused(head: PreviewHead) -> None:
    tensors = dict(head.state_dict())
    tensors["bands.weight"] = tensors["bands.weight"][:, 1:]
    with pytest.raises(ModelError, match="do not fit"):
        build_preview_head(CONFIG.as_dict(), tensors)
