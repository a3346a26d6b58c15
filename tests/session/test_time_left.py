from __future__ import annotations

import pytest

from facelab.session.time_left import TimeLeft, words


def noted(*seen: tuple[float, float | None]) -> TimeLeft:
    left = TimeLeft()
    for now, fraction in seen:
        left.note(now, fraction)
    return left


def test_nobody_knows_at_the_beginning():
    assert TimeLeft().seconds(0.0) is None
    assert noted((0.0, 0.0), (1.0, 0.5)).seconds(1.0) is None


def test_the_rest_takes_as_long_as_the_speed_so_far_says():
    assert noted((0.0, 0.0), (10.0, 0.25)).seconds(10.0) == pytest.approx(30.0)


def test_it_goes_on_between_two_steps_and_never_below_nothing():
    left = noted((0.0, 0.0), (10.0, 0.5))
    assert left.seconds(14.0) == pytest.approx(6.0)
    assert left.seconds(60.0) == 0.0


def test_a_slow_beginning_is_forgotten():
    slow = [(float(t), t / 1000) for t in range(0, 60, 5)]
    quick = [(60.0 + t, 0.06 + t / 100) for t in range(0, 45, 5)]
    assert noted(*slow, *quick).seconds(100.0) == pytest.approx(54.0, rel=0.01)


def test_another_part_begins_anew():
    left = noted((0.0, 0.0), (10.0, 0.9), (11.0, 0.0))
    assert left.seconds(11.0) is None
    assert noted((0.0, 0.5), (10.0, None)).seconds(10.0) is None


def test_what_does_not_move_has_no_end():
    assert noted((0.0, 0.5), (10.0, 0.5)).seconds(10.0) is None


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (None, ""),
        (0.0, "a few seconds left"),
        (7.0, "about 10 seconds left"),
        (44.0, "about 40 seconds left"),
        (55.0, "about a minute left"),
        (100.0, "about 2 minutes left"),
        (3599.0, "about an hour left"),
        (9000.0, "about 3 hours left"),
    ],
)
def test_a_time_in_words(seconds, said):
    assert words(seconds) == said
