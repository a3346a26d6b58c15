"""How far faces come, fitted to what was measured in some."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from facelab.engine import ModelInfo
from facelab.errors import RecipeError
from facelab.progress import finish
from facelab.recipe import ModelRef, Recipe
from facelab.stimuli.ends import SHARES, ends_to_json, fitted, measure_ends, read_ends
from facelab.stimuli.ruler import Ruler
from tests.stimuli.conftest import FakeRuler

OWN = np.array([-1.0, -0.3, 0.2, 0.8, 1.4])
MODEL = cast(
    ModelInfo,
    SimpleNamespace(ref=ModelRef("a" * 64, "tiny"), sha256="a" * 64, sealed=lambda recipe: recipe),
)


def seen(end: np.ndarray, used: tuple[float, float] = (0.5, 0.9)) -> np.ndarray:
    """Faces that have `OWN`, and go to where they end."""
    return np.stack([OWN + part * (end - OWN) for part in (0.0, *used, 1.0)])


def test_faces_that_end_at_one_place_have_less_way_the_more_they_have():
    end = fitted(OWN, seen(np.full(5, 2.5)), +1)
    assert end.place.over(1.0) == pytest.approx(2.5, abs=0.01)
    assert end.way.over(1.0) == pytest.approx(1.5, abs=0.01)
    assert end.used == pytest.approx((0.5, 0.9), abs=0.01)
    assert [end.gone(share) for share in (0.0, *SHARES)] == pytest.approx([0, 0.5, 0.9, 1])
    assert (end.place.short, end.place.spread > 0) == (0.0, True), "few faces prove little"


def test_heads_that_all_go_as_far_end_where_their_own_place_says():
    end = fitted(OWN, seen(OWN - 3.0), -1)
    assert end.place.over(0.8) == pytest.approx(-2.2, abs=0.01)
    assert end.way.over(0.8) == pytest.approx(3.0, abs=0.01)


def test_the_face_that_came_least_is_remembered():
    far = np.full(5, 2.5)
    far[2] = 1.0
    end = fitted(OWN, seen(far), +1)
    assert end.place.short > 1.0
    assert end.place.over(0.2) - end.place.short == pytest.approx(1.0, abs=0.02)


def test_what_comes_back_when_it_is_moved_too_far_counts_by_its_farthest():
    values = seen(np.full(5, 2.0))
    values[-1] = 0.0
    assert fitted(OWN, values, +1).place.over(0.0) == pytest.approx(1.8, abs=0.2)


def test_they_are_measured_on_the_way_to_where_faces_break_and_kept():
    ruler = FakeRuler(bend=lambda values: np.clip(values, -1.0, 9.0))
    own = dict(zip(ruler.names, ruler.own, strict=True))

    def predicted(recipe: Recipe) -> dict[str, float]:
        return own

    ends = finish(measure_ends(cast(Ruler, ruler), MODEL, predicted, faces=4))
    assert set(ends) == {lever.id for lever in ruler.levers}
    assert ends["smile"].low.place.at == pytest.approx(-1.0)
    assert ends["smile"].high.place.at == pytest.approx(0.5 + 0.6 * 4)
    assert ends["smile"].high.way.at == pytest.approx(0.6 * 4)
    assert read_ends(ends_to_json(MODEL, 4, ends)) == ends
    assert len(ruler.seen) == 4 * (1 + 4 * 2 * 3)


def test_a_file_of_before_says_too_little_and_a_damaged_one_is_refused():
    before = (
        b'{"format": "facelab-reach", "version": 1, "model_sha256": "ab", "faces": 2, '
        b'"ends": {"smile": [-2.0, 3.1]}}'
    )
    assert read_ends(before) == {}
    with pytest.raises(RecipeError, match="cannot be read"):
        read_ends(before.replace(b'"version": 1', b'"version": 2'))
