"""A face lies where faces do, a direction lies near zero."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from facelab.checkpoints.published_directions import Published
from facelab.engine.telling_apart import are_apart, kind_by_place, kind_of
from tests.engine.vectors import AVERAGE, ROWS, SMILE, W_DIM, face, face_plus, network


def vector(rows: np.ndarray, says: Any = "", hint: Any = "", sigma=None) -> Published:
    return Published("x", np.atleast_2d(rows).astype(np.float32), sigma, "", says, hint)


@pytest.mark.parametrize("psi", [0.0, 0.5, 0.7, 1.0, 1.5])
def test_faces_lie_around_the_average(psi):
    model = network()
    for seed in range(30):
        assert kind_by_place(face(seed, psi)[None], model) == "face"


def test_faces_of_projections_too():
    model = network()
    assert all(kind_by_place(face_plus(seed), model) == "face" for seed in range(30))


@pytest.mark.parametrize("length", [1e-3, 1.0, 1.5])
def test_steps_lie_around_zero(length):
    model = network()
    for seed in range(30):
        step = np.random.RandomState(seed + 500).randn(1, W_DIM)
        step *= length / np.linalg.norm(step)
        assert kind_by_place(step.astype(np.float32), model) == "direction"
    rows = np.zeros((ROWS, W_DIM), np.float32)
    rows[1] = SMILE
    assert kind_by_place(rows, model) == "direction"


@pytest.mark.parametrize(
    "rows", [AVERAGE / 2, 3 * SMILE, 40 * SMILE, 40 * AVERAGE, -AVERAGE], ids=range(5)
)
def test_what_lies_between_or_far_away_is_unsure(rows):
    assert kind_by_place(rows[None].astype(np.float32), network()) == "unsure"


@pytest.mark.parametrize("says", ["face", "direction", ""])
def test_names_tell_where_numbers_do_not(says):
    model = network()
    assert kind_of(vector(3 * SMILE, says), model) == (says or "unsure")
    assert kind_of(vector(3 * SMILE, "", says), model) == (says or "unsure")
    assert kind_of(vector(face(1), says, "direction"), network(known=False)) == (
        says or "direction"
    )


def test_a_name_against_a_clear_place_leaves_it_open():
    model = network()
    assert kind_of(vector(SMILE, "face"), model) == "unsure"
    assert kind_of(vector(face(1), "direction"), model) == "unsure"
    # The name of a file says less.
    assert kind_of(vector(SMILE, "", "face"), model) == "direction"
    assert kind_of(vector(face(1), "", "direction"), model) == "face"


def test_principal_components_are_directions():
    assert kind_of(vector(face(1), sigma=2.0), network()) == "direction"


def test_a_network_that_says_nothing_goes_by_names():
    model = network(known=False)
    assert kind_by_place(face(1)[None], model) is None
    assert kind_of(vector(face(1)), model) == "direction"
    assert kind_of(vector(face(1), "face"), model) == "face"


def test_rows_of_several_people_are_apart():
    model = network()
    assert are_apart(np.stack([face(seed) for seed in range(4)]), model)
    assert not are_apart(face_plus(1), model)
    assert not are_apart(face(1)[None], model)
