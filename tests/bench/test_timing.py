"""Turns are taken fairly, and ratios compare the same rounds."""

from __future__ import annotations

import pytest

from facelab.bench.timing import Times, take_turns


def test_subjects_run_in_turn_and_the_warm_up_is_not_kept():
    calls: list[str] = []
    told: list[tuple[int, int]] = []
    times = take_turns(
        {"a": lambda: calls.append("a"), "b": lambda: calls.append("b")},
        rounds=3,
        warm_up=2,
        told=lambda done, total: told.append((done, total)),
    )
    assert calls == ["a", "b"] * 5
    assert {name: len(each.milliseconds) for name, each in times.items()} == {"a": 3, "b": 3}
    assert told == [(turn, 5) for turn in range(5)]


def test_a_ratio_is_taken_round_by_round():
    # The machine was three times slower in the second round: the ratio does not see it.
    assert Times((10.0, 30.0, 10.0)).ratio_to(Times((20.0, 60.0, 20.0))) == pytest.approx(0.5)


def test_json_has_median_and_spread():
    assert Times((3.0, 1.0, 2.0)).as_json() == {"median_ms": 2.0, "min_ms": 1.0, "max_ms": 3.0}
