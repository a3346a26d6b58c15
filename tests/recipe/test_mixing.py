"""What must hold for style mixing whatever is done in whatever order."""

from __future__ import annotations

import random

import pytest

from facelab.recipe import ModelRef, Recipe, Seed, Source
from facelab.recipe.sources import MAX_ROWS

LAYERS = 23


def layers_of(recipe: Recipe) -> dict[int, tuple[Source, float, float | None, str]]:
    """What each layer takes, one by one: the plain meaning of `mixing`."""
    return {
        layer: (mix.source, mix.strength, mix.psi, mix.label)
        for mix in recipe.mixing
        for layer in mix.layers
    }


def some_layers(random: random.Random) -> list[int]:
    return random.sample(range(LAYERS), random.randint(1, 8))


@pytest.mark.parametrize("seed", range(20))
def test_mixing_means_the_same_as_a_table_of_layers(recipe, seed):
    draw = random.Random(seed)
    table: dict[int, tuple[Source, float, float | None, str]] = {}
    for _ in range(40):
        layers = some_layers(draw)
        if draw.random() < 0.3:
            recipe = recipe.without_mix(layers)
            for layer in layers:
                table.pop(layer, None)
        else:
            what = (
                Seed(draw.randint(0, 2)),
                draw.choice([0.5, 1.0]),
                draw.choice([None, 1.0]),
                draw.choice(["", "a"]),
            )
            recipe = recipe.with_mix(layers, *what)
            table.update(dict.fromkeys(layers, what))
        assert layers_of(recipe) == table
        # one mix for each way to mix, ascending, so that equal faces are equal recipes
        ways = [(mix.source, mix.strength, mix.psi, mix.label) for mix in recipe.mixing]
        assert len(set(ways)) == len(ways)
        assert [mix.layers for mix in recipe.mixing] == sorted(mix.layers for mix in recipe.mixing)
        for layer in range(LAYERS):
            found = recipe.mix_at(layer)
            assert (found is None) == (layer not in table)


@pytest.mark.parametrize("seed", range(10))
def test_the_order_of_mixing_disjoint_layers_does_not_matter(recipe, seed):
    draw = random.Random(seed)
    layers = list(range(LAYERS))
    draw.shuffle(layers)
    parts = [(layers[:5], Seed(1)), (layers[5:9], Seed(2)), (layers[9:12], Seed(1))]
    one = two = recipe
    for where, source in parts:
        one = one.with_mix(where, source)
    for where, source in reversed(parts):
        two = two.with_mix(where, source)
    assert one == two


def test_without_mix_clears_all(recipe):
    mixed = recipe.with_mix([0, 1], Seed(1)).with_mix([5], Seed(2))
    assert mixed.without_mix() == recipe
    assert mixed.without_mix(range(MAX_ROWS)) == recipe


def test_layers_may_come_as_any_iterable_in_any_order():
    recipe = Recipe(ModelRef("0" * 64), Seed(0))
    assert recipe.with_mix((n for n in (3, 1, 3)), Seed(1)).mixing[0].layers == (1, 3)


def test_mixing_nothing_is_refused(recipe):
    with pytest.raises(ValueError, match="layers"):
        recipe.with_mix([], Seed(1))
