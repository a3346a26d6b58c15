from __future__ import annotations

import numpy as np
import pytest

from facelab.recipe.easing import EASES, HANDLES, Curve, eased


@pytest.mark.parametrize("ease", EASES)
def test_every_curve_goes_from_0_to_1_without_a_jump(ease):
    way = [eased(ease, t) for t in np.linspace(0, 1, 2001)]
    assert (way[0], way[-1]) == (0.0, 1.0)
    assert np.abs(np.diff(way)).max() < 0.003
    assert min(way) >= 0.0


@pytest.mark.parametrize(
    ("ease", "quarter"), [("linear", "same"), ("ease-in", "less"), ("ease-out", "more")]
)
def test_how_far_they_are_after_a_quarter(ease, quarter):
    said = eased(ease, 0.25)
    assert {"same": said == 0.25, "less": said < 0.1, "more": said > 0.5}[quarter]


def test_only_one_goes_beyond_its_end():
    tops = {ease: max(eased(ease, t) for t in np.linspace(0, 1, 500)) for ease in EASES}
    assert tops.pop("overshoot") == pytest.approx(1.1, abs=0.001)
    assert set(tops.values()) == {1.0}


def test_a_curve_goes_where_its_handles_pull_it():
    assert Curve(1 / 3, 1 / 3, 2 / 3, 2 / 3).at(0.3) == pytest.approx(0.3)
    assert eased(Curve(0.42, 0.0, 0.58, 1.0), 0.5) == pytest.approx(0.5)
    # cubic-bezier(0.25, 0.1, 0.25, 1) at 0.5, as browsers have it
    assert eased(Curve(), 0.5) == pytest.approx(0.8024, abs=1e-4)
    assert eased(Curve(0.5, -0.5, 0.5, 1.5), 0.1) < 0
    with pytest.raises(ValueError, match="x1"):
        Curve(1.2)


@pytest.mark.parametrize("ease", ["linear", "ease", "ease-in", "ease-out"])
def test_handles_begin_with_the_named_curve(ease):
    for t in np.linspace(0, 1, 11):
        assert eased(HANDLES[ease], t) == pytest.approx(eased(ease, t), abs=1e-6)
