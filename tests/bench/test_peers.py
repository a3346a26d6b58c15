"""What facelab is measured against, and what is said of a family that has nothing."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from facelab.bench import peers
from facelab.bench.peers import (
    TRIES,
    NoPeerError,
    check_peers,
    fastest,
    plain_torch,
    published_engine,
)
from facelab.networks.families import FAMILIES
from tests.tiny_network import write_tiny_network


def test_a_family_without_peers_is_refused_in_words(tmp_path):
    with pytest.raises(NoPeerError, match=r"stripes.*mobilestylegan"):
        check_peers("stripes")
    entry: Any = SimpleNamespace(family="stripes")
    with pytest.raises(NoPeerError):
        published_engine(entry, tmp_path / "never read.whl")


def test_the_network_that_is_measured_against_is_that_of_its_family(tmp_path, monkeypatch):
    path = write_tiny_network(tmp_path)
    pixels = plain_torch(path)(np.zeros((11, 12), np.float32))
    assert pixels.shape == (64, 64, 3)
    monkeypatch.delitem(peers._PLAIN, "mobilestylegan")
    with pytest.raises(NoPeerError):
        plain_torch(path)


def test_every_peer_is_of_a_family_that_is_known():
    assert set(peers._PLAIN) <= set(FAMILIES)


def test_a_peer_is_taken_at_its_best(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("facelab.bench.peers.time.perf_counter", lambda: now[0])
    w = np.zeros((1, 4), np.float32)
    drawn: list[str] = []

    def slow(given):
        drawn.append("bf16")
        now[0] += 0.02
        return np.zeros((1, 1, 3), np.uint8)

    def fast(given):
        assert given is w
        drawn.append("f32")
        return np.ones((1, 1, 3), np.uint8)

    peer = fastest({"bf16": slow, "f32": fast}, w)
    assert peer.precision == "f32"
    assert peer.draw is fast
    assert set(peer.tried_ms) == {"bf16", "f32"}
    assert drawn == ["bf16", "f32"] * TRIES
