"""A cast is found as it was wished, the same one again, and says what it could not find."""

from __future__ import annotations

import math

import numpy as np
import pytest

from facelab.casting.faces import Found, Outcome
from facelab.casting.report import ALIKE, told
from facelab.casting.said import wishes_of
from facelab.casting.search import casting
from facelab.casting.wishes import Share, Wishes
from facelab.progress import finish
from tests.casting.world import World

LOOSE = {"apart": 0.05, "apart_in_w": 0.3}


def wishes(text: str, count: int = 12, **more) -> Wishes:
    return Wishes(count=count, wishes=wishes_of(text), **(LOOSE | more))


def found(wanted: Wishes, world: World | None = None) -> Outcome:
    return finish(casting(wanted, world or World()))


@pytest.fixture(scope="module")
def half_smile() -> tuple[Wishes, Outcome, list[int]]:
    (smile,) = wishes_of("smile > 0.3")
    wanted = wishes("age 20 to 40, hair-light < 0", shares=(Share(0.5, smile),))
    world = World()
    return wanted, found(wanted, world), world.seen


def test_every_face_is_as_it_was_wished_and_half_of_them_smile(half_smile):
    wanted, outcome, _ = half_smile
    values = [each.seen.values for each in outcome.faces]
    assert len(values) == 12
    assert all(wish.holds(each) for wish in wanted.wishes for each in values)
    assert sum(each["smile"] > 0.3 for each in values) == 6
    assert len({each.recipe for each in outcome.faces}) == 12


def test_no_face_is_drawn_twice_and_far_fewer_than_are_predicted(half_smile):
    _, outcome, seen = half_smile
    assert len(seen) == len(set(seen)) == outcome.drawn < outcome.predicted / 10
    assert 0.25 < outcome.passed < 1  # by chance alone it would be one in ten


def test_the_same_wishes_find_the_same_faces_and_another_seed_others(half_smile):
    wanted, outcome, _ = half_smile
    again = found(wanted)
    assert [each.recipe for each in again.faces] == [each.recipe for each in outcome.faces]
    other = found(wishes("age 20 to 40", seed=1))
    assert {each.recipe for each in other.faces}.isdisjoint(e.recipe for e in outcome.faces)


def test_faces_are_told_as_they_are_found():
    steps = list(casting(wishes("smile > 0", count=3), World()))
    numbers = [step.face.number for step in steps if isinstance(step, Found) and step.face]
    assert numbers == [1, 2, 3]
    assert steps[-1].fraction == 1


def test_no_two_are_alike():
    outcome = found(wishes("smile > 0", apart=0.9, count=8))
    who = np.stack([each.identity for each in outcome.faces])
    away = np.linalg.norm(who[:, None] - who[None], axis=2)
    assert away[~np.eye(len(who), dtype=bool)].min() >= 0.9
    assert outcome.faces[0].apart == math.inf
    assert min(each.apart for each in outcome.faces) >= 0.9


def test_where_all_are_one_person_one_is_found_and_it_is_said_why():
    outcome = found(wishes("smile > 0", count=4, look_at=2000), World(one_person=True))
    assert len(outcome.faces) == 1
    assert outcome.why_not[ALIKE] > outcome.drawn / 4
    assert any("too like each other" in line for line in told(outcome))


def test_an_even_cast_covers_more_of_what_there_is():
    world = World()

    def nearest(even: bool) -> float:
        """How far faces are from their likest ones, in what is seen of a person."""
        wanted = wishes("smile > -5", count=20, even=even)
        seeds = [each.recipe.seed or 0 for each in found(wanted, world).faces]
        persons = world.predictor.predict(finish(world.w(seeds)), wanted.psi).person
        away = np.linalg.norm(persons[:, None] - persons[None], axis=2)
        return float(np.sort(away, axis=1)[:, 1].mean())

    assert nearest(True) > 1.1 * nearest(False)


def test_what_cannot_be_met_is_said_with_the_nearest_that_can():
    outcome = found(wishes("age 90 to 99, smile > 0", count=2, look_at=3000))
    assert not outcome.faces
    oldest = max(each for each in (n.values["age"] for n in outcome.nearest))
    assert 50 < oldest < 90
    lines = told(outcome)
    assert "Only 0 of 2 faces could be found." in lines
    assert any("Nobody who was drawn is “age 90 to 99”; the nearest is seed" in x for x in lines)
    assert any("in place of “age 90 to 99”" in x for x in lines)


def test_a_kind_that_is_not_there_costs_only_its_own_part():
    (never,) = wishes_of("age 90 to 99")
    outcome = found(wishes("smile > 0", count=8, shares=(Share(0.25, never),), look_at=2000))
    assert len(outcome.faces) == 6
    assert [each.wish for each in outcome.nearest] == [never]
