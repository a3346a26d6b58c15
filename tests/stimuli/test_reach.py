"""What is probably out of reach, said before anything is drawn."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from facelab.engine import ModelInfo, load
from facelab.errors import RecipeError
from facelab.progress import finish
from facelab.recipe import Recipe, Seed
from facelab.stimuli.plan import StimuliPlan
from facelab.stimuli.reach import (
    Doubt,
    Forecast,
    doubts_told,
    ends_of,
    ends_to_json,
    measure_ends,
    read_ends,
)
from facelab.stimuli.ruler import Ruler, levers_of
from tests.stimuli.conftest import FakeRuler


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
    doubts = forecast.doubts(plan, ws[:1])
    assert [each.cell for each in doubts if each.attribute == "smile"] == ["f01_smile_m2"]
    assert all(each.target < each.end for each in doubts if each.attribute == "smile")
    assert not forecast.doubts(StimuliPlan(faces, ("smile",), (-1.0, 1.0), origin="mean"), ws)
    assert "Probably out of reach: smile in 1 picture." in doubts_told(doubts)[0]


def test_it_is_said_what_the_target_is_where_the_face_itself_is_level_0():
    doubts = [Doubt("f01_smile_p2", "smile", 2.0, 3.23, 2.7)]
    assert doubts_told(doubts) == [
        "Probably out of reach: smile in 1 picture. The target is about 3.2 sd (the level and the "
        "face's own value); these faces come up to about 2.7."
    ]
    doubts = [
        Doubt("f01_age_m1", "age", -1.0, -1.0, -0.8),
        Doubt("f02_age_m2", "age", -2, -2, -0.7),
    ]
    assert doubts_told(doubts) == [
        "Probably out of reach: age in 2 pictures. Targets are about -2.0 to -1.0 sd; these faces "
        "come down to about -0.8 to -0.7."
    ]


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


def test_all_directions_have_ends(known):
    model, _, _ = known
    ends = ends_of(model)
    assert set(ends) == {lever.id for lever in levers_of(model)}
    assert -3.0 < ends["smile"][0] < -1.5
    assert all(low < -0.5 < 0.5 < high for low, high in ends.values())


def test_ends_are_measured_where_faces_break_and_kept(face):
    ruler = FakeRuler(bend=lambda values: np.clip(values, -1.0, 9.0))
    model = cast(
        ModelInfo,
        SimpleNamespace(ref=face.model, sha256="a" * 64, sealed=lambda recipe: recipe),
    )
    ends = finish(measure_ends(cast(Ruler, ruler), model, faces=2))
    assert ends["smile"] == pytest.approx((-1.0, 0.5 + 0.6 * 4))
    kept = ends_to_json(model, 2, ends)
    assert read_ends(kept)["smile"] == pytest.approx(ends["smile"], abs=0.01)
    with pytest.raises(RecipeError, match="cannot be read"):
        read_ends(kept.replace(b"ends", b"end"))
