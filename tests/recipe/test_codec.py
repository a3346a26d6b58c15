from __future__ import annotations

import json

import numpy as np
import pytest

from facelab.errors import RecipeError
from facelab.recipe import (
    Blend,
    BlendPart,
    Latent,
    Recipe,
    Seed,
    codec,
    recipe_from_json,
    recipe_to_json,
)


def changed(recipe: Recipe, *place: object, to: object) -> str:
    """The recipe's JSON with one value changed."""
    body = json.loads(recipe_to_json(recipe))
    inner = body
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = to
    return json.dumps(body)


@pytest.mark.parametrize(
    "source",
    [
        Seed(0),
        Seed(2**32 - 1),
        Latent.from_array(np.random.RandomState(0).randn(512)),
        Latent.from_array(np.random.RandomState(0).randn(23, 512)),
        Blend((BlendPart(Seed(1), 0.1), BlendPart(Latent.from_array(np.ones(4)), 0.3))),
    ],
    ids=["seed", "largest seed", "w", "w+", "blend"],
)
def test_round_trip_of_every_source(recipe, source):
    face = recipe.with_source(source).with_mix([0, 3], source, 0.5)
    assert recipe_from_json(recipe_to_json(face)) == face


@pytest.mark.parametrize("indent", [0, 2])
def test_round_trip_of_everything(rich, indent):
    text = recipe_to_json(rich, indent)
    assert recipe_from_json(text) == rich
    assert recipe_from_json(text.encode()) == rich
    assert ("\n" in text) == (indent > 0)


def test_floats_survive_exactly(recipe):
    for psi in (0.1, 1 / 3, 5e-324, -0.0, np.nextafter(0.7, 1)):
        face = recipe.with_truncation(psi=float(psi))
        assert recipe_from_json(recipe_to_json(face)).truncation.psi.hex() == float(psi).hex()


def test_whole_numbers_may_stand_for_floats(recipe):
    assert recipe_from_json(changed(recipe, "recipe", "truncation", "psi", to=1)) == (
        recipe.with_truncation(psi=1.0)
    )


def test_what_is_left_out_has_its_default(recipe):
    body = json.loads(recipe_to_json(recipe))
    for name in ("truncation", "mixing", "directions", "noise"):
        del body["recipe"][name]
    assert recipe_from_json(json.dumps(body)) == recipe


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("recipe", "truncation", "psi"), 1e308),
        (("recipe", "truncation", "psi"), "0.7"),
        (("recipe", "truncation", "psi"), None),
        (("recipe", "truncation", "psi"), True),
        (("recipe", "truncation", "cutoff"), 1.5),
        (("recipe", "source", "seed"), 1.5),
        (("recipe", "source", "seed"), -1),
        (("recipe", "source", "seed"), 10**400),
        (("recipe", "source", "seed"), "7"),
        (("recipe", "source", "kind"), "photo"),
        (("recipe", "source", "colour"), "red"),
        (("recipe", "source"), {"kind": "latent", "rows": 2**62, "w_dim": 2, "float32": ""}),
        (("recipe", "source"), {"kind": "latent", "rows": 1, "w_dim": 1, "float32": "AADAfw=="}),
        (("recipe", "source"), {"kind": "blend", "parts": []}),
        (("recipe", "source"), None),
        (("recipe", "mood"), "good"),
        (("recipe", "mixing"), {}),
        (("recipe", "directions"), [{"direction": "age", "amount": 1, "layers": [1]}]),
        (("recipe", "noise", "mode"), "loud"),
        (("recipe", "model"), "mobilestylegan"),
        (("recipe", "model", "sha256"), "0"),
        (("recipe",), None),
        (("recipe",), []),
        (("format",), "other"),
        (("version",), 0),
        (("version",), "1"),
        (("version",), 1.0),
        (("version",), True),
        (("version",), None),
    ],
)
def test_what_is_not_a_recipe_is_refused_in_words(recipe, place, value):
    with pytest.raises(RecipeError) as caught:
        recipe_from_json(changed(recipe, *place, to=value))
    assert caught.value.why
    assert caught.value.fix
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 1000


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_numbers_that_json_does_not_have_are_refused(recipe, number):
    text = recipe_to_json(recipe).replace('"psi":0.7', f'"psi":{number}')
    assert number in text
    with pytest.raises(RecipeError, match="not valid JSON"):
        recipe_from_json(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "7",
        '"facelab-recipe"',
        "{",
        "{}",
        "[" * 100_000,
        '{"format": "facelab-recipe", "version": 1, "recipe": ' + "[" * 5000 + "]" * 5000 + "}",
        b"\xff\xfe{\x00}\x00",
        b"\x80",
        b"\x00" * 100,
        '{"format": "\ud800"}',
        b"\x89PNG\r\n\x1a\n",
    ],
)
def test_what_is_not_json_is_refused_in_words(text):
    with pytest.raises(RecipeError):
        recipe_from_json(text)


