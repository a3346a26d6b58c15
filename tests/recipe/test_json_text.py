from __future__ import annotations

import codecs
import json

import pytest

from facelab.errors import RecipeError
from facelab.recipe import json_text, recipe_from_json, recipe_to_json


@pytest.mark.parametrize(
    "raw",
    [
        '{"a": "ä"}'.encode(),
        codecs.BOM_UTF8 + '{"a": "ä"}'.encode(),
        '{"a": "ä"}'.encode("utf-16"),
        codecs.BOM_UTF16_BE + '{"a": "ä"}'.encode("utf-16-be"),
        '{"a": "ä"}'.encode("utf-32"),
        codecs.BOM_UTF32_BE + '{"a": "ä"}'.encode("utf-32-be"),
        *('{"a": "ä"}'.encode(encoding) for encoding in ("utf-16-le", "utf-16-be", "utf-32-le")),
        '{"a": "ä"}',
        '\ufeff{"a": "ä"}',
    ],
)
def test_every_way_to_write_it(raw):
    assert json.loads(json_text(raw)) == {"a": "ä"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_recipe_as_an_editor_saves_it(recipe, encoding):
    assert recipe_from_json(recipe_to_json(recipe, indent=2).encode(encoding)) == recipe


@pytest.mark.parametrize(
    "raw",
    [
        codecs.BOM_UTF16_LE + b"x",
        b"{\0x",
        b"\0",
        b"\0\0",
        b"\0{x",
        b"{\0\0\0x",
        codecs.BOM_UTF8,
        codecs.BOM_UTF16_BE,
    ],
)
def test_a_mark_and_nothing_sound_behind_it(raw):
    with pytest.raises(RecipeError, match="not valid JSON"):
        recipe_from_json(raw)
