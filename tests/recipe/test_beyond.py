from __future__ import annotations

import msgspec
import pytest

from facelab.recipe import Blend, ModelRef, Noise, Recipe, Seed, Truncation
from facelab.recipe.beyond import beyond
from tests.recipes import rich_recipe

MODEL = ModelRef("0" * 64, "tiny")


def face(seed: int, psi: float = 0.7, cutoff: int | None = None) -> Recipe:
    return Recipe(MODEL, Seed(seed), Truncation(psi, cutoff))


def w_shares(recipe: Recipe) -> dict[object, float]:
    """Of each seed in the truncated w."""
    assert isinstance(recipe.source, Blend)
    return {part.source: part.weight * recipe.truncation.psi for part in recipe.source.parts}


@pytest.mark.parametrize(("one", "other"), [(0.7, 0.7), (0.5, 1.0), (1.0, 0.8)])
def test_the_w_goes_on_in_a_straight_line(one, other):
    shares = w_shares(beyond(face(1, one), face(2, other), 1.1))
    assert shares == pytest.approx({Seed(1): -0.1 * one, Seed(2): 1.1 * other})


def test_the_directions_of_the_second_go_on():
    first, second = face(1).with_amount("age", 2.0), face(2).with_amount("smile", 1.0)
    made = beyond(first.with_amount("smile", 0.5), second, 1.1)
    assert [each.direction for each in made.directions] == ["smile"]
    assert made.amount("smile") == pytest.approx(1.05)
    most = beyond(face(1), face(2).with_amount("smile", 20.0), 1.1)
    assert most.amount("smile") == 20.0


@pytest.mark.parametrize(
    ("one", "other"),
    [(face(1), face(2, 0.7, 4)), (face(1, 4.0), face(2, 0.1)), (face(1, 1.0), face(2, 0.0))],
)
def test_where_truncation_would_turn_over_the_w_stops(one, other):
    assert beyond(one, other, 1.1) == other


def test_all_else_has_stopped():
    rich = rich_recipe()
    first = msgspec.structs.replace(rich, noise=Noise("random", 3, 0.1), directions=())
    made = beyond(first, rich, 1.1)
    still = msgspec.structs.replace(
        made, source=rich.source, truncation=rich.truncation, directions=rich.directions
    )
    assert still == rich
