"""Directions that a face has brought with it have a slider for as long as it uses them."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from facelab.recipe import Latent, OwnStep, Recipe

STEP = OwnStep("mine-cap", "Cap", Latent.from_array(np.array([0.0, 2.0, 0.0])))


def with_cap(recipe: Recipe, amount: float = 1.0, step: OwnStep = STEP) -> Recipe:
    return msgspec.structs.replace(recipe.with_amount(step.id, amount), own=(step,))


@pytest.fixture
def titles(session) -> list[list[str]]:
    """What there was after each change."""
    found: list[list[str]] = []
    session.carried.changed.connect(
        lambda: found.append([each.title for each in session.carried.directions])
    )
    return found


def test_it_is_there_while_the_face_uses_it(session, titles):
    session.face.edit(with_cap(session.face.recipe), "Open")
    session.face.edit(session.face.recipe.with_amount("smile", 1.0), "Smile")
    session.face.edit(session.face.recipe.with_amount(STEP.id, 0.0), "Cap")
    session.face.undo()
    assert titles == [["Cap"], [], ["Cap"]]
    (cap,) = session.carried.directions
    assert (cap.group, cap.layers) == ("Mine", (0, 3))
    assert session.model.directions.find(STEP.id) is None, "it is of the face alone"


def test_a_hand_that_passes_nought_does_not_lose_it(session, titles):
    face, gesture = session.face, ("amount", STEP.id)
    face.edit(with_cap(face.recipe), "Open")
    for amount in (0.5, 0.0, -0.5):
        recipe = session.carried.put_in(face.recipe.with_amount(STEP.id, amount), STEP.id)
        face.edit(recipe, "Cap", gesture)
    face.end_gesture()
    assert titles == [["Cap"]]
    assert face.recipe.own == (STEP,)
    face.edit(face.recipe.with_amount(STEP.id, 0.0), "Cap", gesture)
    assert session.carried.directions
    face.end_gesture()
    assert not session.carried.directions


def test_added_to_mine_it_is_one_of_the_users_own(session, pump, told, titles):
    session.face.edit(with_cap(session.face.recipe), "Open")
    session.own.add(session.carried.directions[0])
    pump.until(lambda: session.own.directions())
    (own,) = session.own.directions()
    assert (own.id, own.title) == (STEP.id, STEP.title)
    np.testing.assert_array_equal(own.vectors, STEP.step.array())
    pump.until(lambda: told.messages)
    assert told.messages[-1].what == "“Cap” is now in Mine"
    assert titles == [["Cap"], []]
    session.face.edit(session.face.recipe.with_amount(STEP.id, 0.0), "Cap")
    assert session.own.is_own(STEP.id)


def test_one_of_another_shape_has_no_slider(session, titles):
    other = OwnStep("mine-x", "X", Latent.from_array(np.ones(5)))
    session.carried.follow(with_cap(session.face.recipe, 1.0, other))
    assert titles == []


def test_names_from_outside_are_plain(session):
    other = OwnStep("mine-x", "a\x1b[2J\nb", STEP.step)
    session.carried.follow(with_cap(session.face.recipe, 1.0, other))
    assert session.carried.directions[0].title == "a [2J b"
