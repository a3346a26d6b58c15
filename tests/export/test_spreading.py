"""Faces drawn by many hands come back in their order, and what a lost hand had is drawn again."""

from __future__ import annotations

import contextlib
import random
import threading
from collections import deque
from dataclasses import replace

import numpy as np
import pytest

from facelab.errors import ModelError, RecipeError
from facelab.export.index import Index
from facelab.export.lists import json_lines
from facelab.export.orders import Made, Order, Refused
from facelab.export.plan import Plan
from facelab.export.spreading import AHEAD, CHUNK, TRIES, Lost, spread_over
from facelab.progress import finish
from facelab.recipe import Recipe, Seed, recipe_to_json
from tests.memory import resident


def draw(recipe, in_float):
    if recipe.seed == 13:
        raise ModelError("Of another network.")
    return np.full((16, 16, 3), recipe.seed % 256, np.uint8)


class FakeHands:
    """Draw in this process, bring back in any order, and are lost when told so."""

    def __init__(self, plan: Plan, count: int = 2, lost=lambda seeds: False) -> None:
        self.plan, self.count, self.lost = plan, count, lost
        self.chunks: list[list[int]] = []
        self._away: deque[tuple[int, list[Recipe]]] = deque()
        self._random = random.Random(0)

    def give(self, number, recipes):
        self.chunks.append([recipe.seed for recipe in recipes])
        self._away.append((number, list(recipes)))

    def brought(self, seconds):
        number, recipes = self._away[k := self._random.randrange(len(self._away))]
        del self._away[k]
        if self.lost([recipe.seed for recipe in recipes]):
            return [(number, Lost())]
        return [(number, [self._drawn(recipe) for recipe in recipes])]

    def _drawn(self, recipe):
        try:
            return finish(self.plan.drawn(recipe, draw))
        except ModelError as error:
            return error


@pytest.fixture
def plan(tmp_path):
    return Plan(tmp_path / "out", "{index} {name}", resume=True)


@pytest.fixture
def orders(recipe):
    return [Order(k, f"face {k}", recipe.with_seed(k)) for k in range(1, 42)]


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def brought_in(plan, orders, hands, **options):
    return list(plan.brought_in(orders, spread_over(hands), forgiving=True, **options))


def test_the_same_files_in_the_same_order_as_without(plan, orders, tmp_path):
    bad = Refused("line 9", RecipeError("Bad."))
    twice = [*orders[:9], bad, *orders[9:], replace(orders[0], index=1)]
    alone = replace(plan, folder=tmp_path / "alone")
    wanted = list(alone.carried_out(twice, draw, forgiving=True))
    made = brought_in(plan, twice, FakeHands(plan))

    def said(steps):
        return [each.path.name if isinstance(each, Made) else str(each.error) for each in steps]

    assert said(made) == said(wanted)
    assert files(plan.folder) == files(alone.folder)


def test_what_is_there_is_not_drawn_again(plan, orders):
    brought_in(plan, orders[:10], FakeHands(plan))
    hands = FakeHands(plan)
    made = brought_in(plan, orders[:12], hands)
    assert [each.new for each in made if isinstance(each, Made)] == [False] * 10 + [True] * 2
    assert sorted(seed for chunk in hands.chunks for seed in chunk) == [11, 12]


def test_a_lost_hand_loses_nothing(plan, orders):
    losses = iter([True, True] + [False] * 1000)
    made = brought_in(plan, orders, FakeHands(plan, lost=lambda seeds: next(losses)))
    assert [each.order.index for each in made if isinstance(each, Made)] == [
        order.index for order in orders if order.recipe.seed != 13
    ]


def test_a_face_over_which_hands_are_lost_is_refused_and_takes_no_other_with_it(plan, orders):
    hands = FakeHands(plan, lost=lambda seeds: 7 in seeds)
    made = brought_in(plan, orders[:12], hands)
    refused = [each for each in made if isinstance(each, Refused)]
    assert [each.where for each in refused] == ["face 7"]
    assert f"{TRIES} workers ended" in str(refused[0].error)
    assert sum(7 in chunk for chunk in hands.chunks) == TRIES
    assert len(made) == 12


