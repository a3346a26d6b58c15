from __future__ import annotations

import math

import msgspec
import numpy as np
import pytest

from facelab.recipe import (
    Blend,
    BlendPart,
    DirectionAmount,
    Latent,
    ModelRef,
    Noise,
    Recipe,
    Seed,
    StyleMix,
    Truncation,
    describe_source,
)
from facelab.recipe.sources import MAX_BLEND_PARTS, MAX_ROWS, MAX_SEED, WEIGHT_RANGE
from facelab.recipe.values import AMOUNT_RANGE, MAX_DIRECTIONS, NOISE_STRENGTH_RANGE, PSI_RANGE


def test_equal_recipes_are_equal_and_hash_alike(rich):
    twin = msgspec.structs.replace(rich, mixing=tuple(rich.mixing))
    assert twin == rich
    assert hash(twin) == hash(rich)
    assert {rich: 1}[twin] == 1


@pytest.mark.parametrize(
    "change",
    [
        {"source": Seed(43)},
        {"truncation": Truncation(0.71)},
        {"truncation": Truncation(0.7, 8)},
        {"mixing": (StyleMix(Seed(1), (0,)),)},
        {"directions": (DirectionAmount("age", 1.0),)},
        {"noise": Noise("none")},
        {"model": ModelRef("1" * 64, "tiny")},
    ],
)
def test_every_field_counts_for_equality(recipe, change):
    assert msgspec.structs.replace(recipe, **change) != recipe


def test_recipes_cannot_be_changed_in_place(recipe):
    with pytest.raises(AttributeError):
        recipe.source = Seed(1)


@pytest.mark.parametrize(
    ("make", "limits"),
    [
        (lambda value: Truncation(value), PSI_RANGE),
        (lambda value: StyleMix(Seed(0), (0,), 1.0, value), PSI_RANGE),
        (lambda value: StyleMix(Seed(0), (0,), value), (0.0, 1.0)),
        (lambda value: DirectionAmount("age", value), AMOUNT_RANGE),
        (lambda value: Noise("const", 0, value), NOISE_STRENGTH_RANGE),
        (lambda value: BlendPart(Seed(0), value), WEIGHT_RANGE),
    ],
    ids=["psi", "mix psi", "mix strength", "amount", "noise strength", "weight"],
)
def test_numbers_stay_within_their_limits(make, limits):
    low, high = limits
    make(low)
    make(high)
    for value in (math.nan, math.inf, -math.inf, 1e308, low - 1e-6, high + 1e-6):
        with pytest.raises(ValueError, match="it must be"):
            make(value)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Seed(-1),
        lambda: Seed(MAX_SEED + 1),
        lambda: Noise("const", -1),
        lambda: Noise("const", MAX_SEED + 1),
        lambda: Noise("loud"),  # type: ignore[arg-type]
        lambda: Truncation(0.7, -1),
        lambda: Truncation(0.7, MAX_ROWS + 1),
        lambda: StyleMix(Seed(0), ()),
        lambda: StyleMix(Seed(0), (1, 0)),
        lambda: StyleMix(Seed(0), (1, 1)),
        lambda: StyleMix(Seed(0), (-1, 0)),
        lambda: StyleMix(Seed(0), (MAX_ROWS,)),
        lambda: StyleMix(Seed(0), (0,), label="x" * 201),
        lambda: DirectionAmount("", 1.0),
        lambda: DirectionAmount("x" * 201, 1.0),
        lambda: DirectionAmount("age", 1.0, (2, 1)),
        lambda: DirectionAmount("age", 1.0, (-1, 1)),
        lambda: DirectionAmount("age", 1.0, (0, MAX_ROWS)),
        lambda: Blend(()),
        lambda: Blend((BlendPart(Seed(0), 1.0),) * (MAX_BLEND_PARTS + 1)),
        lambda: Blend((BlendPart(Seed(0), 1.0), BlendPart(Seed(1), -1.0))),
        lambda: ModelRef("0" * 63),
        lambda: ModelRef("G" * 64),
        lambda: ModelRef("A" * 64),
        lambda: ModelRef("0" * 64, "x" * 201),
    ],
)
def test_impossible_values_are_refused(make):
    with pytest.raises(ValueError, match=r"\w"):
        make()


def test_a_recipe_has_each_direction_and_layer_once(recipe):
    twice = (DirectionAmount("age", 1.0), DirectionAmount("age", 2.0))
    with pytest.raises(ValueError, match="twice"):
        msgspec.structs.replace(recipe, directions=twice)
    many = tuple(DirectionAmount(f"d{n}", 1.0) for n in range(MAX_DIRECTIONS + 1))
    with pytest.raises(ValueError, match="more than"):
        msgspec.structs.replace(recipe, directions=many)
    with pytest.raises(ValueError, match="same layer"):
        msgspec.structs.replace(
            recipe, mixing=(StyleMix(Seed(1), (0, 1)), StyleMix(Seed(2), (1, 2)))
        )


