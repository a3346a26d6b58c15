"""Figures of a set."""

from __future__ import annotations

import json

from facelab.recipe import Recipe
from facelab.stimuli.plan import Cell
from facelab.stimuli.rows import Row
from facelab.stimuli.summary import summary_of, to_json, told


def row(face: Recipe, name: str, error: float, left: float, **fields) -> Row:
    fields = {"picture": f"pictures/{name}.png"} | fields
    return Row(
        Cell(name, "f01", {"smile": 1.0}), face, {"smile": 1.0}, {"smile": 1.0 + error},
        {"age": left}, 0.3, 5, **fields,
    )  # fmt: skip


def test_figures_are_of_pictures_that_are_there(face):
    rows = [
        Row(Cell("f01_base", "f01", {}), face, {}, {"smile": 0.0}, {}, 0.0, 1, picture="a.png"),
        row(face, "f01_smile_p1", 0.02, -0.4),
        row(face, "f01_smile_p2", -0.08, 1.4, beyond=("smile",)),
        row(face, "f01_smile_p3", 2.0, 3.0, picture="", reason="no"),
    ]
    found = summary_of(rows, {"smile": "smile"})
    assert (found.made, found.wanted, found.moved) == (3, 4, 2)
    smile = found.attributes["smile"]
    assert (smile.made, smile.wanted, round(smile.error_largest, 3)) == (2, 3, 0.08)
    assert found.left_largest == 1.4
    assert found.held_off == found.strained == ("f01_smile_p2",)
    lines = told(found, 12.0, 4)
    assert lines[0] == "smile: 2 of 3 steps, error mean 0.050 sd, largest 0.080"
    assert lines[-1] == "12 s, 3.0 s a picture"


def test_what_is_no_number_is_null(face):
    found = summary_of([], {"smile": "smile"})
    body = json.loads(to_json(found, 0.0, 0))
    assert body["left_mean"] is None
    assert body["seconds_a_picture"] is None
    assert told(found, 0.0, 0) == ["smile: 0 of 0 steps"]
