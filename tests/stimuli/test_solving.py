"""The loop: draw, measure, correct."""

from __future__ import annotations

from typing import cast

import numpy as np
import pytest

from facelab.progress import finish
from facelab.stimuli.ruler import Ruler
from facelab.stimuli.solving import FULL_ROUNDS, PREVIEW_ROUNDS, Base, Loop, held_labels
from tests.stimuli.conftest import NAMES, FakeRuler, by_name


def solve(ruler: FakeRuler, face, targets):
    base = Base(face, ruler.see(face, False), ruler.see(face, True))
    return base, finish(Loop(cast(Ruler, ruler), base, targets, 0.1).run())


@pytest.mark.parametrize("level", [-2.0, -1.0, 1.0, 2.0])
def test_the_label_comes_to_its_target_in_the_full_frame(face, level):
    ruler = FakeRuler()
    _, solved = solve(ruler, face, {"smile": 0.7 + level})
    assert not solved.reason
    assert by_name(solved.seen.values)["smile"] == pytest.approx(0.7 + level, abs=0.1)
    assert ruler.seen[-1] is True
    assert solved.rounds == len(ruler.seen) - 2


def test_what_is_held_is_brought_back(face):
    ruler = FakeRuler()
    base, solved = solve(ruler, face, {"smile": 2.7})
    plain = ruler.see(face.with_amount("smile", solved.recipe.amount("smile")), True)
    for name in ("turn", "age"):
        at = NAMES.index(name)
        left = abs(solved.seen.values[at] - base.full.values[at])
        assert left < 0.6 * abs(plain.values[at] - base.full.values[at])


def test_what_changes_by_the_meaning_of_the_word_is_not_held(face):
    assert held_labels([FakeRuler.levers[0]]) == {"turn", "age"}
    assert held_labels(list(FakeRuler.levers[:2])) == {"age"}
    _, solved = solve(FakeRuler(), face, {"smile": 2.0})
    assert solved.recipe.amount("mouth") == 0


def test_several_targets_at_once(face):
    _, solved = solve(FakeRuler(), face, {"smile": 1.5, "yaw": -1.0})
    found = by_name(solved.seen.values)
    assert found["smile"] == pytest.approx(1.5, abs=0.1)
    assert found["turn"] == pytest.approx(-1.0, abs=0.1)


def test_a_target_out_of_reach_is_said_with_what_it_came_to(face):
    ruler = FakeRuler(bend=lambda values: np.minimum(values, 1.0))
    _, solved = solve(ruler, face, {"smile": 3.0})
    assert "smile came to 1." in solved.reason
    assert "instead of 3.00" in solved.reason
    assert solved.rounds <= PREVIEW_ROUNDS + FULL_ROUNDS
    assert abs(solved.recipe.amount("smile")) <= 4.0  # where its faces break


def test_the_same_face_is_found_again(face):
    assert solve(FakeRuler(), face, {"age": 1.0})[1].recipe == (
        solve(FakeRuler(), face, {"age": 1.0})[1].recipe
    )
