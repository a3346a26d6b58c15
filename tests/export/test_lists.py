"""Lists of faces, a line at a time."""

from __future__ import annotations

import io
import json

import pytest

from facelab.engine import load
from facelab.errors import RecipeError
from facelab.export.lists import MAX_LINE, csv_lines, json_lines, template
from facelab.export.orders import Order, Refused
from facelab.recipe import Recipe, Seed, recipe_to_json
from tests.tiny_network import write_tiny_network


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    renderer = load(write_tiny_network(tmp_path_factory.mktemp("tiny")), "cpu")
    renderer.close()
    return renderer.info


@pytest.fixture
def face(model):
    return lambda seed: Recipe(model.ref, Seed(seed), finish="clean")


def table(text: str, model):
    return list(csv_lines(io.BytesIO(text.encode()), model))


def told(lines):
    return [(each.where, str(each.error)) for each in lines if isinstance(each, Refused)]


def test_json_lines_of_recipes_and_of_named_ones(face):
    named = json.dumps(
        {"name": "Anna", "cast": "Crew", "recipe": json.loads(recipe_to_json(face(2)))}
    )
    text = f"\ufeff{recipe_to_json(face(1))}\n\n{named}"
    assert list(json_lines(io.BytesIO(text.encode()))) == [
        Order(1, "seed0001", face(1), "", "line 1"),
        Order(3, "Anna", face(2), "Crew", "line 3"),
    ]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("nonsense", "not valid JSON"),
        ("[1]", "not a recipe"),
        ("{}", "no recipe in it"),
        ('{"recipe": {}}', 'no "format"'),
        ("\xff", "not valid JSON"),
        ("[" * 100_000, "not valid JSON"),
        ('{"name": 1, "recipe": {}}', "not text"),
    ],
)
def test_a_bad_line_is_told_with_its_number_and_the_others_go_on(face, line, why):
    sound = recipe_to_json(face(1)).encode()
    found = list(json_lines(io.BytesIO(b"\n".join([sound, line.encode("latin-1"), sound]))))
    assert [type(each) for each in found] == [Order, Refused, Order]
    ((where, reason),) = told(found)
    assert where == "line 2"
    assert why in reason


def test_a_line_without_an_end_is_never_held(face):
    class Endless(io.RawIOBase):
        """Twice as long as a line may be, then a sound one."""

        def __init__(self):
            self.rest = [b" " * MAX_LINE, b" " * MAX_LINE, b"\n", recipe_to_json(face(1)).encode()]
            self.most = 0

        def readline(self, limit=-1):
            self.most = max(self.most, limit)
            return self.rest.pop(0) if self.rest else b""

    file = Endless()
    first, second = json_lines(file)  # type: ignore[arg-type]
    assert (first.where, second.where) == ("line 1", "line 2")
    assert isinstance(first, Refused)
    assert file.most == MAX_LINE


def test_the_first_face_comes_before_the_second_line_is_read(face):
    class Slow(io.BytesIO):
        count = 0

        def readline(self, *size):
            self.count += 1
            return super().readline(*size)

    file = Slow(f"{recipe_to_json(face(1))}\n".encode() * 5)
    next(json_lines(file))
    assert file.count == 1


def test_a_table(model, face):
    found = table("Name,SEED,psi,sefa-1,cast\nAnna,7,0.5,1.5,Crew\n,8\n,,,\n", model)
    assert found == [
        Order(2, "Anna", face(7).with_truncation(0.5).with_amount("sefa-1", 1.5), "Crew", "line 2"),
        Order(3, "seed0008", face(8), "", "line 3"),
    ]


@pytest.mark.parametrize("text", ["seed;name\n7;Ann\n", "\ufeffseed\tname\r\n7\tAnn\r\n"])
def test_tables_as_spreadsheets_write_them(model, face, text):
    assert table(text, model) == [Order(2, "Ann", face(7), "", "line 2")]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("x,1,", "'x' is not a seed"),
        ("-1,1,", "'-1' is not a seed"),
        ("4294967296,,", "is not a seed"),
        (",1,", "has no seed"),
        ('1,"0,5",', "write a decimal point"),
        ("1,much,", "not a number for psi"),
        ("1,nan,", "Psi is nan"),
        ("1,,99", "it must be -20 to 20"),
        ("1,1,1,1", "has 4 cells"),
        ('1,"', "quotation marks"),
    ],
)
def test_a_bad_row_is_told_with_its_number(model, row, why):
    found = table(f"seed,psi,sefa-1\n1\n{row}\n2\n", model)
    assert [type(each) for each in found] == [Order, Refused, Order]
    ((where, reason),) = told(found)
    assert where == "line 3"
    assert why in reason


@pytest.mark.parametrize(
    ("head", "why"),
    [
        ("", "no column called seed"),
        ("7,8,9", "no column called seed"),
        ("seed,sefa1", "Did you mean sefa-1"),
        ("seed,seed", "seed twice"),
    ],
)
def test_a_table_that_cannot_be_understood_is_refused_as_a_whole(model, head, why):
    with pytest.raises(RecipeError, match=why):
        table(f"{head}\n1\n", model)


def test_the_template_is_a_table(model):
    rows = template(model)
    text = "\n".join(",".join(row) for row in rows)
    found = table(text, model)
    assert [each.name for each in found] == ["Anna", "Bea"]
    assert not told(found)
    assert {each.id for each in model.directions} < set(rows[0])
