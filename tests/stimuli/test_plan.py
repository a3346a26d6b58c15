"""What a set is to be."""

from __future__ import annotations

import pytest

from facelab.errors import RecipeError
from facelab.stimuli.plan import StimuliPlan, estimate


def ids(plan: StimuliPlan) -> list[str]:
    return [cell.id for cell in plan.cells()]


def test_one_attribute_at_a_time_shares_the_face_itself(face):
    plan = StimuliPlan((face, face.with_seed(1)), ("smile", "yaw"), (-1.5, 0.0, 1.0))
    assert plan.count == 10 == len(ids(plan))
    assert ids(plan)[0] == "f01_base"
    assert {"f01_smile_m1_5", "f02_yaw_p1"} < set(ids(plan))
    assert len(set(ids(plan))) == 10


def test_from_the_mean_of_faces_each_level_is_a_place_to_go_to(face):
    plan = StimuliPlan((face,), ("smile", "yaw"), (-1.0, 0.0), origin="mean")
    assert sorted(ids(plan)) == ["f01_smile_0", "f01_smile_m1", "f01_yaw_0", "f01_yaw_m1"]


def test_all_combinations(face):
    plan = StimuliPlan((face,), ("smile", "yaw"), (-1.0, 0.0, 1.0), "factorial")
    cells = list(plan.cells())
    assert plan.count == 9 == len({cell.id for cell in cells})
    assert cells[0].is_base
    assert {"smile": -1.0, "yaw": 1.0} in [dict(cell.levels) for cell in cells]


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"attributes": ()}, "need a face"),
        ({"attributes": ("smile", "smile")}, "twice"),
        ({"levels": (1.0, 0.0)}, "lowest first"),
        ({"levels": (-9.0, 0.0)}, "hardly a face"),
        ({"tolerance": 0.0}, "tolerance"),
        ({"attributes": tuple("abcdefgh"), "design": "factorial"}, "too many"),
    ],
)
def test_what_makes_no_sense_is_refused(face, fields, why):
    with pytest.raises(RecipeError, match=why):
        StimuliPlan(**({"faces": (face,), "attributes": ("smile",)} | fields))


def test_an_estimate_grows_with_the_pictures(face):
    one = estimate(StimuliPlan((face,), ("smile",)), 0.1, 0.4, 0.1)
    two = estimate(StimuliPlan((face, face), ("smile",)), 0.1, 0.4, 0.1)
    assert (one.pictures, two.pictures) == (5, 10)
    assert two.seconds == pytest.approx(2 * one.seconds)
    assert one.seconds > 0
