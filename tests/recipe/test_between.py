"""The value between two recipes."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from facelab.errors import RecipeError
from facelab.recipe import (
    Blend,
    DirectionAmount,
    Latent,
    Locks,
    ModelRef,
    NetworkMix,
    Noise,
    OwnStep,
    Recipe,
    Seed,
    Slerp,
    StyleMix,
    Truncation,
)
from facelab.recipe.between import between
from facelab.recipe.own_steps import MAX_CARRIED
from facelab.recipe.values import MAX_DIRECTIONS
from tests.recipes import rich_recipe

MODEL = ModelRef("0" * 64, "tiny")


def face(seed: int = 1, psi: float = 0.7, cutoff: int | None = None, **said: object) -> Recipe:
    return Recipe(MODEL, Seed(seed), Truncation(psi, cutoff), **said)  # type: ignore[arg-type]


def weights(recipe: Recipe) -> dict[object, float]:
    source = recipe.source
    if not isinstance(source, Blend):
        return {source: 1.0}
    return {part.source: part.weight for part in source.parts}


PLAIN, RICH = face(), rich_recipe()


@pytest.mark.parametrize(("first", "second"), [(PLAIN, RICH), (RICH, PLAIN), (face(1), face(2))])
def test_its_ends_are_the_two(first, second):
    assert between(first, second, 0.0) == first
    assert between(first, second, 1.0) == second


@pytest.mark.parametrize("t", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("recipe", [PLAIN, RICH])
def test_between_a_face_and_itself_is_that_face(recipe, t):
    assert between(recipe, recipe, t) == recipe


@pytest.mark.parametrize("t", [-0.1, 1.1, float("nan")])
def test_there_is_nothing_beyond_the_ends(t):
    with pytest.raises(ValueError, match="0 to 1"):
        between(PLAIN, RICH, t)


def test_from_one_network_to_another_is_a_step():
    other = msgspec.structs.replace(PLAIN, model=ModelRef("1" * 64))
    assert [between(PLAIN, other, t) for t in (0.5, 0.51)] == [PLAIN, other]


def test_the_z_of_two_seeds_may_go_on_the_sphere():
    first, second = face(1, 0.4).with_amount("age", 1.0), face(2, 0.8)
    made = between(first, second, 0.25, "z")
    assert made.source == Slerp(1, 2, 0.25)
    assert made.truncation.psi == pytest.approx(0.5)
    assert made.amount("age") == 0.75
    blend = msgspec.structs.replace(first, source=made.source)
    assert between(blend, second, 0.5, "z") == between(blend, second, 0.5)


def test_the_way_back_is_the_same():
    for t in (0.1, 0.25, 0.75):
        there, back = (
            between(face(1, 0.4), face(2, 0.9), t),
            between(face(2, 0.9), face(1, 0.4), 1 - t),
        )
        assert weights(there) == pytest.approx(weights(back))
        assert there.truncation.psi == pytest.approx(back.truncation.psi)


# -- source and truncation ----------------------------------------------------------------------


def test_seeds_stay_seeds():
    made = between(face(1), face(2), 0.25)
    assert weights(made) == pytest.approx({Seed(1): 0.75, Seed(2): 0.25})
    assert made.truncation == Truncation(0.7)


def test_between_faces_of_a_blend_it_stays_flat():
    half = between(face(1), face(2), 0.5)
    assert weights(between(half, face(2), 0.5)) == pytest.approx({Seed(1): 0.25, Seed(2): 0.75})


def test_one_face_between_two_truncations_is_that_face():
    made = between(face(1, 0.5), face(1, 1.0), 0.5)
    assert (made.source, made.truncation) == (Seed(1), Truncation(0.75))


def test_a_cutoff_steps_in_the_middle():
    first, second = face(1, 0.5, 2), face(1, 0.5, 6)
    cutoffs = [between(first, second, t).truncation.cutoff for t in (0.4, 0.5, 0.6)]
    assert cutoffs == [2, 2, 6]


def test_a_face_that_is_not_truncated_takes_the_cutoff_of_the_other():
    for t in (0.1, 0.9):
        assert between(face(1, 1.0), face(1, 0.5, 6), t).truncation.cutoff == 6
        assert between(face(1, 0.5, 6), face(1, 1.0), t).truncation.cutoff == 6


def test_psi_of_both_signs_goes_through_the_average_face():
    made = between(face(1, 1.0), face(2, -1.0), 0.5)
    assert made.truncation.psi == 0.0
    assert weights(made) == {Seed(1): 0.5, Seed(2): 0.5}


# -- style mixing -----------------------------------------------------------------------------


def test_a_mix_that_one_lacks_fades():
    mixed = face().with_mix((0, 1), Seed(9), 0.8)
    (mix,) = between(mixed, face(), 0.25).mixing
    assert mix == StyleMix(Seed(9), (0, 1), 0.8 * 0.75)
    (mix,) = between(face(), mixed, 0.25).mixing
    assert mix.strength == pytest.approx(0.2)


def test_of_the_same_mix_the_strength_moves_layer_by_layer():
    first = face().with_mix((0, 1), Seed(9), 0.2)
    second = face().with_mix((1, 2), Seed(9), 0.6)
    found = {m.layers: m.strength for m in between(first, second, 0.5).mixing}
    assert found == pytest.approx({(0,): 0.1, (1,): 0.4, (2,): 0.3})


def test_other_styles_are_blended():
    first, second = face().with_mix((0,), Seed(8), 1.0), face().with_mix((0,), Seed(9), 1.0)
    (mix,) = between(first, second, 0.25).mixing
    assert isinstance(mix.source, Blend)
    assert [(p.source, p.weight) for p in mix.source.parts] == [(Seed(8), 0.75), (Seed(9), 0.25)]
    assert (mix.strength, mix.psi) == (1.0, None)


def test_a_mix_keeps_the_truncation_that_it_had():
    mixed = face(1, 0.5, 4).with_mix((2, 6), Seed(9), 1.0)
    found = {m.layers: m.psi for m in between(mixed, face(1, 0.9), 0.25).mixing}
    assert found == {(2,): 0.5, (6,): 1.0}  # layers from the cutoff on are not truncated


# -- directions, noise, locks, guard -------------------------------------------------------------


def test_a_direction_that_one_lacks_counts_as_0():
    first, second = face().with_amount("age", 2.0), face().with_amount("smile", -1.0)
    made = between(first, second, 0.25)
    assert made.directions == (DirectionAmount("age", 1.5), DirectionAmount("smile", -0.25))


def test_amounts_go_one_way():
    first, second = face().with_amount("age", -2.0), face().with_amount("age", 3.0)
    found = [between(first, second, t).amount("age") for t in np.linspace(0, 1, 101)]
    assert np.all(np.diff(found) > 0)
    np.testing.assert_allclose(np.diff(found), 0.05, atol=1e-12)


def test_layers_of_a_direction_step_where_they_differ():
    first, second = face().with_amount("age", 1.0, (0, 3)), face().with_amount("age", 1.0, (4, 9))
    spans = [between(first, second, t).directions[0].layers for t in (0.5, 0.51)]
    assert spans == [(0, 3), (4, 9)]
    assert between(first, face(), 0.9).directions[0].layers == (0, 3)


def test_more_directions_than_a_face_has_are_refused():
    def many(name: str) -> Recipe:
        moves = tuple(DirectionAmount(f"{name}-{k}", 1.0) for k in range(MAX_DIRECTIONS // 2 + 1))
        return msgspec.structs.replace(face(), directions=moves)

    with pytest.raises(RecipeError, match=str(MAX_DIRECTIONS)):
        between(many("a"), many("b"), 0.5)


def test_noise_that_is_off_is_of_no_strength():
    first, second = face(noise=Noise("none")), face(noise=Noise("random", 5, 1.0))
    assert between(first, second, 0.25).noise == Noise("random", 5, 0.25)
    assert between(second, first, 0.25).noise == Noise("random", 5, 0.75)


def test_mode_and_seed_of_noise_step():
    first, second = face(noise=Noise("const", 0, 1.0)), face(noise=Noise("random", 5, 0.5))
    assert between(first, second, 0.4).noise == Noise("const", 0, 0.6 * 1.0 + 0.4 * 0.5)
    assert between(first, second, 0.6).noise == Noise("random", 5, 0.4 * 1.0 + 0.6 * 0.5)


def test_locks_step_and_the_guard_moves():
    first = face(locks=Locks(("age",)), guard=1.0)
    second = face(locks=Locks(("identity",)), guard=2.0)
    assert between(first, second, 0.4).locks == first.locks
    assert between(first, second, 0.6).locks == second.locks
    assert between(first, second, 0.25).guard == 1.25
    assert [between(first, face(), t).guard for t in (0.4, 0.6)] == [1.0, None]


def test_latents_are_in_it():
    latent = Latent.from_array(np.ones((4, 3)))
    made = between(face(1), Recipe(MODEL, latent, Truncation(0.7)), 0.5)
    assert weights(made) == pytest.approx({Seed(1): 0.5, latent: 0.5})


# -- named directions and the user's own ---------------------------------------------------------


def own(name: str) -> OwnStep:
    return OwnStep(name, "Mine", Latent.from_array(np.ones(3)))


def test_it_means_the_named_directions_that_either_means():
    assert between(face(fit="a" * 64), face(2), 0.9).fit == "a" * 64
    assert between(face(), face(2, fit="a" * 64), 0.1).fit == "a" * 64
    with pytest.raises(RecipeError, match="different fits"):
        between(face(fit="a" * 64), face(fit="b" * 64), 0.5)


def test_it_carries_what_both_carry():
    made = between(face(own=(own("a"),)), face(own=(own("a"), own("b"))), 0.5)
    assert made.own == (own("a"), own("b"))
    count = MAX_CARRIED // 2 + 1
    first = face(own=tuple(own(f"a{k}") for k in range(count)))
    second = face(own=tuple(own(f"b{k}") for k in range(count)))
    with pytest.raises(RecipeError, match="of your own"):
        between(first, second, 0.5)


def test_a_mix_of_networks_goes_straight_layer_by_layer():
    cats, dogs = (ModelRef(digit * 64, digit) for digit in "cd")
    first = face(1).with_networks(NetworkMix(cats, (0.0, 1.0)))
    second = face(2).with_networks(NetworkMix(cats, (1.0, 0.5)))
    assert between(first, second, 0.25).networks == NetworkMix(cats, (0.25, 0.875))
    assert between(face(1), second, 0.5).networks == NetworkMix(cats, (0.5, 0.25))
    assert between(first, face(2), 0.75).networks == NetworkMix(cats, (0.0, 0.25))
    other = face(2).with_networks(NetworkMix(dogs, (1.0, 1.0)))
    assert between(first, other, 0.5).networks == first.networks
    assert between(first, other, 0.51).networks == other.networks
    assert between(face(1), face(2), 0.5).networks is None
