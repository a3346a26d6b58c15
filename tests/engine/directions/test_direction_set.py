from __future__ import annotations

import numpy as np
import pytest

from facelab.engine.directions.direction_set import Direction, DirectionSet
from facelab.engine.directions.found import pca_directions
from facelab.errors import RecipeError


def test_a_set_keeps_its_order_and_finds_by_name():
    found = pca_directions(np.eye(3, dtype=np.float32), np.ones(3, np.float32), 2)
    directions = DirectionSet(found)
    assert len(directions) == 3
    assert list(directions) == list(found)
    assert directions.get("pca-2") is found[1]
    with pytest.raises(RecipeError, match="'nose'"):
        directions.get("nose")
    assert len(DirectionSet()) == 0


def step(name: str, group: str, title: str = "") -> Direction:
    return Direction(name, title or name, group, np.ones((1, 2), np.float32), (0, 1))


def test_a_group_is_replaced_where_it_is_and_what_went_is_still_found():
    directions = DirectionSet((step("smile", "Named"), step("pca-1", "PCA"), step("sefa-1", "S")))
    listing = iter(directions)
    directions.replace_group("Mine", (step("m1", "Mine"), step("m2", "Mine")), before="PCA")
    assert [each.id for each in listing] == ["smile", "pca-1", "sefa-1"]
    assert [each.id for each in directions] == ["smile", "m1", "m2", "pca-1", "sefa-1"]
    directions.replace_group("Mine", (step("m2", "Mine", "new"), step("smile", "Mine")), "PCA")
    assert [each.id for each in directions] == ["smile", "m2", "pca-1", "sefa-1"]
    assert directions.get("m2").title == "new"
    assert directions.get("smile").group == "Named"
    assert directions.get("m1").title == "m1"
    directions.replace_group("Mine", (), "PCA")
    assert len(directions) == 3
    directions.replace_group("Mine", (step("m3", "Mine"),), "nowhere")
    assert [each.id for each in directions][-1] == "m3"
