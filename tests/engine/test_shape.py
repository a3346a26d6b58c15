from __future__ import annotations

import numpy as np
import pytest

from facelab.engine import layer_groups, used_layers
from facelab.engine.shape import match_rows, mobilestylegan_shape
from facelab.errors import RecipeError


def test_groups_follow_the_resolution_that_a_row_feeds():
    assert layer_groups((4, 8, 8, 16, 16, 32, 32, 64, 64, 1024)) == {
        "coarse": (0, 1, 2),
        "middle": (3, 4, 5, 6),
        "fine": (7, 8, 9),
    }


def test_rows_that_the_network_does_not_read_are_in_no_group():
    sizes = (4, 8, 8, 0, 16, 0, 64, 0)
    assert used_layers(sizes) == (0, 1, 2, 4, 6)
    assert layer_groups(sizes) == {"coarse": (0, 1, 2), "middle": (4,), "fine": (6,)}


def test_a_small_network_may_have_an_empty_group():
    assert layer_groups((4, 8)) == {"coarse": (0, 1), "middle": (), "fine": ()}


CONFIG = {"z_dim": 2, "w_dim": 2, "channels": [512, 512, 512, 512, 512, 256, 128, 64]}
SHAPE = mobilestylegan_shape(CONFIG)
STYLEGAN2 = np.repeat(np.arange(18, dtype=np.float32)[:, None], 2, axis=1)


def test_each_row_takes_the_style_of_its_resolution():
    """The 18 styles of StyleGAN2 at 1024: one of 4 px, then three a resolution, overlapping."""
    rows = SHAPE.stylegan2_rows
    assert len(rows) == SHAPE.num_ws == 23
    assert rows == (
        0, 1, 2, 3, 3, 4, 5, 5, 6, 7, 7, 8, 9, 9, 10, 11, 11, 12, 13, 13, 14, 17, 1
    )  # fmt: skip
    sizes = [4] + [2 ** (k // 2 + 3) for k in range(17)]  # of StyleGAN2's convolutions
    for row, size in enumerate(SHAPE.style_resolutions):
        if size:
            assert sizes[rows[row]] == size or (size, row) == (1024, 21)


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
    assert raised.value.what == f"This direction is {size[0]} x {size[1]} numbers."
    assert raised.value.why == "This model takes 1 or 18 or 23 rows of 2."


def test_a_network_without_a_teacher():
    with pytest.raises(RecipeError, match="takes 1 or 5 rows of 2"):
        match_rows(STYLEGAN2, 2, 5, ())