# -- latents -----------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", [(5,), (1, 5), (3, 5)])
def test_a_latent_gives_back_its_rows(shape):
    w = np.random.RandomState(1).randn(*shape).astype(np.float32)
    latent = Latent.from_array(w)
    assert (latent.rows, latent.w_dim) == np.atleast_2d(w).shape
    assert np.array_equal(latent.array(), np.atleast_2d(w))
    assert latent.array().dtype == np.float32


def test_a_latent_does_not_depend_on_memory_order_or_byte_order():
    w = np.random.RandomState(1).randn(3, 5).astype(np.float32)
    assert Latent.from_array(np.asfortranarray(w)) == Latent.from_array(w)
    assert Latent.from_array(w.astype(">f4")) == Latent.from_array(w)


@pytest.mark.parametrize(
    "w",
    [
        np.full((1, 4), np.nan),
        np.full((1, 4), np.inf),
        np.full((1, 4), 1e5),
        np.zeros((0, 4)),
        np.zeros((1, 0)),
        np.zeros((2, 2, 2)),
        np.zeros((MAX_ROWS + 1, 4)),
    ],
    ids=["nan", "inf", "far", "no row", "no column", "3-D", "many rows"],
)
def test_impossible_latents_are_refused(w):
    with pytest.raises(ValueError, match="latent"):
        Latent.from_array(w)


@pytest.mark.parametrize(
    "text",
    ["", "AAAAAAAAAAA", "AAAAAAAAAA A", "AAAAAAAAAAé=", "AAAAAAAAAAAA", "AAAAAAAAA==="],
)
def test_base64_that_does_not_fit_is_refused(text):
    assert Latent(1, 2, "AAAAAAAAAAA=").array().tolist() == [[0.0, 0.0]]
    with pytest.raises(ValueError, match=r"\w"):
        Latent(1, 2, text)


# -- changed copies ------------------------------------------------------------------------------


def test_with_source_and_seed_keep_the_edits(rich):
    moved = rich.with_seed(5)
    assert moved.seed == 5
    assert moved == rich.with_source(Seed(5))
    assert moved.with_source(rich.source) == rich
    assert rich.seed is None


@pytest.mark.parametrize(("seed", "wrapped"), [(2**32, 0), (-1, 2**32 - 1), (2**40 + 3, 3)])
def test_with_seed_wraps_to_32_bits(recipe, seed, wrapped):
    assert recipe.with_seed(seed).seed == wrapped


def test_with_truncation_changes_what_is_named(recipe):
    assert recipe.with_truncation(psi=0.1).truncation == Truncation(0.1, None)
    both = recipe.with_truncation(psi=0.0, cutoff=4)
    assert both.truncation == Truncation(0.0, 4)
    assert both.with_truncation(psi=1.0).truncation == Truncation(1.0, 4)
    assert both.with_truncation(cutoff=None).truncation == Truncation(0.0, None)


def test_with_amount_moves_adds_and_removes(recipe):
    one = recipe.with_amount("age", 1.0).with_amount("smile", 2.0)
    assert [move.direction for move in one.directions] == ["age", "smile"]
    moved = one.with_amount("age", -1.0)
    assert moved.amount("age") == -1.0
    assert [move.direction for move in moved.directions] == ["age", "smile"]
    assert moved.with_amount("age", 0.0).with_amount("smile", 0.0) == recipe
    assert recipe.with_amount("age", 0.0) == recipe
    assert recipe.amount("age") == 0.0


def test_with_amount_keeps_a_layer_range_until_it_is_taken_away(recipe):
    ranged = recipe.with_amount("age", 1.0, (2, 5)).with_amount("age", 2.0)
    assert ranged.directions == (DirectionAmount("age", 2.0, (2, 5)),)
    rested = ranged.with_amount("age", 0.0)
    assert rested.directions == (DirectionAmount("age", 0.0, (2, 5)),)
    assert rested.with_amount("age", 0.0, None) == recipe


def test_with_noise_changes_what_is_named(recipe):
    noisy = recipe.with_noise("random", 3, 0.5)
    assert noisy.noise == Noise("random", 3, 0.5)
    assert noisy.with_noise(seed=0).noise == Noise("random", 0, 0.5)
    assert noisy.with_noise(strength=0.0).noise == Noise("random", 3, 0.0)
    assert noisy.with_noise("none").noise == Noise("none", 3, 0.5)


def test_without_edits_keeps_the_face(rich):
    plain = rich.without_edits()
    assert not plain.edited
    assert (plain.source, plain.truncation, plain.noise) == (
        rich.source,
        rich.truncation,
        rich.noise,
    )
    assert rich.edited
    assert rich.without_directions().mixing == rich.mixing
    assert rich.without_directions().directions == ()


def test_describe_source(latent):
    assert describe_source(Seed(42)) == "seed 42"
    assert describe_source(latent) == "latent w+"
    assert describe_source(Latent.from_array(np.zeros(4))) == "latent w"
    assert describe_source(Blend((BlendPart(Seed(1), 1.0),) * 3)) == "blend of 3"


def test_a_recipe_says_no_to_nothing_by_default():
    plain = Recipe(ModelRef("0" * 64), Seed(0))
    assert plain.truncation == Truncation(0.7, None)
    assert plain.noise == Noise("const", 0, 1.0)
    assert not plain.edited
