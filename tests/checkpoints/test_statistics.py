from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from facelab.checkpoints.statistics import (
    FORMAT,
    LatentStatistics,
    read_statistics,
    write_statistics,
)
from facelab.errors import WeightsError

ZEROS = np.zeros(3, np.float32)


def test_round_trip(tmp_path: Path) -> None:
    path = tmp_path / "new" / "x.safetensors"
    # columns first in memory, as eigenvectors come
    components = np.asfortranarray(np.arange(6, dtype=np.float32).reshape(2, 3))
    known = LatentStatistics(ZEROS, components, np.ones(2, np.float32))
    write_statistics(path, known, {"model": "x"})
    found = read_statistics(path)
    assert found.components.tolist() == [[0, 1, 2], [3, 4, 5]]
    assert found.sigma.tolist() == [1, 1]
    assert found.w_avg.shape == (3,)


def test_missing_damaged_and_other_files(tmp_path: Path) -> None:
    path = tmp_path / "x.safetensors"
    with pytest.raises(WeightsError, match="cannot be read"):
        read_statistics(path)
    path.write_bytes(b"garbage")
    with pytest.raises(WeightsError, match="cannot be read"):
        read_statistics(path)
    save_file({"w_avg": ZEROS}, path)
    with pytest.raises(WeightsError, match="not a version 1 statistics file"):
        read_statistics(path)
    save_file({"w_avg": ZEROS}, path, metadata={"format": FORMAT, "version": "1"})
    with pytest.raises(WeightsError, match="do not match"):
        read_statistics(path)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_numbers_that_are_not_finite_are_refused(tmp_path: Path, value: float) -> None:
    known = LatentStatistics(
        np.full(3, value, np.float32), np.eye(2, 3, dtype=np.float32), np.ones(2, np.float32)
    )
    write_statistics(tmp_path / "a.safetensors", known, {})
    with pytest.raises(WeightsError, match="invalid numbers"):
        read_statistics(tmp_path / "a.safetensors")
