"""Pages of faces: where each is, what is written under it."""

import numpy as np
import pytest
from PIL import ImageFont

from facelab.export.named import NAMED, Sheet
from facelab.export.orders import Order
from facelab.preparing.sheets import Cell, fitted, lines_of, page_of, places_of

FONT = ImageFont.load_default(20)


def cells(recipe, count, side=16, alpha=False):
    for k in range(count):
        pixels = np.full((side, side, 4 if alpha else 3), 10 * (k + 1), np.uint8)
        yield Cell(Order(k + 1, f"Face {k + 1}", recipe.with_seed(k)), pixels)


def test_a_face_set_is_as_large_as_the_game_wants_it(recipe):
    sheet = NAMED["rpg-maker-set"].sheet
    assert sheet is not None
    page = page_of(sheet, list(cells(recipe, 3, 144)))
    assert page.shape == (288, 576, 4)
    assert places_of(sheet) == 8
    assert page[10, 144 + 10].tolist() == [20, 20, 20, 255]
    assert not page[144:].any()  # places without a face are clear


def test_a_page_is_as_long_as_its_faces(recipe):
    sheet = Sheet(2, 3, 16, 4, paper="#ffffff")
    assert page_of(sheet, list(cells(recipe, 3))).shape == (2 * 20 + 4, 2 * 20 + 4, 3)
    assert page_of(sheet, list(cells(recipe, 1))).shape == (24, 24, 3)
    page = page_of(sheet, list(cells(recipe, 3)))
    assert page[24 + 5, 5].tolist() == [30, 30, 30]
    assert page[0, 0].tolist() == [255, 255, 255]


def test_what_is_transparent_shows_the_paper_or_nothing(recipe):
    (cell,) = cells(recipe, 1)
    clear = np.zeros((16, 16, 4), np.uint8)
    assert page_of(Sheet(1, 1, 16, 0), [Cell(cell.order, clear)])[..., 3].max() == 0
    page = page_of(Sheet(1, 1, 16, 0, paper="#102030"), [Cell(cell.order, clear)])
    assert page[8, 8].tolist() == [16, 32, 48]


def test_names_stand_under_the_faces(recipe):
    sheet = Sheet(1, 1, 160, 8, ("name", "seed"), "#ffffff")
    page = page_of(sheet, list(cells(recipe, 1, 160)))
    below = page[8 + 160 :]
    assert (below < 128).any()
    assert page[:8].min() == 255  # nothing runs out of its place
    assert page[:, :8].min() > 250  # but for the rim of a letter
    dark = page_of(Sheet(1, 1, 160, 8, ("name",), "#000000"), list(cells(recipe, 1, 160)))
    assert (dark[8 + 160 :] > 128).any()


def test_a_face_that_is_called_by_its_seed_says_it_once(recipe):
    sheet = Sheet(labels=("name", "seed"))
    assert lines_of(sheet, Order(1, "seed0042", recipe)) == ["seed 42"]
    assert lines_of(sheet, Order(1, "Anna\n", recipe)) == ["Anna", "seed 42"]


@pytest.mark.parametrize(
    "name", ["Anna", "A name that goes on and on for ever, number 0042", "W" * 300]
)
def test_long_names_are_cut_in_the_middle_and_fit(name):
    shown = fitted(name, FONT, 150)
    assert FONT.getlength(shown) <= 150
    assert shown[0] == name[0]
    assert shown[-1] == name[-1]
    assert (shown == name) is (name == "Anna")
