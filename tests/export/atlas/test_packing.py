"""Rectangles on pages."""

import numpy as np
import pytest

from facelab.errors import ExportError
from facelab.export.atlas.packing import pack


def check(sizes, pages, largest):
    """All are there once, inside their page, none over another."""
    found = sorted(number for page in pages for number in page.places)
    assert found == list(range(len(sizes)))
    for page in pages:
        assert max(page.width, page.height) <= largest
        taken = np.zeros((page.height, page.width), bool)
        for number, place in page.places.items():
            assert (place.width, place.height) == sizes[number]
            part = taken[place.y : place.bottom, place.x : place.right]
            assert part.shape == (place.height, place.width)
            assert not part.any()
            part[:] = True


@pytest.mark.parametrize("power_of_two", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_nothing_overlaps_or_is_lost(seed, power_of_two):
    random = np.random.RandomState(seed)
    sizes = [(int(w), int(h)) for w, h in random.randint(1, 90, (40, 2))]
    pages = pack(sizes, power_of_two, 512)
    check(sizes, pages, 512)
    assert len(pages) == 1
    area = sum(width * height for width, height in sizes)
    if power_of_two:
        assert all(side & (side - 1) == 0 for side in (pages[0].width, pages[0].height))
    else:
        assert area / (pages[0].width * pages[0].height) > 0.8


def test_equal_ones_fill_their_page():
    (page,) = pack([(64, 64)] * 24, largest=4096)
    assert page.width * page.height == 24 * 64 * 64


def test_what_does_not_fit_goes_on_the_next_page():
    sizes = [(60, 60)] * 10
    pages = pack(sizes, True, 128)
    check(sizes, pages, 128)
    assert [len(page.places) for page in pages] == [4, 4, 2]


def test_the_edge_counts():
    sizes = [(32, 32)] * 4
    (page,) = pack(sizes, False, 66, edge=2)
    assert (page.width, page.height) == (66, 66)
    (page,) = pack(sizes, True, 128, edge=2)
    assert (page.width, page.height) in ((128, 64), (64, 128), (128, 128))
    assert max(place.right for place in page.places.values()) + 2 <= page.width


def test_one_that_is_larger_than_a_page_is_refused():
    with pytest.raises(ExportError, match="larger than a page of 64"):
        pack([(63, 10)], largest=64, edge=2)
