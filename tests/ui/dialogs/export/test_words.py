from __future__ import annotations

import pytest

from facelab.preparing.costs import Cost
from facelab.ui.dialogs.export.words import amount, duration, estimate


@pytest.mark.parametrize(
    ("count", "said"),
    [(10, "1 KB"), (1500, "2 KB"), (1_400_000, "1.4 MB"), (250e6, "250 MB"), (3.2e9, "3.2 GB")],
)
def test_amounts(count, said):
    assert amount(count) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.4, "a second"), (19.2, "19 seconds"), (150, "2 minutes"), (9000, "2.5 hours")],
)
def test_durations(seconds, said):
    assert duration(seconds) == said


def test_what_so_many_faces_take():
    said, full = estimate(9, Cost(2.0, 1.5e6), 10**9)
    assert said == "9 faces, about 13.5 MB, about 18 seconds"
    assert not full


def test_a_disk_that_is_too_small_is_said_before():
    said, full = estimate(1000, Cost(2.0, 1.5e6), 10**9)
    assert full
    assert "only 1.0 GB are free" in said


def test_nothing_is_said_of_what_was_not_measured():
    assert estimate(1, None, 5) == ("1 face: measuring…", False)
    assert estimate(2, Cost(None, 1e6), None) == ("2 faces, about 2.0 MB", False)
