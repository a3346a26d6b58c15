from __future__ import annotations

import pytest

from facelab.errors import RecipeError
from facelab.recipe import Locks, recipe_from_json, recipe_to_json


def test_a_lock_is_in_one_state_and_the_same_locks_are_equal():
    locks = Locks().changed("smile", "held").changed("age", "held").changed("glasses", "free")
    assert locks == Locks(("age", "smile"), ("glasses",))
    assert [locks.of(name) for name in ("age", "glasses", "nose")] == ["held", "free", "auto"]
    assert locks.changed("age", "free") == Locks(("smile",), ("age", "glasses"))
    assert locks.changed("age", "auto").changed("smile", "auto").changed("glasses", "auto") == (
        Locks()
    )


@pytest.mark.parametrize(
    ("held", "free", "why"),
    [
        (("b", "a"), (), "sorted"),
        (("a", "a"), (), "sorted"),
        (("a",), ("a",), "at once"),
        (("",), (), "1 to 200"),
        ((), ("x" * 201,), "1 to 200"),
        (tuple(f"{k:04d}" for k in range(300)), (), "more than"),
    ],
)
def test_odd_locks_are_refused(held, free, why):
    with pytest.raises(ValueError, match=why):
        Locks(held, free)


def test_locks_and_guard_travel_with_a_recipe(recipe):
    locked = recipe.with_lock("age", "held").with_lock("glasses", "free").with_guard(1.5)
    assert recipe_from_json(recipe_to_json(locked)) == locked
    assert locked.with_seed(3).locks == locked.locks
    assert locked.without_edits().guard == 1.5
    assert not locked.edited, "locks alone change no face"


@pytest.mark.parametrize("guard", ["-1", "0", "1e308", "NaN", '"x"', "11"])
def test_an_odd_guard_is_refused(recipe, guard):
    text = recipe_to_json(recipe).replace('"guard":null', f'"guard":{guard}')
    with pytest.raises(RecipeError):
        recipe_from_json(text)
