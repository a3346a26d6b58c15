"""What may be out of reach, said before anything is drawn."""

from __future__ import annotations

import numpy as np
import pytest

from facelab.engine import ModelInfo, load
from facelab.recipe import Recipe, Seed
from facelab.stimuli.ends import End, Line, Sides, ends_of
from facelab.stimuli.plan import StimuliPlan
from facelab.stimuli.reach import Doubt, Forecast, doubts_told
from facelab.stimuli.ruler import levers_of


@pytest.fixture(scope="module")
def known(model_path):
    """The default network: what it says of itself, and two of its faces."""
    renderer = load(model_path, "cpu")
    try:
        faces = tuple(
            renderer.info.sealed(Recipe(renderer.info.ref, Seed(seed)).with_truncation(psi=0.7))
            for seed in (13, 5)
        )
        yield renderer.info, faces, [renderer.compose(face) for face in faces]
    finally:
        renderer.close()


def test_what_no_mouth_does_is_doubted_and_what_was_made_is_not(known):
    model, faces, ws = known
    forecast = Forecast(model, levers_of(model))
    plan = StimuliPlan(faces[:1], ("smile", "yaw"))  # seed 13 hardly smiles
    doubts = {each.cell: each for each in forecast.doubts(plan, ws[:1])}
    assert doubts["f01_smile_m2"].target < doubts["f01_smile_m2"].end  # it came to -2.2, not -3.0
    assert not {"f01_smile_p1", "f01_yaw_m1", "f01_yaw_p1", "f01_yaw_p2"} & set(doubts)
    far = forecast.doubts(StimuliPlan(faces[:1], ("smile",), (-3.0, 0.0)), ws[:1])
    assert [each.probable for each in far] == [True]
    assert not forecast.doubts(StimuliPlan(faces, ("smile",), (-1.0, 1.0), origin="mean"), ws)
    assert "Probably out of reach: smile in 1 picture." in doubts_told(far)[0]


def test_all_directions_have_ends(known):
    model, _, _ = known
    ends = ends_of(model)
    assert set(ends) == {lever.id for lever in levers_of(model)}
    assert -3.0 < ends["smile"].low.place.at < -1.5
    for sides in ends.values():
        for end in (sides.low, sides.high):
            assert end.way.over(0.0) > 0.5
            assert 0.0 < end.gone(0.35) <= end.gone(0.7) <= 1.0


def test_predictions_follow_the_slider(known):
    model, _, ws = known
    forecast = Forecast(model, levers_of(model))
    smiling = ws[0] + _smile(model)
    assert forecast.labels(smiling)["smile"] > forecast.labels(ws[0])["smile"] + 0.5


def _smile(model: ModelInfo) -> np.ndarray:
    direction = model.directions.get("smile")
    assert direction is not None
    found: np.ndarray = direction.vectors
    return found


# -- by ends that are made up --------------------------------------------------------------------


def line(at: float, slope: float, spread: float = 0.2, short: float = 0.4) -> Line:
    return Line(at=at, slope=slope, spread=spread, short=short)


def end(side: int) -> End:
    """All faces come to 3 sd, evenly."""
    return End(place=line(side * 3.0, 0.0), way=line(3.0, -side * 1.0), used=(0.35, 0.7))


ENDS = {"yaw": Sides(low=end(-1), high=end(1)), "smile": Sides(low=end(-1), high=end(1))}


class Made(Forecast):
    """Faces that have what is said of them."""

    def labels(self, ws):
        return {"turn": float(ws[0, 0]), "yaw": float(ws[0, 0]), "smile": 0.0}


@pytest.fixture
def forecast(known) -> Made:
    return Made(known[0], levers_of(known[0]), ENDS)


def at(own: float) -> np.ndarray:
    return np.full((1, 1), own, np.float32)


def doubts(forecast: Made, face: Recipe, own: float, *levels: float, **how) -> dict[float, bool]:
    plan = StimuliPlan((face,), ("yaw",), levels, **how)
    return {each.level: each.probable for each in forecast.doubts(plan, [at(own)])}


