from __future__ import annotations

from itertools import pairwise

from facelab.engine.preview_choice import PreviewChoice

SIZES = (256, 512, 1024)


def drawn(choice: PreviewChoice, milliseconds: dict[int, float], count: int) -> list[int]:
    """The sizes of the next previews on a machine that takes so long for each."""
    sizes = []
    for _ in range(count):
        sizes.append(choice.size)
        choice.note(choice.size, milliseconds[choice.size])
    return sizes


def test_it_begins_with_the_smallest_which_is_soonest():
    choice = PreviewChoice(SIZES)
    assert choice.size == 256


def test_a_slow_machine_stays_with_the_smallest():
    assert set(drawn(PreviewChoice(SIZES), {256: 150.0}, 200)) == {256}


def test_a_fast_machine_comes_to_full_frames():
    sizes = drawn(PreviewChoice(SIZES), {256: 2.0, 512: 3.0, 1024: 5.0}, 60)
    assert sizes == sorted(sizes)
    assert sizes[-1] == 1024


def test_the_largest_that_holds_is_kept():
    sizes = drawn(PreviewChoice(SIZES), {256: 15.0, 512: 45.0}, 300)
    assert sizes[-250:] == [512] * 250


def test_a_size_that_does_not_hold_is_left_and_tried_ever_less_often():
    sizes = drawn(PreviewChoice(SIZES), {256: 30.0, 512: 90.0}, 2000)
    tried = [k for k in range(1, 2000) if (sizes[k - 1], sizes[k]) == (256, 512)]
    waits = [after - before for before, after in pairwise(tried)]
    assert len(tried) >= 3
    assert waits == sorted(waits)
    assert waits[-1] > 4 * waits[0]
    assert sizes.count(512) < 100


def test_a_machine_that_slows_down_gets_smaller_previews_soon():
    choice = PreviewChoice(SIZES)
    drawn(choice, {256: 15.0, 512: 30.0, 1024: 200.0}, 200)
    assert choice.size == 512
    assert drawn(choice, {256: 60.0, 512: 140.0}, 6)[-1] == 256


def test_times_of_another_size_say_nothing():
    choice = PreviewChoice(SIZES)
    for _ in range(100):
        choice.note(512, 1.0)
    assert choice.size == 256


def test_one_size_is_enough():
    assert set(drawn(PreviewChoice((256,)), {256: 1.0}, 100)) == {256}


def test_a_size_that_was_seen_to_take_too_long_is_not_tried():
    """The full frame of a hand that rests says how long it takes, also beside a fast preview."""
    choice = PreviewChoice((256, 1024))
    choice.saw(1024, 4000.0)
    for _ in range(600):
        choice.note(256, 5.0)
    assert choice.size == 256
    choice.saw(1024, 30.0)
    choice.note(256, 5.0)
    assert choice.size == 1024
