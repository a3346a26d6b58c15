from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from facelab.checkpoints.directions import (
    FORMAT,
    Attribute,
    DirectionsFile,
    DirectionsMetadata,
    Figures,
    NamedDirection,
    read_directions,
    write_directions,
)
from facelab.errors import WeightsError

SHA = "ab" * 32
BANDS, LABELS, W_DIM = ((0, 1), (2, 4)), ("smile", "age", "around-1"), 6


def named(name: str = "smile", **changes: object) -> NamedDirection:
    fields: dict[str, object] = {
        "id": name,
        "title": "Smile",
        "group": "Expression",
        "about": "Corners up.",
        "label": "smile",
        "bands": (0, 1),
        "metric": 1,
        "locks": ("age",),
        "softness": 0.02,
        "held_out": 0.9,
        "breaks_at": 4.5,
        "source": "landmarks",
        "figures": Figures(
            selectivity=9.0,
            selectivity_unlocked=5.0,
            monotone=1.0,
            identity=0.1,
            gain=1.0,
            faces=16,
        ),
    }
    return msgspec.convert(fields | changes, NamedDirection)


def metadata(*directions: NamedDirection) -> DirectionsMetadata:
    return DirectionsMetadata(
        model="small",
        model_sha256=SHA,
        bands=BANDS,
        labels=LABELS,
        directions=directions,
        attributes=(Attribute(id="identity", title="Identity", about="Who.", labels=("age",)),),
        farthest=1.3,
        made={"faces": 3},
    )


@pytest.fixture
def made() -> DirectionsFile:
    random = np.random.RandomState(0)
    K, B = len(LABELS), len(BANDS)
    return DirectionsFile(
        metadata(named()),
        random.randn(1, B, W_DIM).astype(np.float32),
        random.randn(2, K, B, W_DIM).astype(np.float32),
        random.randn(K, B, W_DIM).astype(np.float32),
        random.randn(2, B, K, K).astype(np.float32),
        np.ones(K, np.float32),
        np.eye(W_DIM, dtype=np.float32),
        {"mean": np.zeros(K, np.float32)},
    )


@pytest.fixture
def path(tmp_path: Path, made: DirectionsFile) -> Path:
    path = tmp_path / "directions" / "small.safetensors"
    write_directions(path, made)
    return path


def test_what_is_written_is_read(path: Path, made: DirectionsFile) -> None:
    found = read_directions(path, SHA)
    assert found.metadata == made.metadata
    for name in ("vectors", "steps", "gradients", "grams", "gains", "whitener"):
        np.testing.assert_allclose(getattr(found, name), getattr(made, name), rtol=1e-3, atol=1e-4)
        assert getattr(found, name).dtype == np.float32
    assert set(found.scale) == {"mean"}


def test_directions_of_other_weights_are_refused(path: Path) -> None:
    with pytest.raises(WeightsError, match="other weights"):
        read_directions(path, "cd" * 32)


@pytest.mark.parametrize("content", [b"", b"\x00" * 64, b"\xff" * 8 + b"{}", b"{" * 5000])
def test_what_is_no_such_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.safetensors"
    path.write_bytes(content)
    with pytest.raises(WeightsError, match="cannot be read"):
        read_directions(path)


def test_a_missing_file_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="cannot be read"):
        read_directions(tmp_path / "none.safetensors")


def rewrite(path: Path, header: dict[str, str] | None = None, **tensors: np.ndarray) -> None:
    """Write the file again with another header or other tensors."""
    good = {
        "format": FORMAT.name,
        "version": str(FORMAT.version),
        "metadata": msgspec.json.encode(metadata(named())).decode(),
    }
    save_file(load_file(path) | tensors, path, good | (header or {}))


@pytest.mark.parametrize(
    ("header", "why"),
    [
        ({"format": "x"}, "not a file of named directions of version 2"),
        ({"version": "99"}, "not a file of named directions of version 2"),
        ({"metadata": "{}"}, "header"),
        ({"metadata": "[" * 100_000}, "header"),
        ({"metadata": '{"labels": 3}'}, "header"),
    ],
)
def test_a_header_that_says_something_else_is_refused(
    path: Path, header: dict[str, str], why: str
) -> None:
    rewrite(path, header)
    with pytest.raises(WeightsError, match=why):
        read_directions(path)


@pytest.mark.parametrize(
    ("tensors", "why"),
    [
        ({"vectors": np.zeros((2, 2, W_DIM), np.float16)}, "vectors is missing or misshapen"),
        ({"steps": np.zeros((1, 3, 2, 4), np.float16)}, "steps is missing or misshapen"),
        ({"gradients": np.zeros((2, 2, W_DIM), np.float16)}, "gradients is missing or missh"),
        (
            {
                "grams": np.zeros((0, 2, 3, 3), np.float32),
                "steps": np.zeros((0, 3, 2, W_DIM), np.float16),
            },
            "metrics, or too many",
        ),
        ({"whitener": np.zeros((0, 0), np.float16)}, "whitener is missing"),
        ({"whitener": np.zeros(3, np.float16)}, "whitener is missing"),
        ({"gains": np.full(3, np.nan, np.float32)}, "invalid numbers"),
        ({"grams": np.zeros((2, 2, 3, 3), np.int32)}, "invalid numbers"),
        ({"scale.mean": np.full(3, np.inf, np.float32)}, "invalid numbers"),
    ],
)
def test_tensors_that_do_not_fit_are_refused(
    path: Path, tensors: dict[str, np.ndarray], why: str
) -> None:
    rewrite(path, None, **tensors)
    with pytest.raises(WeightsError, match=why):
        read_directions(path)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"bands": (0, 2)}, "bands that do not exist"),
        ({"bands": (1, 0)}, "bands that do not exist"),
        ({"metric": 2}, "a metric that does not exist"),
        ({"softness": 1e308}, "an impossible softness"),
        ({"softness": -0.1}, "an impossible softness"),
        ({"metric": -1}, "a metric that does not exist"),
        ({"locks": ("nose",)}, "labels that do not exist"),
        ({"label": "nose"}, "labels that do not exist"),
    ],
)
def test_a_direction_that_contradicts_the_file_is_refused(
    path: Path, changes: dict[str, Any], why: str
) -> None:
    text = msgspec.json.encode(metadata(named(**changes))).decode()
    rewrite(path, {"metadata": text})
    with pytest.raises(WeightsError, match=why):
        read_directions(path)


def test_a_failed_write_leaves_what_was_there(path: Path, made: DirectionsFile) -> None:
    before = path.read_bytes()
    broken = DirectionsFile(
        made.metadata,
        None,  # type: ignore[arg-type]
        made.steps,
        made.gradients,
        made.grams,
        made.gains,
        made.whitener,
        {},
    )
    with pytest.raises(AttributeError):
        write_directions(path, broken)
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == [path.name]
