from __future__ import annotations

import numpy as np

from facelab.labels.named import NAMED
from facelab.solve.direction_plan import Plan, make_plans, short_spans, solve_edit
from facelab.solve.edit_model import EditModel

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
    model = EditModel.of(gradients, np.stack([np.eye(6)] * 3))
    plan = plans()["smile"]
    step = solve_edit(plan, model, (1, 2), softness=0.0)
    assert not step[:6].any()
    change = step @ gradients
    np.testing.assert_allclose(change[[0, 2, 3]], (1, 0, 0), atol=1e-9)
    everywhere = solve_edit(plan, model, (0, 2), softness=0.0)
    assert np.linalg.norm(everywhere) < np.linalg.norm(step)


def test_all_bands_are_tried_and_the_fewest_that_carry_an_edit_nearly_as_well():
    gradients = np.zeros((3 * 4, len(LABELS)))
    gradients[4:8, 0] = 1.0  # smiles live in the second band
    gradients[0, 2] = gradients[1, 3] = 1.0
    model = EditModel.of(gradients, np.stack([np.eye(4)] * 3))
    assert short_spans(plans()["smile"], model) == ((0, 2), (1, 1))
    gradients[8, 0] = 0.9  # and a little in the third: without it the way is a tenth longer
    model = EditModel.of(gradients, np.stack([np.eye(4)] * 3))
    assert short_spans(plans()["smile"], model) == ((0, 2), (1, 1))
    gradients[8, 0] = 1.3  # a fifth longer
    model = EditModel.of(gradients, np.stack([np.eye(4)] * 3))
    assert short_spans(plans()["smile"], model) == ((0, 2), (1, 2), (1, 1))


def test_what_no_layer_carries_is_tried_in_all():
    model = EditModel.of(np.zeros((3 * 4, len(LABELS))), np.stack([np.eye(4)] * 3))
    assert short_spans(plans()["smile"], model) == ((0, 2),)
