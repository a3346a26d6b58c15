from __future__ import annotations

from itertools import pairwise

import pytest

from facelab.engine.preview_choice import PreviewChoice, PreviewKind, choice_of

KINDS = tuple(map(PreviewKind, (256, 512, 1024)))
LIGHT = PreviewKind(256, light=True)


def drawn(choice: PreviewChoice, milliseconds: dict[int, float], count: int) -> list[int]:
    """The sizes of the next previews on a machine that takes so long for each."""
    sizes = []
    for _ in range(count):
        sizes.append(choice.kind.size)
        choice.note(choice.kind, milliseconds[choice.kind.size])
    return sizes


def test_it_begins_with_the_smallest_which_is_soonest():
    choice = PreviewChoice(KINDS)
    assert choice.kind.size == 256


def test_a_slow_machine_stays_with_the_smallest():
    assert set(drawn(PreviewChoice(KINDS), {256: 150.0}, 200)) == {256}


def test_a_fast_machine_comes_to_full_frames():
    sizes = drawn(PreviewChoice(KINDS), {256: 2.0, 512: 3.0, 1024: 5.0}, 60)
    assert sizes == sorted(sizes)
    assert sizes[-1] == 1024


def test_the_largest_that_holds_is_kept():
    sizes = drawn(PreviewChoice(KINDS), {256: 15.0, 512: 40.0}, 300)
    assert sizes[-250:] == [512] * 250


def test_a_size_that_does_not_hold_is_left_and_tried_ever_less_often():
    sizes = drawn(PreviewChoice(KINDS), {256: 25.0, 512: 90.0}, 2000)
    tried = [k for k in range(1, 2000) if (sizes[k - 1], sizes[k]) == (256, 512)]
    waits = [after - before for before, after in pairwise(tried)]
    assert len(tried) >= 3
    assert waits == sorted(waits)
    assert waits[-1] > 4 * waits[0]
    assert sizes.count(512) < 100


def test_a_machine_that_slows_down_gets_smaller_previews_soon():
    choice = PreviewChoice(KINDS)
    drawn(choice, {256: 15.0, 512: 30.0, 1024: 200.0}, 200)
    assert choice.kind.size == 512
    assert drawn(choice, {256: 60.0, 512: 140.0}, 6)[-1] == 256


def test_times_of_another_size_say_nothing():
    choice = PreviewChoice(KINDS)
    for _ in range(100):
        choice.note(KINDS[1], 1.0)
    assert choice.kind.size == 256


def test_one_size_is_enough():
    assert set(drawn(PreviewChoice(KINDS[:1]), {256: 1.0}, 100)) == {256}


def test_a_size_that_was_seen_to_take_too_long_is_not_tried():
    """The full frame of a hand that rests says how long it takes, also beside a fast preview."""
    choice = PreviewChoice((KINDS[0], KINDS[2]))
    choice.saw(KINDS[2], 4000.0)
    for _ in range(600):
        choice.note(KINDS[0], 5.0)
    assert choice.kind.size == 256
    choice.saw(KINDS[2], 30.0)
    choice.note(KINDS[0], 5.0)
    assert choice.kind.size == 1024


@pytest.mark.parametrize(
    ("light", "heavy", "stays"),
    [(36.0, 60.0, LIGHT), (24.0, 42.0, KINDS[0]), (12.0, 18.0, KINDS[1])],
)
def test_a_light_head_draws_where_that_of_its_size_does_not_hold(
    light: float, heavy: float, stays: PreviewKind
) -> None:
    choice = choice_of((256, 512), 1024, "auto", light=256)
    assert choice is not None
    assert choice.kind == LIGHT
    for _ in range(200):
        taken = {LIGHT: light, KINDS[0]: heavy, KINDS[1]: 3 * light, KINDS[2]: 9 * light}
        choice.note(choice.kind, taken[choice.kind])
    assert choice.kind == stays


def test_who_asks_for_a_size_gets_the_closest_pictures_of_it():
    choice = choice_of((256, 512), 1024, "256", light=256)
    assert choice is not None
    assert choice.kinds == (PreviewKind(256),)
