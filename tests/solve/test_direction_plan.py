from __future__ import annotations

import numpy as np

from facelab.labels.named import NAMED
from facelab.solve.direction_plan import Plan, make_plans, short_spans, solve_edit

LABELS = ("smile", "mouth-open", "age", "around-1")


def plans() -> dict[str, Plan]:
    return {plan.named.id: plan for plan in make_plans(LABELS)}


def test_there_are_plans_for_the_labels_there_are():
    assert list(plans()) == ["smile", "mouth-open", "age"]
    assert len(make_plans(tuple({each.label for each in NAMED}))) == len(NAMED)


def test_a_smile_opens_the_mouth_but_an_opening_mouth_does_not_smile():
    found = plans()
    assert found["smile"].locked == (2, 3)
    assert found["mouth-open"].locked == (0, 2, 3)


def test_of_two_that_are_kin_none_is_harmed():
    found = plans()
    assert found["smile"].others == (2,)
    assert found["mouth-open"].others == (2,)
    assert found["age"].others == (0, 1), "surroundings are held but not counted"


def test_an_edit_moves_its_label_in_its_bands_only():
    gradients = np.random.RandomState(0).randn(3 * 6, len(LABELS))
    plan = plans()["smile"]
    step = solve_edit(plan, gradients, 3, (1, 2), softness=0.0)
    assert not step[:6].any()
    change = step @ gradients
    np.testing.assert_allclose(change[[0, 2, 3]], (1, 0, 0), atol=1e-9)
    free = solve_edit(plan, gradients, 3, (0, 2), locked=False)
    assert np.linalg.norm(free) < np.linalg.norm(step)


def test_the_shortest_range_of_bands_that_carries_an_edit_comes_first():
    gradients = np.zeros((3 * 4, len(LABELS)))
    gradients[4:8, 0] = 1.0  # smiles live in the second band
    gradients[0, 2] = gradients[1, 3] = 1.0
    spans = short_spans(plans()["smile"], gradients, 3)
    assert spans[0] == (1, 1)
    assert set(spans) == {(1, 1), (0, 1), (1, 2), (0, 2)}
