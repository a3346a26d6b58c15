"""A run of the bench: what it reports, not how fast it was."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest

from facelab.bench import stages
from facelab.bench.floor import measure_floor
from facelab.bench.memory import measure_alone
from facelab.bench.stages import Bench, locked_edits, run_bench
from facelab.bench.timing import Times
from facelab.engine import load
from tests.tiny_network import BLOCKS, write_tiny_network

PEERS = ("published engine", "plain torch")


@pytest.fixture(scope="module")
def drawn() -> list[tuple[int, ...]]:
    """Shapes that the peers were given."""
    return []


@pytest.fixture(scope="module")
def bench(
    model_path: Path, drawn: list[tuple[int, ...]], tmp_path_factory: pytest.TempPathFactory
) -> Bench:
    """One round on the real network, with peers that draw nothing; the processes that a back end
    has to itself load a tiny one.
    """
    tiny = write_tiny_network(tmp_path_factory.mktemp("stages"), BLOCKS)

    def peer(ws: np.ndarray) -> None:
        drawn.append(ws.shape)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stages, "measure_floor", lambda device: measure_floor(device, rounds=1))
        patch.setattr(stages, "measure_alone", lambda _path, *where: measure_alone(tiny, *where))
        return run_bench(model_path, "cpu", 1, dict.fromkeys(PEERS, peer))


def test_every_back_end_and_peer_is_measured_and_compared(bench, drawn):
    results = json.loads(json.dumps(bench.as_json()))
    assert set(results["stages"]) == {"onnxruntime", "torch", *PEERS}
    assert set(results["stages"]["torch"]) == {
        *("mapping", "compose", "locks", "preview", "preview 512 px", "full", "to uint8")
    }
    assert drawn == [(23, 512)] * 4  # two peers, a warm-up and a round
    ratios = [name for name in results if name.endswith("_ratio")]
    assert "full_frame_to_published_engine_ratio" in ratios
    assert "preview_to_published_engine_ratio" in ratios
    assert all(results[name] > 0 for name in ratios)
    assert results["floor"]["matrix_product_gflops"] > 0
    peaks = results["peak_memory_mb"]
    assert set(peaks) == {"onnxruntime", "torch", "this run"}
    assert all(30 < peak < 10_000 for peak in peaks.values())
    for seconds in (results["seconds_to_load"], results["seconds_to_first_frame"]):
        assert set(seconds) == {"onnxruntime", "torch"}
        assert all(each > 0 for each in seconds.values())


def test_ratios_are_ours_to_theirs(bench):
    slow = dataclasses.replace(bench, times={**bench.times, "published engine/full": Times((1e9,))})
    assert slow.ratios()["full_frame_to_published_engine_ratio"] < 0.01


def test_of_a_family_whose_arithmetic_nobody_counted_there_are_only_times(bench):
    found = dataclasses.replace(bench, frame_gflop=None, preview_gflop=None).as_json()
    assert "full_frame_to_arithmetic_floor_ratio" not in found
    assert "full_frame_to_published_engine_ratio" in found
    assert set(found["stages"]["torch"]["full"]) == set(found["stages"]["torch"]["mapping"])


def test_the_arithmetic_is_that_of_the_network(bench):
    assert bench.frame_gflop == pytest.approx(2 * 7.36, rel=0.01)
    assert bench.preview_gflop == pytest.approx(7.3, abs=1.5), "up to 128 pixels"


def test_locks_are_never_the_same_twice(model_path):
    renderer = load(model_path, "cpu")
    edits = [edit for edit, _ in zip(locked_edits(renderer), range(2000), strict=False)]
    renderer.close()
    assert len(edits) == len(set(edits)) == 2000
