from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
import torch
from safetensors.numpy import save_file

from facelab.checkpoints import default_entry, store
from facelab.errors import WeightsError

TENSORS = {
    "b.weight": np.arange(12, dtype=np.float32).reshape(3, 4),
    "a": np.ones(2, dtype=np.float32),
}
METADATA = store.Metadata(
    name="tiny",
    title="Tiny",
    family="mobilestylegan",
    resolution=64,
    config={"channels": [8, 8]},
    model_sha256=store.tensors_sha256(TENSORS),
    licence="CC0-1.0",
    training_data="none",
    source="a test",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "tiny.safetensors"
    store.write(found, TENSORS, METADATA)
    return found


def test_round_trip(path: Path) -> None:
    metadata, tensors = store.read(path)
    assert metadata == METADATA
    assert tensors.keys() == TENSORS.keys()
    assert torch.equal(tensors["b.weight"], torch.arange(12.0).view(3, 4))


def test_info_reads_no_tensor(path: Path) -> None:
    found = store.info(path)
    assert found.metadata == METADATA
    assert (found.tensors, found.parameters) == (2, 14)
    assert found.file_bytes == path.stat().st_size
    assert store.verify(path) == found


def test_the_hash_covers_names_types_shapes_and_numbers() -> None:
    same = store.tensors_sha256(dict(reversed(TENSORS.items())))
    assert same == METADATA.model_sha256
    others: list[dict[str, Any]] = [
        {**TENSORS, "a": np.array([1, 2], dtype=np.float32)},
        {**TENSORS, "a": np.ones(2, dtype=np.float64)},
        {**TENSORS, "a": np.ones((2, 1), dtype=np.float32)},
        {"b.weight": TENSORS["b.weight"], "c": TENSORS["a"]},
    ]
    hashes = {store.tensors_sha256(each) for each in others}
    assert len(hashes | {same}) == 5


def test_the_hash_is_of_values_not_of_memory_order() -> None:
    turned = {"a": np.asfortranarray(TENSORS["b.weight"])}
    assert store.tensors_sha256(turned) == store.tensors_sha256({"a": TENSORS["b.weight"]})


def test_arrays_in_any_memory_order_are_written(tmp_path: Path) -> None:
    path = tmp_path / "turned.safetensors"
    store.write(path, {**TENSORS, "b.weight": np.asfortranarray(TENSORS["b.weight"])}, METADATA)
    assert torch.equal(store.read(path)[1]["b.weight"], torch.arange(12.0).view(3, 4))


def test_a_changed_number_is_found(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[-1] ^= 1
    path.write_bytes(raw)
    for check in (store.read, store.verify):
        with pytest.raises(WeightsError, match=r"damaged.*have changed.*weights list"):
            check(path)
    store.read(path, check=False)  # the caller's choice


@pytest.mark.parametrize("keep", [0, 4, 100, -1])
def test_a_truncated_file(path: Path, keep: int) -> None:
    path.write_bytes(path.read_bytes()[:keep])
    for read in (store.info, store.read, store.verify):
        with pytest.raises(WeightsError, match=r"damaged.*weights list"):
            read(path)


def test_a_damaged_file_of_the_catalogue_is_fetched_again_by_its_name(tmp_path: Path) -> None:
    name = default_entry().name
    path = tmp_path / f"{name}.safetensors"
    path.write_bytes(b"garbage")
    with pytest.raises(WeightsError, match=rf"damaged.*`facelab weights fetch {name}`"):
        store.info(path)


@pytest.mark.parametrize("content", [b"garbage" * 100, b"\xff" * 64])
def test_garbage(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.safetensors"
    path.write_bytes(content)
    with pytest.raises(WeightsError, match="damaged"):
        store.info(path)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="was not found"):
        store.info(tmp_path / "none.safetensors")


def test_a_file_of_another_program(tmp_path: Path) -> None:
    path = tmp_path / "x.safetensors"
    save_file(TENSORS, path)
    with pytest.raises(WeightsError, match="not a network converted by facelab"):
        store.info(path)


@pytest.mark.parametrize(
    ("version", "fix"), [("2", "Update"), ("0", "weights list"), ("x", "weights list")]
)
def test_other_versions(tmp_path: Path, version: str, fix: str) -> None:
    path = tmp_path / "x.safetensors"
    save_file(TENSORS, path, metadata={"format": store.FORMAT, "version": version})
    with pytest.raises(WeightsError, match=fix):
        store.info(path)


@pytest.mark.parametrize("metadata", ["", "{}", "[1]", '{"name": 3}'])
def test_malformed_metadata(tmp_path: Path, metadata: str) -> None:
    path = tmp_path / "x.safetensors"
    header = {"format": store.FORMAT, "version": "1", "metadata": metadata}
    save_file(TENSORS, path, metadata=header)
    with pytest.raises(WeightsError, match="header is malformed"):
        store.info(path)


def test_a_failing_write_leaves_the_old_file_and_nothing_else(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = path.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store.write(path, TENSORS, msgspec.structs.replace(METADATA, title="New"))
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_listing_and_fetching_do_not_wait_for_torch() -> None:
    program = "import sys, facelab.checkpoints; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
