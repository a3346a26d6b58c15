from __future__ import annotations

import time

import numpy as np

from facelab.bench.peers import TRIES, fastest


def test_a_peer_is_taken_at_its_best():
    w = np.zeros((1, 4), np.float32)
    drawn: list[str] = []

    def slow(given):
        drawn.append("bf16")
        time.sleep(0.02)
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
