"""How many faces of each kind: shares are kept, and else it is as it is by nature."""

from __future__ import annotations

import numpy as np
import pytest

from facelab.casting.shares import kind_of, kinds, of_each_kind


@pytest.mark.parametrize(
    ("count", "parts"), [(24, (0.5,)), (25, (0.5, 0.333, 0.1)), (7, (1.0, 0.0)), (50, (0.2,) * 5)]
)
def test_shares_are_kept_to_a_face(count, parts):
    natural = np.random.RandomState(0).rand(2 ** len(parts))
    found = of_each_kind(count, parts, natural)
    assert found.sum() == count
    assert (found >= 0).all()
    assert (found @ kinds(len(parts))).tolist() == [round(part * count) for part in parts]


def test_within_the_shares_it_is_as_it_is_by_nature():
    # beards (the second share) are on one half of the people only
    found = of_each_kind(40, (0.5, 0.25), np.array([0.4, 0.3, 0.0, 0.3]))
    assert found[kind_of((False, True))] == 0
    assert found[kind_of((True, True))] == 10


def test_without_shares_there_is_one_kind():
    assert of_each_kind(7, (), np.ones(1)).tolist() == [7]
    assert kind_of(()) == 0