def test_what_lies_between_is_said_as_open(known, forecast):
    face = known[1][0]
    assert doubts(forecast, face, 0.0, 2.0, 2.6, 2.9, 3.4) == {2.9: False, 3.4: True}
    assert doubts(forecast, face, 0.0, -3.4, -2.9, -2.6) == {-2.9: False, -3.4: True}
    assert doubts(forecast, face, 1.0, 1.5, 1.9, 2.4) == {1.9: False, 2.4: True}
    assert doubts(forecast, face, 1.0, 2.6, 2.9, 3.4, origin="mean") == {2.9: False, 3.4: True}


def test_a_head_that_is_turned_by_its_slider_already_has_less_way(known, forecast):
    face = known[1][0]
    lever = next(each for each in levers_of(known[0]) if each.id == "yaw")
    turned = face.with_amount("yaw", 0.7 * lever.breaks_at)
    own = lever.gain * 0.7 * lever.breaks_at  # by prediction; what is left is 0.3 of 3 sd
    assert doubts(forecast, turned, own, 0.3, 0.8, 2.0) == {0.8: False, 2.0: True}
    assert doubts(forecast, turned, own, -2.0, -1.0) == {}, "and all the more back"
    plan = StimuliPlan((turned,), ("yaw",), (0.0, 2.0))
    (told,) = doubts_told(forecast.doubts(plan, [at(own)]))
    assert "target is about 4.1 sd" in told, "it is at 2.1, whatever lines say"
    assert "get up to about 3.0" in told


def test_where_others_move_as_well_less_is_sure(known, forecast):
    face = known[1][0]
    plan = StimuliPlan((face,), ("yaw", "smile"), (0.0, 2.6), "factorial")
    levels = {cell.id: cell.levels for cell in plan.cells()}
    found = forecast.doubts(plan, [at(0.0)])
    assert {each.attribute for each in found} == {"yaw", "smile"}
    assert all(levels[each.cell] == {"yaw": 2.6, "smile": 2.6} for each in found)
    assert not any(each.probable for each in found)


def test_a_network_that_nobody_measured_says_so(known):
    model = known[0]
    assert Forecast(model, levers_of(model)).measured
    bare = Forecast(model, levers_of(model), {})
    assert not bare.measured
    plan = StimuliPlan(known[1][:1], ("yaw",), (-1.0, 1.0))
    assert not bare.doubts(plan, known[2][:1])


# -- in words ------------------------------------------------------------------------------------


def test_it_is_said_what_the_target_is_where_the_face_itself_is_level_0():
    doubts = [Doubt("f01_smile_p2", "smile", 2.0, 3.23, 2.7)]
    assert doubts_told(doubts) == [
        "Probably out of reach: smile in 1 picture. The target is about 3.2 sd (the level and the "
        "face's own value); these faces get up to about 2.7."
    ]
    doubts = [
        Doubt("f01_age_m1", "age", -1.0, -1.0, -0.8),
        Doubt("f02_age_m2", "age", -2, -2, -0.7),
    ]
    assert doubts_told(doubts) == [
        "Probably out of reach: age in 2 pictures. Targets are about -2.0 to -1.0 sd; these faces "
        "get down to about -0.8 to -0.7."
    ]


def test_what_nobody_knows_is_said_after_what_is_probable():
    doubts = [
        Doubt("f01_yaw_p2", "yaw", 2.0, 2.0, 2.2, False, 1.6, 2.8),
        Doubt("f02_yaw_p2", "yaw", 2.0, 2.0, 1.9, False, 1.3, 2.5),
        Doubt("f01_age_m2", "age", -2, -2, -0.7),
    ]
    assert doubts_told(doubts) == [
        "Probably out of reach: age in 1 picture. The target is about -2.0 sd; these faces get "
        "down to about -0.7.",
        "Perhaps out of reach: yaw in 2 pictures. Targets are about 2.0 sd; some faces like "
        "these get up to about 1.3, others to 2.8.",
    ]
