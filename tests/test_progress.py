from __future__ import annotations

import pytest

from facelab.errors import Stopped
from facelab.progress import Progress, Steps, finish, part


def job() -> Steps[str]:
    yield Progress(0, 4, "start")
    yield Progress(2, 4, "half")
    yield Progress(4, 4, "end")
    return "made"


def test_a_job_takes_its_share_of_a_longer_one():
    made = []

    def longer():
        made.append((yield from part(job(), 0.2, 0.6)))

    steps = list(longer())
    assert [now.text for now in steps] == ["start", "half", "end"]
    assert [now.fraction for now in steps] == pytest.approx([0.2, 0.4, 0.6])
    assert made == ["made"]


def test_a_job_is_done_at_once_where_nobody_looks_on():
    assert finish(job()) == "made"


def test_who_stops_it_gets_no_result_and_it_is_closed():
    ended = []

    def steps() -> Steps[str]:
        try:
            yield Progress(0, 2)
            yield Progress(1, 2)
        finally:
            ended.append(True)
        return "made"

    asked = iter([False, True])
    with pytest.raises(Stopped):
        finish(steps(), lambda: next(asked))
    assert ended == [True]


@pytest.mark.parametrize(
    ("done", "total", "fraction"),
    [(1, 4, 0.25), (0, 0, None), (3, 0, None), (5, 4, 1.0), (-1, 4, 0.0)],
)
def test_the_share_that_is_done(done, total, fraction):
    assert Progress(done, total).fraction == fraction
