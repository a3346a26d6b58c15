from __future__ import annotations

import numpy as np
import pytest

from facelab.recipe.easing import EASES, HANDLES, Curve, eased, halves


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


# Of what overshoots a part may need handles that are out of reach.
@pytest.mark.parametrize("ease", [*EASES[:4], Curve(), Curve(0.6, 0.2, 0.3, 0.9)])
@pytest.mark.parametrize("t", [0.1, 0.25, 0.31])
def test_the_halves_of_an_easing_are_the_same_motion(ease, t):
    first, second = halves(ease, t)
    middle = eased(ease, t)
    for share in np.linspace(0, 1, 9):
        before, behind = eased(first, share) * middle, middle + eased(second, share) * (1 - middle)
        assert before == pytest.approx(eased(ease, t * share), abs=2e-4)
        assert behind == pytest.approx(eased(ease, t + (1 - t) * share), abs=2e-4)


def test_halves_keep_their_names_and_their_bounds():
    assert halves("linear", 0.4) == ("linear", "linear")
    assert halves("ease-in", 0.4)[0] == "ease-in"
    assert halves("ease-out", 0.4)[1] == "ease-out"
    for t in (0.01, 0.32, 0.37, 0.38, 0.63, 0.99):  # at 0.37 it crosses its end
        for half in halves("overshoot", t):
            assert half in EASES or isinstance(half, Curve)
