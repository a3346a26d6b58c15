from __future__ import annotations

import json

import msgspec
import numpy as np
import pytest

from facelab.errors import RecipeError
from facelab.recipe import (
    Blend,
    BlendPart,
    Latent,
    ModelRef,
    NetworkMix,
    Recipe,
    Seed,
    codec,
    recipe_from_json,
    recipe_to_json,
)
from facelab.recipe.own_steps import MAX_CARRIED


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
    now = text.replace('"version":1', '"version":6')[:-2]
    now += ',"locks":{"held":[],"free":[]},"guard":null}}'
    assert recipe_to_json(recipe_from_json(text)) == now
    assert recipe_from_json(now.replace('"version":6', '"version":2')) == recipe_from_json(text)
    assert recipe_from_json(now) == recipe_from_json(text)
    blend = recipe_from_json(text).source
    assert isinstance(blend, Blend)
    latent = blend.parts[1].source
    assert isinstance(latent, Latent)
    assert latent.array().tolist() == [[1.0, -2.0]]


# -- version 3: which named directions, and carried ones --------------------------------------

NETWORK, FIT = next(iter(codec.FIT_OF_VERSION_2.items()))


def of_version(version: int, **said: object) -> str:
    """A recipe as facelab wrote it then."""
    body = {
        "model": {"sha256": NETWORK, "name": "mobilestylegan-ffhq-1024"},
        "source": {"kind": "seed", "seed": 42},
        "truncation": {"psi": 0.7, "cutoff": None},
        "mixing": [],
        "directions": [],
        "noise": {"mode": "const", "seed": 0, "strength": 1.0},
    }
    if version > 1:
        body |= {"locks": {"held": [], "free": []}, "guard": None}
    return json.dumps({"format": "facelab-recipe", "version": version, "recipe": body | said})


def move(name: str) -> list[dict[str, object]]:
    return [{"direction": name, "amount": 1.0, "layers": None}]


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize(
    ("name", "fit"), [("smile", FIT), ("pca-1", None), ("sefa-2", None), ("mine-x-1234", None)]
)
def test_older_recipes_mean_the_named_directions_of_then(version, name, fit):
    recipe = recipe_from_json(of_version(version, directions=move(name)))
    assert recipe.fit == fit
    assert recipe_from_json(recipe_to_json(recipe)) == recipe


def test_locks_and_a_guard_are_solved_with_the_named_directions_of_then():
    assert recipe_from_json(of_version(2)).fit is None
    assert recipe_from_json(of_version(2, guard=1.5)).fit == FIT
    assert recipe_from_json(of_version(2, locks={"held": ["age"], "free": []})).fit == FIT


def test_of_other_networks_nobody_knows(recipe):
    text = of_version(2, directions=move("smile"), model={"sha256": "0" * 64, "name": ""})
    assert recipe_from_json(text).fit is None


@pytest.mark.parametrize("locks", [None, 7, [], {"held": 7}])
def test_what_an_older_recipe_gets_wrong_is_still_said(locks):
    with pytest.raises(RecipeError, match="locks"):
        recipe_from_json(of_version(2, locks=locks))


def test_what_version_3_added_is_left_out_where_it_says_nothing(recipe, rich):
    said = json.loads(recipe_to_json(recipe))["recipe"]
    assert not {"fit", "own"} & set(said)
    assert {"fit", "own"} <= set(json.loads(recipe_to_json(rich))["recipe"])


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("recipe", "fit"), "f" * 63),
        (("recipe", "fit"), 7),
        (("recipe", "own", 0, "id"), ""),
        (("recipe", "own", 0, "step", "rows"), 4),
        (("recipe", "own", 0, "step", "float32"), "!" * 80),
    ],
)
def test_what_cannot_be_of_version_3_is_refused(rich, place, value):
    with pytest.raises(RecipeError):
        recipe_from_json(changed(rich, *place, to=value))


def test_a_recipe_carries_so_much_and_no_more(rich):
    own = json.loads(recipe_to_json(rich))["recipe"]["own"][0]
    with pytest.raises(RecipeError, match="twice"):
        recipe_from_json(changed(rich, "recipe", "own", to=[own, own]))
    many = [{**own, "id": f"mine-{k}"} for k in range(MAX_CARRIED + 1)]
    recipe_from_json(changed(rich, "recipe", "own", to=many[:-1]))
    with pytest.raises(RecipeError, match=str(MAX_CARRIED)):
        recipe_from_json(changed(rich, "recipe", "own", to=many))


def test_the_keys_of_faces_that_are_kept_do_not_change():
    """Faces of a library are told apart by a hash of this."""
    text = of_version(2, directions=move("smile"))
    as_then = json.dumps(json.loads(text), separators=(",", ":"))
    assert codec.lasting_text(recipe_from_json(text)) == as_then
    refitted = msgspec.structs.replace(recipe_from_json(text), fit="0" * 64)
    assert codec.lasting_text(refitted) != as_then


# -- version 4: the finish -----------------------------------------------------------------------


@pytest.mark.parametrize("version", [1, 2, 3])
def test_older_recipes_are_raw(version):
    assert recipe_from_json(of_version(version)).finish == "raw"


def test_a_clean_recipe_comes_back_and_a_raw_one_says_nothing_of_it():
    raw = recipe_from_json(of_version(3))
    clean = raw.with_finish("clean")
    assert recipe_from_json(recipe_to_json(clean)) == clean
    assert '"finish":"clean"' in recipe_to_json(clean)
    assert "finish" not in recipe_to_json(raw)


def test_an_unknown_finish_is_refused():
    with pytest.raises(RecipeError, match="finish"):
        recipe_from_json(of_version(4, finish="glossy"))


def test_what_is_kept_of_raw_faces_keeps_its_key():
    raw = recipe_from_json(of_version(3))
    assert "finish" not in codec.lasting_text(raw)
    assert codec.lasting_text(raw.with_finish("clean")) != codec.lasting_text(raw)


# -- version 5: a mix of networks ----------------------------------------------------------------


def test_a_mix_of_networks_comes_back_and_none_says_nothing():
    plain = recipe_from_json(of_version(4))
    assert plain.networks is None
    assert "networks" not in recipe_to_json(plain)
    mix = NetworkMix(ModelRef("b" * 64, "cats"), (0.0, 0.5, 1.0))
    assert recipe_from_json(recipe_to_json(plain.with_networks(mix))) == plain.with_networks(mix)
    assert plain.with_networks(NetworkMix(mix.other, (0.0, 0.0))) == plain, "nothing is taken"
    assert codec.lasting_text(plain.with_networks(mix)) != codec.lasting_text(plain)


@pytest.mark.parametrize("weights", [[], [1.5], [-0.1], ["a"]])
def test_weights_of_networks_that_cannot_be_are_refused(weights):
    other = {"sha256": "b" * 64, "name": "cats"}
    with pytest.raises(RecipeError, match=r"weight|`float`"):
        recipe_from_json(of_version(5, networks={"other": other, "weights": weights}))


@pytest.mark.parametrize(
    ("format", "said"), [("facelab-wishes", "--wishes"), ("facelab-sheet", "make sheet")]
)
def test_another_file_of_ours_is_told_by_what_it_is(format, said):
    with pytest.raises(RecipeError) as told:
        recipe_from_json(f'{{"format": "{format}", "version": 1}}')
    assert said in told.value.fix
    assert "format" not in told.value.why
