from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from facelab.checkpoints.preview_heads import (
    FILES,
    SIZES,
    HeadMetadata,
    light_head_path,
    own_light_path,
    preview_head_path,
    read_preview_head,
    shipped_light_path,
    write_preview_head,
)
from facelab.engine.backend import Head
from facelab.errors import WeightsError

SHA = "ab" * 32
METADATA = HeadMetadata(
    model="small",
    model_sha256=SHA,
    config={"resolution": 8, "widths": [1, 2, 3, 4]},
    made={"steps": 3},
    figures={"psnr_median": 30.0},
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "previews" / "small-16.safetensors"
    tensors = {
        "a": np.linspace(-1, 1, 9, dtype=np.float32).reshape(3, 3),
        "b": np.ones(2, np.float32),
    }
    write_preview_head(path, tensors, METADATA)
    return path


def test_what_is_written_is_read(path: Path) -> None:
    metadata, tensors = read_preview_head(path, SHA)
    assert metadata == METADATA
    assert {name: each.dtype for name, each in tensors.items()} == {
        "a": np.float32,
        "b": np.float32,
    }
    np.testing.assert_allclose(tensors["a"].ravel(), np.linspace(-1, 1, 9), atol=5e-4)


def test_the_file_holds_half_precision(path: Path) -> None:
    assert path.stat().st_size < 8 + 1000 + 2 * 11


def test_a_head_of_other_weights_is_refused(path: Path) -> None:
    with pytest.raises(WeightsError, match="other weights"):
        read_preview_head(path, "cd" * 32)


def test_a_missing_file_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="cannot be read"):
        read_preview_head(tmp_path / "none.safetensors", SHA)


@pytest.mark.parametrize("keep", [0, 7, 100, -1])
def test_a_cut_file_is_refused(path: Path, keep: int) -> None:
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(WeightsError, match="cannot be read"):
        read_preview_head(path, SHA)


def test_another_file_of_tensors_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.safetensors"
    save_file({"a": np.zeros(3, np.float32)}, path)
    with pytest.raises(WeightsError, match="not a preview head"):
        read_preview_head(path, SHA)


def test_a_header_that_is_not_one_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.safetensors"
    header = {"format": "facelab-preview-head", "version": "1", "metadata": "{}"}
    save_file({"a": np.zeros(3, np.float32)}, path, metadata=header)
    with pytest.raises(WeightsError, match="header"):
        read_preview_head(path, SHA)


def test_numbers_that_are_none_are_refused(path: Path) -> None:
    write_preview_head(path, {"a": np.array([1.0, np.nan])}, METADATA)
    with pytest.raises(WeightsError, match="invalid numbers"):
        read_preview_head(path, SHA)


@pytest.mark.parametrize("size", SIZES)
def test_the_default_network_has_one_of_each_size(size: int) -> None:
    path = preview_head_path("mobilestylegan-ffhq-1024", size)
    assert path.is_file()
    assert path.stat().st_size < 1_500_000


def test_the_light_head_that_is_shipped_draws_the_smallest_size() -> None:
    network = "mobilestylegan-ffhq-1024"
    smallest = preview_head_path(network, SIZES[0])
    sha256 = FILES.read(smallest)[0].model_sha256
    said, tensors = read_preview_head(shipped_light_path(network), sha256)
    head = Head(said.config, tensors)
    assert head.size == SIZES[0]
    assert head.resolution < SIZES[0] // 2, "it reads less than the other"
    assert said.figures["psnr_median"] > 29


def test_a_light_head_made_here_goes_before_that_which_is_shipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FACELAB_WEIGHTS", str(tmp_path))
    assert light_head_path("nobody", SHA) is None
    own = own_light_path(SHA)
    write_preview_head(own, {"a": np.ones(2, np.float32)}, METADATA)
    assert light_head_path("mobilestylegan-ffhq-1024", SHA) == own
