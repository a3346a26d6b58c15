from __future__ import annotations

import numpy as np
import pytest

from facelab.engine import layer_groups, used_layers
from facelab.engine.shape import match_rows
from facelab.errors import RecipeError
from facelab.networks.families import FAMILIES


def test_groups_are_those_of_the_family():
    assert layer_groups(("coarse", "middle", "middle", "fine")) == {
        "coarse": (0,),
        "middle": (1, 2),
        "fine": (3,),
    }


def test_rows_that_the_network_does_not_read_are_in_no_group():
    assert used_layers((4, 8, 8, 0, 16, 0, 64, 0)) == (0, 1, 2, 4, 6)
    assert layer_groups(("coarse", "", "fine", "")) == {"coarse": (0,), "middle": (), "fine": (2,)}


CONFIG = {"z_dim": 2, "w_dim": 2, "channels": [512, 512, 512, 512, 512, 256, 128, 64]}
SHAPE = FAMILIES["mobilestylegan"].shape(CONFIG)
STYLEGAN2 = np.repeat(np.arange(18, dtype=np.float32)[:, None], 2, axis=1)


def test_rows_for_the_network():
    one, own = STYLEGAN2[:1], np.ones((23, 2), np.float32)
    fit = (2, SHAPE.num_ws, SHAPE.stylegan2_rows)
    assert match_rows(one, *fit) is one
    assert match_rows(own, *fit) is own
    np.testing.assert_array_equal(match_rows(STYLEGAN2, *fit)[:, 0], SHAPE.stylegan2_rows)


@pytest.mark.parametrize("size", [(1, 3), (14, 2), (22, 2), (18, 3)])
def test_another_size_is_refused_in_words(size):
    with pytest.raises(RecipeError) as raised:
        match_rows(np.ones(size, np.float32), 2, SHAPE.num_ws, SHAPE.stylegan2_rows)
    assert raised.value.what == f"This direction ({size[0]} x {size[1]}) does not fit this network."
    assert raised.value.why == "This network takes 1 or 18 or 23 rows of 2."


def test_a_network_without_a_teacher():
    with pytest.raises(RecipeError, match="takes 1 or 5 rows of 2"):
        match_rows(STYLEGAN2, 2, 5, ())
