"""Faces drawn, prepared and written."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest
from PIL import Image

from facelab.errors import DestinationError, ModelError
from facelab.export.lists import json_lines
from facelab.export.named import NAMED, Sheet
from facelab.export.orders import Made, Order, Refused
from facelab.export.plan import Plan
from facelab.export.reading import read_picture, read_picture_recipe
from facelab.preparing.costs import Costs
from facelab.preparing.leaving import DrawPrepared, leaving, note_sample, plan_for
from facelab.preparing.measures import COLUMNS, FILE_NAME
from facelab.preparing.preparation import Preparation, preparation_of
from facelab.preparing.prepare import ENHANCING, Preparer
from facelab.progress import Progress, finish


@pytest.fixture
def orders(recipe):
    return [Order(k, f"Face {k}", recipe.with_seed(k), "Crew") for k in range(1, 6)]


@pytest.fixture
def run(tmp_path, picture, fetch):
    """Carry out a preparation; returns what came."""

    def carry_out(wanted, orders, pattern="{name}", forgiving=False, stop=lambda: False, **plan):
        def draw(recipe, in_float):
            if recipe.seed == 666:
                raise ModelError("no")
            pixels = np.clip(picture + np.float32(recipe.seed / 100), 0, 1)
            return pixels if in_float else (pixels * 255 + 0.5).astype(np.uint8)

        made = plan_for(wanted, Plan(tmp_path / "out", wanted.format.pattern or pattern, **plan))
        drawing = DrawPrepared(draw, Preparer(fetch), wanted)
        return list(leaving(made, orders, drawing, forgiving, stop)), drawing

    return carry_out


def names(tmp_path):
    return sorted(path.name for path in (tmp_path / "out").iterdir())


@pytest.mark.parametrize(
    "name", [n for n, each in NAMED.items() if each.sheet is None and not Preparation(each).needs]
)
def test_a_face_of_its_own_opens_again(name, run, orders, tmp_path):
    named = NAMED[name]
    done, _ = run(Preparation(named), orders[:1])
    (made,) = [each for each in done if isinstance(each, Made)]
    assert read_picture_recipe(made.path) == orders[0].recipe
    assert made.path.suffix == named.suffix


def test_what_takes_long_says_how_far_it_is(run, orders):
    done, _ = run(preparation_of(NAMED["portrait"], enhance=2048, size=64), orders[:1])
    assert sum(isinstance(each, Progress) and each.text == ENHANCING for each in done) == 16
    assert isinstance(done[-1], Made)


def test_a_picture_made_in_another_way_is_not_taken_for_the_same(run, orders, tmp_path):
    one, other = Preparation(NAMED["portrait"]), preparation_of(NAMED["portrait"], size=32)
    for wanted, new in ((one, True), (one, False), (other, True), (other, False), (one, False)):
        (made,), _ = run(wanted, orders[:1], resume=True)
        assert made.new is new
    assert names(tmp_path) == ["Face 1-2.png", "Face 1.png"]
    assert read_picture(tmp_path / "out" / "Face 1-2.png") == (orders[0].recipe, other.way())


def test_names_as_other_programs_take_them(run, recipe, tmp_path):
    order = Order(1, "Éva Happy-Face (2)", recipe)
    renpy = NAMED["renpy"].changed(background="")
    run(Preparation(renpy), [order])
    run(Preparation(NAMED["rpg-maker"]), [order])
    assert names(tmp_path) == ["EvaHappyFace2.png", "side eva happy_face 2.png"]


def test_faces_on_a_sheet(run, orders, tmp_path):
    sheet = NAMED["rpg-maker-set"].changed(sheet=Sheet(2, 2, 32, 0, whole=True))
    done, _ = run(Preparation(sheet), orders, with_recipe=True)
    made = [each for each in done if isinstance(each, Made)]
    assert [each.order for each in made] == orders
    assert names(tmp_path) == ["faces01.jsonl", "faces01.png", "faces02.jsonl", "faces02.png"]
    with Image.open(made[0].path) as first, Image.open(made[4].path) as second:
        assert first.size == second.size == (64, 64)
        assert np.asarray(first)[40, 40, 3] == 255
        assert np.asarray(second)[40, 40, 3] == 0
    with (tmp_path / "out" / "faces01.jsonl").open("rb") as file:
        read = [each for each in json_lines(file) if isinstance(each, Order)]
    assert [(each.name, each.recipe, each.cast) for each in read] == [
        (each.name, each.recipe, "Crew") for each in orders[:4]
    ]


def test_a_sheet_says_no_recipe_as_its_own(run, orders):
    done, _ = run(Preparation(NAMED["contact-sheet"].changed(sheet=Sheet(2, 2, 32))), orders[:2])
    content = done[-1].path.read_bytes()
    assert b"facelab-recipe" not in content


def test_one_that_cannot_be_drawn_leaves_no_gap_on_a_sheet(run, orders, recipe):
    bad = Order(9, "Bad", recipe.with_seed(666))
    wanted = Preparation(NAMED["contact-sheet"].changed(sheet=Sheet(2, 1, 32)))
    done, _ = run(wanted, [orders[0], bad, orders[1]], forgiving=True)
    made = [each for each in done if isinstance(each, Made)]
    assert len({each.path for each in made}) == 1
    assert [each.where for each in done if isinstance(each, Refused)] == ["Bad"]
    with pytest.raises(ModelError):
        run(wanted, [bad])


def test_a_sheet_that_is_stopped_is_whole_with_what_there_is(run, orders, tmp_path):
    asked = iter([False, False, True])
    wanted = Preparation(NAMED["contact-sheet"].changed(sheet=Sheet(3, 1, 32, 0)))
    done, _ = run(wanted, orders, stop=lambda: next(asked))
    assert [each.order for each in done] == orders[:2]
    with Image.open(done[0].path) as image:
        assert image.size == (64, 32)


def test_costs_are_known_once_a_face_has_left(run, orders):
    wanted = preparation_of(NAMED["avatar"], size=64)
    assert Costs().of(wanted, 64).seconds is None
    done, drawing = run(wanted, orders)
    cost = drawing.preparer.costs.of(wanted, 64)
    sizes = [each.path.stat().st_size for each in done]
    assert cost.seconds is not None
    assert 0 < cost.seconds < 10
    assert cost.bytes is not None
    assert min(sizes) <= cost.bytes <= max(sizes)
    enhanced = preparation_of(NAMED["avatar"], size=64, enhance=2048)
    assert drawing.preparer.costs.of(enhanced, 64).seconds is None  # no tile was drawn yet
    drawing.preparer.costs.note("tile", 2.0)
    more = drawing.preparer.costs.of(enhanced, 64).seconds
    assert more == pytest.approx(cost.seconds + 16 * 2.0)


def test_a_picture_that_is_only_looked_at_tells_its_size(picture, orders, fetch, tmp_path):
    wanted, preparer = Preparation(NAMED["avatar"]), Preparer(fetch)
    drawn = finish(preparer.prepared(picture, wanted))
    plan = plan_for(wanted, Plan(tmp_path))
    count = note_sample(drawn, orders[0], plan, wanted, preparer, 64)
    assert preparer.costs.of(wanted, 64).bytes == count > 1000


def test_what_was_measured_is_in_a_table(run, orders, tmp_path, face, fetch):
    wanted = Preparation(NAMED["research"])
    plan = plan_for(wanted, Plan(tmp_path))
    draw = DrawPrepared(lambda recipe, in_float: face, Preparer(fetch), wanted)
    for few in (orders[:1], orders[1:2]):
        (made,) = [x for x in leaving(plan, few, draw) if isinstance(x, Made)]
        assert read_picture_recipe(made.path) == few[0].recipe
    with (tmp_path / FILE_NAME).open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    assert [row["file"] for row in rows] == ["Face 1.png", "Face 2.png"]
    assert float(rows[0]["luminance"]) == pytest.approx(0.28, rel=0.005)
    content = (tmp_path / FILE_NAME).read_bytes()
    (tmp_path / FILE_NAME).write_bytes(content + b"Face 9.png,half a r")  # the power was cut
    list(leaving(plan, orders[2:3], draw))
    assert b"half a r" not in (tmp_path / FILE_NAME).read_bytes()
    (tmp_path / FILE_NAME).write_text("my own table\n")
    with pytest.raises(DestinationError, match="did not write"):
        list(leaving(plan, orders[3:4], draw))
    assert (tmp_path / FILE_NAME).read_text() == "my own table\n"


def test_the_lines_of_a_sheet_are_json(run, orders, tmp_path):
    run(
        Preparation(NAMED["contact-sheet-pdf"].changed(sheet=Sheet(2, 1, 32))),
        orders,
        with_recipe=True,
    )
    assert names(tmp_path) == ["contact sheet.jsonl", "contact sheet.pdf"]
    lines = (tmp_path / "out" / "contact sheet.jsonl").read_text().splitlines()
    assert [json.loads(line)["name"] for line in lines] == [each.name for each in orders]
