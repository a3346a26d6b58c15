"""What a clip is said to take before one was made."""

import pytest

from facelab.preparing.costs import Costs
from facelab.recipe import ModelRef, Recipe, Seed
from facelab.recipe.timeline import Key, Timeline
from facelab.session.choices.clip import ClipChoice
from facelab.session.exporting.clips.costs import cost_of

FACE = Recipe(ModelRef("0" * 64, "tiny"), Seed(1))
SECOND = Timeline((Key(FACE, 1.0), Key(FACE.with_seed(2))))
SIDE = 1024


@pytest.fixture
def costs():
    known = Costs()
    known.note("draw", 0.4, SIDE)
    return known


def seconds(costs, marked=False, **choice):
    found = cost_of(costs, SECOND, ClipChoice(rate=24, **choice), SIDE, marked).seconds
    assert found is not None
    return found / 24


def test_nobody_knows_before_a_face_was_drawn():
    assert cost_of(Costs(), SECOND, ClipChoice(), SIDE).seconds is None


def test_what_is_done_to_each_picture_is_counted(costs):
    plain = seconds(costs, size=512)
    assert plain > 0.4
    assert seconds(costs, size=512, marked=True) > plain + 0.3  # the mark takes as long as drawing
    assert seconds(costs, size=128, marked=True) == seconds(costs, size=128)  # it has none
    small, large = (seconds(costs, size=size, background="blur") for size in (64, 512))
    assert small == pytest.approx(large, rel=0.1)  # it is cut out at 512 all the same


def test_what_was_measured_counts_more(costs):
    costs.note("clip mp4", 9.0, 512)
    assert seconds(costs, size=512, marked=True) == pytest.approx(9.0)
