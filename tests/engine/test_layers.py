from __future__ import annotations

from facelab.engine import layer_groups, used_layers


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
