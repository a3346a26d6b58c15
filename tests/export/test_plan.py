"""What is made, in which order, and where it goes."""

from __future__ import annotations

import errno
import shutil
from dataclasses import replace

import numpy as np
import pytest

from facelab.errors import ExportError, ModelError, RecipeError
from facelab.export.orders import Made, Order, Refused
from facelab.export.plan import Plan
from facelab.export.reading import read_picture_recipe
from facelab.export.recipe_file import read_recipe
from facelab.export.writer import Marking
from tests.png_files import write_png


@pytest.fixture
def plan(tmp_path):
    return Plan(tmp_path / "out")


@pytest.fixture
def orders(recipe):
    return [Order(k, f"face {k}", recipe.with_seed(k)) for k in range(1, 4)]


def draw(recipe, in_float):
    assert not in_float
    return np.full((16, 16, 3), recipe.seed, np.uint8)


def noting(drawn):
    def draw_and_note(recipe, in_float):
        drawn.append(recipe.seed)
        return draw(recipe, in_float)

    return draw_and_note


def names(plan):
    return sorted(path.name for path in plan.folder.iterdir())


def test_faces_leave_in_their_order_and_open_again(plan, orders):
    made = list(plan.carried_out(orders, draw))
    assert [each.path.name for each in made] == ["face 1.png", "face 2.png", "face 3.png"]
    assert [read_picture_recipe(each.path) for each in made] == [each.recipe for each in orders]


def test_each_is_drawn_when_it_comes_and_none_is_held(plan, recipe):
    drawn: list[int] = []

    def endless():
        k = 0
        while True:
            k += 1
            yield Order(k, f"{k}", recipe.with_seed(k))

    made = plan.carried_out(endless(), noting(drawn))
    assert next(made).path.exists()
    assert drawn == [1]


def test_names_that_are_taken_are_counted_on(plan, orders):
    twice = [*orders[:1], replace(orders[1], name=orders[0].name)]
    made = list(plan.carried_out(twice, draw))
    assert [each.path.name for each in made] == ["face 1.png", "face 1-2.png"]
    assert made[1].wanted.name == "face 1.png"


def test_two_faces_of_one_name_are_two_files_also_where_old_ones_may_go(plan, orders):
    may = replace(plan, overwrite=True)
    twice = [orders[0], replace(orders[1], name="FACE 1")]  # one name on many disks
    for _ in range(2):
        made = list(may.carried_out(twice, draw))
        assert [each.path.name for each in made] == ["face 1.png", "FACE 1-2.png"]


def test_what_is_there_already_is_not_drawn_again(plan, orders):
    again = replace(plan, resume=True)
    list(again.carried_out(orders[:2], draw))
    write_png(plan.folder / "face 3.png", np.zeros((4, 4, 3), np.uint8), orders[0].recipe)
    drawn: list[int] = []
    made = list(again.carried_out(orders, noting(drawn)))
    assert drawn == [3]
    assert [each.new for each in made] == [False, False, True]
    assert made[2].path.name == "face 3-2.png"  # another face has its name
    assert [each.new for each in again.carried_out(orders, draw)] == [False] * 3


def test_two_lines_with_the_same_face_are_two_pictures_also_when_it_goes_on(plan, orders):
    again = replace(plan, resume=True)
    twice = [orders[0], replace(orders[0], index=2)]
    for _ in range(2):
        list(again.carried_out(twice, draw))
        assert names(plan) == ["face 1-2.png", "face 1.png"]


def test_half_a_picture_is_drawn_again(plan, orders):
    again = replace(plan, resume=True)
    plan.folder.mkdir()
    (plan.folder / "face 1.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (made,) = again.carried_out(orders[:1], draw)
    assert (made.new, made.path.name) == (True, "face 1-2.png")


def test_a_picture_with_broken_pixels_is_drawn_again_though_its_recipe_is_whole(plan, orders):
    again = replace(plan, resume=True)
    (first,) = again.carried_out(orders[:1], draw)
    first.path.write_bytes(first.path.read_bytes()[:-20])
    assert read_picture_recipe(first.path) == orders[0].recipe
    (made,) = again.carried_out(orders[:1], draw)
    assert (made.new, made.path.name) == (True, "face 1-2.png")
    (made,) = again.carried_out(orders[:1], draw)
    assert (made.new, made.path.name) == (False, "face 1-2.png")


def test_a_face_that_cannot_be_drawn_is_passed_over_if_told_so(plan, orders):
    def sometimes(recipe, in_float):
        if recipe.seed == 2:
            raise ModelError("Of another network.")
        return draw(recipe, in_float)

    done = list(
        plan.carried_out([*orders, Refused("line 9", RecipeError("Bad."))], sometimes, True)
    )
    assert [type(each) for each in done] == [Made, Refused, Made, Refused]
    assert done[1].where == "face 2"
    with pytest.raises(ModelError):
        list(Plan(plan.folder / "b").carried_out(orders, sometimes))


def test_a_full_disk_ends_it_with_whole_files_only(plan, orders, monkeypatch):
    made = plan.carried_out(orders, draw)
    next(made)

    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(ExportError, match="No space left"):
        next(made)
    assert names(plan) == ["face 1.png"]


def test_a_drive_that_has_gone_is_not_made_anew(plan, orders):
    made = plan.carried_out(orders, draw)
    next(made)
    shutil.rmtree(plan.folder)
    with pytest.raises(ExportError, match="has gone"):
        next(made)
    assert not plan.folder.exists()


def test_it_stops_between_two_faces(plan, orders):
    stopping = iter([False, True])
    made = list(plan.carried_out(orders, draw, stop=lambda: next(stopping)))
    assert len(made) == 1
    assert names(plan) == ["face 1.png"]


def test_recipes_go_beside_pictures_and_share_their_number(plan, orders):
    both = replace(plan, with_recipe=True)
    plan.folder.mkdir()
    (plan.folder / "face 1.json").write_text("mine")
    (made,) = both.carried_out(orders[:1], draw)
    assert made.path.name == "face 1-2.png"
    assert read_recipe(plan.folder / "face 1-2.json") == orders[0].recipe


def test_the_size_is_what_was_asked_for(plan, orders):
    from PIL import Image

    (made,) = replace(plan, longest=40).carried_out(orders[:1], draw)
    with Image.open(made.path) as image:
        assert image.size == (40, 40)


def test_a_name_whose_credentials_are_there_is_taken(plan, orders):
    plan.folder.mkdir()
    (plan.folder / "face 1.png.c2pa").write_bytes(b"old")
    marking = Marking(sidecar=lambda content, media_type: (".c2pa", b"new"))
    (made,) = replace(plan, marking=marking).carried_out(orders[:1], draw)
    assert made.path.name == "face 1-2.png"
    assert names(plan) == ["face 1-2.png", "face 1-2.png.c2pa", "face 1.png.c2pa"]
