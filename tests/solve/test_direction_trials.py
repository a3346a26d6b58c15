from __future__ import annotations

import numpy as np
import pytest

from facelab.labels.named import NAMED, Named
from facelab.solve.direction_plan import SOFTNESS, SOFTNESSES, Plan
from facelab.solve.direction_trials import Edit, _best, _wishes
from facelab.solve.edit_model import EditModel

B, W_DIM, K = 4, 6, 2
NOTHING = np.zeros(B * W_DIM)


def plan_of(close: bool = False, bands: tuple[int, int] | None = None) -> Plan:
    named = Named(
        "smile", "Smile", "Expression", "Up.", "smile", "nowhere", close=close, bands=bands
    )
    return Plan(named, 0, (1,), (1,))


@pytest.fixture
def model() -> EditModel:
    gradients = np.random.RandomState(0).randn(B * W_DIM, K)
    return EditModel.of(gradients, np.stack([np.eye(W_DIM)] * B))


def edit(span: tuple[int, int], selectivity: float) -> Edit:
    return Edit(plan_of(), 0, span, SOFTNESS, NOTHING, selectivity=selectivity)


def test_the_most_selective_edit_is_taken_and_of_equal_ones_that_in_fewest_layers() -> None:
    wide, narrow, poor = edit((0, 3), 10.0), edit((0, 1), 9.7), edit((1, 1), 7.0)
    assert _best([wide, narrow, poor]) is narrow
    assert _best([wide, poor]) is wide


def test_of_edits_that_all_do_harm_the_least_bad_is_taken() -> None:
    bad, worse = edit((0, 3), -1.0), edit((0, 1), -2.0)
    assert _best([worse, bad]) is bad


def test_softness_is_tried_with_the_first_metric_only(model: EditModel) -> None:
    first, second = (_wishes(plan_of(), model, number, 2) for number in (0, 1))
    assert {softness for _, softness in first} == set(SOFTNESSES)
    assert {softness for _, softness in second} == {SOFTNESS}
    assert (0, B - 1) in {span for span, _ in second}


def test_what_keeps_close_to_faces_is_tried_with_the_last_metric_only(model: EditModel) -> None:
    plan = plan_of(close=True)
    assert not _wishes(plan, model, 0, 2)
    assert _wishes(plan, model, 1, 2)
    assert _wishes(plan, model, 0, 1), "if there is no other"


def test_layers_can_be_given_as_far_as_a_network_has_them(model: EditModel) -> None:
    assert _wishes(plan_of(bands=(0, 2)), model, 1, 2) == [((0, 2), SOFTNESS)]
    assert _wishes(plan_of(bands=(2, 9)), model, 1, 2) == [((2, 3), SOFTNESS)]


def test_given_layers_are_in_order() -> None:
    for named in NAMED:
        assert named.bands is None or 0 <= named.bands[0] <= named.bands[1]
