from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from facelab import paths
from facelab.checkpoints.lattices import (
    LatticeMetadata,
    lattice_paths,
    own_lattice_path,
    read_lattice,
    write_lattice,
)
from facelab.checkpoints.store import Metadata
from facelab.engine.known_lattice import known_lattice
from facelab.errors import FacelabError, WeightsError

SHA = "ab" * 32
SAID = LatticeMetadata(model="small", model_sha256=SHA, made={"faces": 3}, figures={})
PATTERNS = np.eye(3, 256, dtype=np.float32)


def network(sha256: str = SHA, resolution: int = 256) -> Metadata:
    return Metadata(
        name="small", title="Small", family="f", resolution=resolution, config={},
        model_sha256=sha256, licence="", training_data="", source="",
    )  # fmt: skip


def nobody(error: FacelabError) -> None:
    raise error


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FACELAB_WEIGHTS", str(tmp_path / "cache"))
    monkeypatch.setattr(paths, "shipped_weights", lambda: tmp_path / "shipped")
    return tmp_path


def test_what_is_written_is_read(tmp_path):
    small = np.eye(3, 16, dtype=np.float32)
    write_lattice(tmp_path / "a.safetensors", PATTERNS, SAID, {256: small})
    said, patterns, previews = read_lattice(tmp_path / "a.safetensors", SHA)
    assert said == SAID
    np.testing.assert_array_equal(patterns, PATTERNS)
    assert list(previews) == [256]
    np.testing.assert_array_equal(previews[256], small)


@pytest.mark.parametrize("wrong", [np.ones((2, 15)), np.ones((17, 16)), np.full((1, 16), np.inf)])
def test_patterns_of_previews_that_cannot_be_are_refused(tmp_path, wrong):
    write_lattice(tmp_path / "a.safetensors", PATTERNS, SAID, {256: wrong})
    with pytest.raises(WeightsError):
        read_lattice(tmp_path / "a.safetensors", SHA)


@pytest.mark.parametrize("wrong", [np.ones((2, 5)), np.ones(256), np.full((1, 256), np.nan)])
def test_other_shapes_and_no_numbers_are_refused(tmp_path, wrong):
    write_lattice(tmp_path / "a.safetensors", wrong, SAID)
    with pytest.raises(WeightsError):
        read_lattice(tmp_path / "a.safetensors", SHA)


def test_a_network_that_nobody_measured_has_none(places):
    assert known_lattice(network(), nobody) is None


def test_shipped_and_own_measurements_are_found(places):
    for path in lattice_paths("small", SHA):
        write_lattice(path, PATTERNS, SAID)
        found = known_lattice(network(), nobody)
        assert found is not None
        np.testing.assert_array_equal(found.patterns, PATTERNS)
        path.unlink()


def test_a_network_that_weaves_none_has_none(places):
    write_lattice(own_lattice_path(SHA), PATTERNS[:0], SAID)
    assert known_lattice(network(), nobody) is None


def test_a_size_that_cannot_be_cleaned_has_none(places):
    write_lattice(own_lattice_path(SHA), PATTERNS, SAID)
    assert known_lattice(network(resolution=64), nobody) is None


def test_a_measurement_of_other_weights_is_told_of_and_left_out(places):
    told: list[FacelabError] = []
    write_lattice(lattice_paths("small", SHA)[0], PATTERNS, SAID)
    assert known_lattice(network("cd" * 32), told.append) is None
    assert "other weights" in str(told[0])
