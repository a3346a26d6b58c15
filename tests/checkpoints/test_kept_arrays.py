from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from facelab.checkpoints.kept_arrays import read_arrays


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "kept.npz"
    np.savez(path, one=np.arange(3), two=np.ones((2, 2), np.float32))
    return path


def test_the_named_arrays_are_read(path: Path) -> None:
    found = read_arrays(path, ("two",))
    assert found is not None
    assert list(found) == ["two"]
    np.testing.assert_array_equal(found["two"], np.ones((2, 2)))


def test_what_is_missing_or_damaged_is_nothing(path: Path) -> None:
    assert read_arrays(path.with_name("none.npz"), ("one",)) is None
    assert read_arrays(path, ("one", "three")) is None
    path.write_bytes(path.read_bytes()[:120])
    assert read_arrays(path, ("one",)) is None


def test_objects_are_not_loaded(path: Path) -> None:
    np.savez(path, one=np.array([{}], object))
    assert read_arrays(path, ("one",)) is None
