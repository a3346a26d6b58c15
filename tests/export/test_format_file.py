"""Formats as files."""

import json

import pytest

from facelab.errors import DestinationError, ExportError, RecipeError
from facelab.export.format_file import from_json, read_formats, to_json, write_formats
from facelab.export.named import NAMED

ALL = list(NAMED.values())


def test_every_format_comes_back(tmp_path):
    path = tmp_path / "formats.json"
    write_formats(path, ALL)
    assert read_formats(path) == ALL


def test_a_file_says_only_what_is_not_usual():
    said = json.loads(to_json([NAMED["token"]]))["formats"][0]
    assert said == {
        "name": "token",
        "title": "Tabletop token",
        "about": NAMED["token"].about,
        "longest": 512,
        "shape": {"outline": "round", "ring": "#c8a24a"},
    }


def test_a_file_that_an_editor_saved_is_read():
    assert from_json(b"\xef\xbb\xbf" + to_json(ALL)) == ALL


def changed(change):
    body = json.loads(to_json([NAMED["token"]]))
    change(body, body["formats"][0])
    return json.dumps(body).encode()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"{", "It is not valid JSON"),
        (b"[]", "It has no"),
        (b'{"format": "facelab-recipe", "version": 4}', "It has no"),
        (changed(lambda body, one: body.update(version=True)), "It has no version"),
        (changed(lambda body, one: body.update(version=2)), "reads only up to 1"),
        (changed(lambda body, one: body.update(more=1)), "something else than formats"),
        (changed(lambda body, one: body.update(formats=[])), "It holds none"),
        (changed(lambda body, one: body["formats"].append(one)), "have the same name"),
        (changed(lambda body, one: body.update(formats=[one] * 501)), "more than 500"),
        (changed(lambda body, one: one.update(run="rm")), "unknown field `run`"),
        (changed(lambda body, one: one.update(longest="512")), r"Expected `int.*longest"),
        (changed(lambda body, one: one.update(background="/etc/passwd")), "is no colour"),
        (changed(lambda body, one: one.update(encoding={"format": "png", "x": 1})), "not know: x"),
        (changed(lambda body, one: one.update(encoding={"bits": 12})), "12"),
        (changed(lambda body, one: one["shape"].update(ring_width=9)), "it must be 0.005 to 0.25"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_reason(tmp_path, content, why):
    path = tmp_path / "a.json"
    path.write_bytes(content)
    with pytest.raises(RecipeError, match=why) as caught:
        read_formats(path)
    assert "a.json cannot be read" in caught.value.what


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(ExportError, match="No such file"):
        read_formats(tmp_path / "a.json")


def test_a_file_of_someone_elses_stays(tmp_path):
    path = tmp_path / "a.json"
    path.write_text("mine")
    with pytest.raises(DestinationError):
        write_formats(path, ALL)
    assert path.read_text() == "mine"
    with pytest.raises(DestinationError, match=r"must end in \.json"):
        write_formats(tmp_path / "a.txt", ALL)