def test_the_list_is_read_no_further_than_hands_need(plan, recipe):
    read: list[int] = []

    def endless():
        while True:
            read.append(len(read) + 1)
            yield Order(read[-1], f"{read[-1]}", recipe.with_seed(14 + read[-1]))

    hands = FakeHands(plan)
    steps = plan.brought_in(endless(), spread_over(hands), forgiving=True)
    for _ in range(50):
        next(steps)
    steps.close()
    # what is with the hands, what waits for its turn to be written, what the reader has ready
    assert len(read) <= 50 + 4 * CHUNK * AHEAD * 2 + CHUNK * AHEAD + 2


def test_a_line_that_has_not_come_keeps_nothing_up(plan, orders):
    more = threading.Event()

    def slow():
        yield orders[0]
        assert more.wait(20)
        yield orders[1]

    steps = plan.brought_in(slow(), spread_over(FakeHands(plan)), forgiving=True)
    assert next(steps).path.exists()
    more.set()
    assert next(steps).order is orders[1]
    assert list(steps) == []


def test_what_ends_the_list_is_told_when_all_before_is_written(plan, orders):
    def broken():
        yield from orders[:6]
        raise RecipeError("The list ends here.")

    steps, made = plan.brought_in(broken(), spread_over(FakeHands(plan)), forgiving=True), []
    with pytest.raises(RecipeError, match="ends here"):
        made += iter(steps)
    assert len(files(plan.folder)) == 6


def test_measured_labels_stand_in_the_index(plan, orders):
    measured = replace(plan, measure=lambda recipe: {"age": recipe.seed / 2, "smile": -1.0})
    index = Index(plan.folder, labels=["age", "smile"])
    for made in brought_in(measured, orders[:3], FakeHands(measured)):
        index.note(made)
    index.close()
    rows = (plan.folder / "index.csv").read_text("utf-8").splitlines()
    assert rows[0].endswith(",recipe,measured:age,measured:smile")
    assert rows[1].endswith(",0.5,-1.0")
    assert (
        '"measured": {"age": 1.5, "smile": -1.0}'
        in ((plan.folder / "index.jsonl").read_text("utf-8").splitlines()[2])
    )


@pytest.mark.slow
@pytest.mark.parametrize("many", [False, True], ids=["alone", "by hands"])
def test_a_hundred_thousand_lines_take_no_more_memory_than_ten_thousand(
    asked_for, recipe, tmp_path, many, monkeypatch
):
    """With a stub for the network; all else is as in `facelab render --from`."""
    monkeypatch.setattr("os.fsync", lambda handle: None)  # whether it is on the disk is not asked
    lines, first, seen = 100_000, 10_000, {}
    source = tmp_path / "list.jsonl"
    face = Recipe(recipe.model, Seed(0))
    with source.open("w", encoding="utf-8") as file:
        file.writelines(recipe_to_json(face.with_seed(20 + k)) + "\n" for k in range(lines))
    plan = Plan(tmp_path / "out", "{index}", resume=True, digits=5)
    with source.open("rb") as file, contextlib.closing(Index(plan.folder)) as index:
        orders = json_lines(file)
        if many:
            made = plan.brought_in(orders, spread_over(FakeHands(plan)), forgiving=True)
        else:
            made = plan.carried_out(orders, draw, forgiving=True)
        for count, each in enumerate(made, 1):
            assert isinstance(each, Made)
            index.note(each)
            each.path.unlink()  # a hundred thousand files are no business of this test
            if count == 1:
                assert file.tell() < source.stat().st_size / 2
            if count in (first, lines):
                seen[count] = resident()
    grown = seen[lines] - seen[first]
    print(f"{grown / 1e6:.1f} MB more after {lines:,} lines than after {first:,}")
    # What is kept of each line: 8 bytes in a set, of its name.
    assert grown < 16e6