def test_the_reason_names_the_place(recipe):
    with pytest.raises(RecipeError, match=r"\$\.truncation"):
        recipe_from_json(changed(recipe, "recipe", "truncation", "psi", to=99))


def test_huge_text_is_refused_before_it_is_read(monkeypatch, recipe):
    monkeypatch.setattr(codec, "MAX_BYTES", 1000)
    assert recipe_from_json(recipe_to_json(recipe)) == recipe
    with pytest.raises(RecipeError, match="larger"):
        recipe_from_json(recipe_to_json(recipe) + " " * 1000)


def test_a_newer_version_asks_for_an_update(recipe):
    with pytest.raises(RecipeError, match="Update facelab"):
        recipe_from_json(changed(recipe, "version", to=codec.VERSION + 1))


def test_older_versions_migrate_step_by_step(monkeypatch, recipe):
    """Version 1 called psi "trunc"; version 2 had a list of seeds; version 3 is today's."""
    now = json.loads(recipe_to_json(recipe.with_truncation(psi=0.25)))["recipe"]

    def from_1(value):
        value["truncation"]["psi"] = value["truncation"].pop("trunc")
        return value

    def from_2(value):
        value["source"] = {"kind": "seed", "seed": value.pop("seeds")[0]}
        return value

    monkeypatch.setattr(codec, "VERSION", 3)
    monkeypatch.setattr(codec, "MIGRATIONS", {1: from_1, 2: from_2})
    second = {**now, "seeds": [42]}
    del second["source"]
    first = {**second, "truncation": {"trunc": 0.25, "cutoff": None}}
    for version, old in ((1, first), (2, second), (3, now)):
        text = json.dumps({"format": codec.FORMAT, "version": version, "recipe": old})
        assert recipe_from_json(text) == recipe.with_truncation(psi=0.25)
    assert json.loads(recipe_to_json(recipe))["version"] == 3


@pytest.mark.parametrize("value", [None, [], {}, {"truncation": {}}, {"truncation": 7}])
def test_an_old_recipe_that_cannot_migrate_is_refused(monkeypatch, value):
    def from_1(value):
        value["truncation"]["psi"] = value["truncation"].pop("trunc")
        return value

    monkeypatch.setattr(codec, "VERSION", 2)
    monkeypatch.setattr(codec, "MIGRATIONS", {1: from_1})
    with pytest.raises(RecipeError):
        recipe_from_json(json.dumps({"format": codec.FORMAT, "version": 1, "recipe": value}))


def test_every_older_version_has_its_migration():
    assert set(codec.MIGRATIONS) == set(range(1, codec.VERSION))


def test_the_form_of_older_versions_opens_for_ever(rich):
    """This text is from version 1; what is written today only has more."""
    text = (
        '{"format":"facelab-recipe","version":1,"recipe":{"model":{"sha256":"'
        + "0" * 64
        + '","name":"tiny"},"source":{"kind":"blend","parts":[{"source":{"kind":"seed","seed":1},'
        '"weight":0.25},{"source":{"kind":"latent","rows":1,"w_dim":2,"float32":"AACAPwAAAMA="},'
        '"weight":1.0}]},"truncation":{"psi":0.5,"cutoff":8},"mixing":[{"source":{"kind":"seed",'
        '"seed":7},"layers":[0,1],"strength":0.5,"psi":null,"label":"x"}],"directions":'
        '[{"direction":"age","amount":-1.5,"layers":[3,9]}],"noise":{"mode":"random","seed":5,'
        '"strength":0.25}}}'
    )
    now = text.replace('"version":1', '"version":2')[:-2]
    now += ',"locks":{"held":[],"free":[]},"guard":null}}'
    assert recipe_to_json(recipe_from_json(text)) == now
    assert recipe_from_json(now) == recipe_from_json(text)
    blend = recipe_from_json(text).source
    assert isinstance(blend, Blend)
    latent = blend.parts[1].source
    assert isinstance(latent, Latent)
    assert latent.array().tolist() == [[1.0, -2.0]]
