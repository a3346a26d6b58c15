"""Which directions can be moved in measured steps."""

from __future__ import annotations

import pytest

from facelab.engine import load
from facelab.errors import RecipeError
from facelab.stimuli.ruler import lever_named, levers_of


def test_directions_that_were_made_for_a_label(model_path):
    renderer = load(model_path, "cpu")
    try:
        levers = levers_of(renderer.info)
    finally:
        renderer.close()
    yaw = lever_named(levers, "yaw")
    assert (yaw.label, yaw.gain > 0.5, "turn" in yaw.holds) == ("turn", True, False)
    assert "age" in yaw.holds
    with pytest.raises(RecipeError, match="'pca-1' cannot be moved in measured steps"):
        lever_named(levers, "pca-1")
