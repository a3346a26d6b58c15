from __future__ import annotations

import pytest

from facelab.solve.progress import part


def job():
    yield 0.0, "start"
    yield 0.5, "half"
    yield 1.0, "end"
    return "made"


def test_a_job_takes_its_share_of_a_longer_one() -> None:
    made = []

    def longer():
        made.append((yield from part(job(), 0.2, 0.6)))

    steps = list(longer())
    assert [text for _, text in steps] == ["start", "half", "end"]
    assert [done for done, _ in steps] == pytest.approx([0.2, 0.4, 0.6])
    assert made == ["made"]
