from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from facelab.engine import Composer, Direction, DirectionSet, seed_to_z
from facelab.engine.compose import slerp
from facelab.errors import RecipeError
from facelab.recipe import Blend, BlendPart, Latent, ModelRef, Recipe, Seed, Slerp

NUM_WS, W_DIM, Z_DIM = 6, 4, 3
W_AVG = np.array([1.0, 2.0, 3.0, 4.0], np.float32)
ONE_ROW = np.array([[0.5, 0.0, -0.5, 1.0]], np.float32)
ALL_ROWS = np.arange(NUM_WS * W_DIM, dtype=np.float32).reshape(NUM_WS, W_DIM)
DIRECTIONS = DirectionSet(
    (
        Direction("one", "One", "g", ONE_ROW, (0, NUM_WS - 1)),
        Direction("middle", "Middle", "g", ONE_ROW, (2, 3)),
        Direction("all", "All", "g", ALL_ROWS, (1, 4)),
    )
)

Array = NDArray[np.float32]


def map_z(z: NDArray[np.float64]) -> Array:
    """Some function from z to w that is easy to do again."""
    return np.concatenate([z, z[:, :1] * 2], axis=1).astype(np.float32)


def w_of(seed: int) -> Array:
    w: Array = map_z(seed_to_z(seed, Z_DIM))[0]
    return w


def truncated(w: Array, psi: float) -> Array:
    return W_AVG + np.float32(psi) * (w - W_AVG)


@pytest.fixture
def composer() -> Composer:
    return Composer(map_z, W_AVG, NUM_WS, Z_DIM, DIRECTIONS)


@pytest.fixture
def face() -> Recipe:
    return Recipe(ModelRef("0" * 64), Seed(5)).with_truncation(psi=1.0)


def test_between_two_seeds_z_stays_on_the_sphere(composer, face):
    first, second = seed_to_z(5, 512), seed_to_z(6, 512)
    middle = slerp(first, second, 0.5)
    assert np.linalg.norm(middle) == pytest.approx(np.linalg.norm(first), rel=0.02)
    assert np.allclose(slerp(first, second, 0.0), first)
    assert np.allclose(slerp(first, second, 1.0), second)
    assert np.allclose(slerp(first, first, 0.3), first)
    w = map_z(slerp(seed_to_z(5, Z_DIM), seed_to_z(6, Z_DIM), 0.25))[0]
    assert np.allclose(composer.compose(face.with_source(Slerp(5, 6, 0.25))), w)


def test_z_of_a_seed_is_the_convention_of_the_field():
    assert np.array_equal(seed_to_z(5, 7), np.random.RandomState(5).randn(1, 7))
    assert seed_to_z(5, 7).dtype == np.float64
    # numbers that other tools give for seed 0, so that a change of numpy's shows
    assert seed_to_z(0, 3)[0].tolist() == pytest.approx(
        [1.764052345967664, 0.4001572083672233, 0.9787379841057392], abs=1e-15
    )
    assert np.array_equal(seed_to_z(2**32 + 5, 7), seed_to_z(5, 7))
    assert np.array_equal(seed_to_z(-1, 7), seed_to_z(2**32 - 1, 7))


def test_a_seed_fills_every_row_with_its_w(composer, face):
    ws = composer.compose(face)
    assert ws.dtype == np.float32
    assert ws.shape == (NUM_WS, W_DIM)
    assert np.array_equal(ws, np.tile(w_of(5), (NUM_WS, 1)))


@pytest.mark.parametrize("psi", [-1.0, 0.0, 0.5, 0.7, 2.0])
def test_truncation_follows_its_formula(composer, face, psi):
    ws = composer.compose(face.with_truncation(psi=psi))
    assert np.array_equal(ws, np.tile(truncated(w_of(5), psi), (NUM_WS, 1)))
    if psi == 0.0:
        assert np.array_equal(ws[0], W_AVG)


@pytest.mark.parametrize("cutoff", [0, 1, 4, NUM_WS, NUM_WS + 3])
def test_truncation_reaches_the_first_rows_only(composer, face, cutoff):
    ws = composer.compose(face.with_truncation(psi=0.5, cutoff=cutoff))
    for row in range(NUM_WS):
        expected = truncated(w_of(5), 0.5) if row < cutoff else w_of(5)
        assert np.array_equal(ws[row], expected)


def test_a_latent_w_fills_every_row_and_is_truncated(composer, face):
    w = np.array([1, -1, 2, -2], np.float32)
    ws = composer.compose(face.with_source(Latent.from_array(w)).with_truncation(psi=0.5))
    assert np.array_equal(ws, np.tile(truncated(w, 0.5), (NUM_WS, 1)))


def test_a_latent_wplus_is_taken_row_by_row(composer, face):
    source = Latent.from_array(ALL_ROWS)
    assert np.array_equal(composer.compose(face.with_source(source)), ALL_ROWS)
    ws = composer.compose(face.with_source(source).with_truncation(psi=0.0, cutoff=2))
    assert np.array_equal(ws[:2], np.tile(W_AVG, (2, 1)))
    assert np.array_equal(ws[2:], ALL_ROWS[2:])


def test_a_blend_is_the_weighted_mean(composer, face):
    parts = (
        BlendPart(Seed(1), 1.0),
        BlendPart(Seed(2), 2.0),
        BlendPart(Latent.from_array(ALL_ROWS), -1.0),
    )
    ws = composer.compose(face.with_source(Blend(parts)))
    expected = 0.5 * w_of(1) + 1.0 * w_of(2) - 0.5 * ALL_ROWS
    assert np.allclose(ws, expected, atol=1e-6)


def test_a_blend_of_one_is_that_face(composer, face):
    for weight in (1.0, 0.3, -2.0):
        blend = Blend((BlendPart(Seed(5), weight),))
        assert np.array_equal(composer.compose(face.with_source(blend)), composer.compose(face))


def test_weights_count_by_their_ratio(composer, face):
    one = Blend((BlendPart(Seed(1), 1.0), BlendPart(Seed(2), 3.0)))
    two = Blend((BlendPart(Seed(1), 0.5), BlendPart(Seed(2), 1.5)))
    assert np.array_equal(
        composer.compose(face.with_source(one)), composer.compose(face.with_source(two))
    )


# -- mixing --------------------------------------------------------------------------------------


def test_mixing_replaces_its_layers_only(composer, face):
    ws = composer.compose(face.with_mix([1, 4], Seed(9)))
    for row in range(NUM_WS):
        assert np.array_equal(ws[row], w_of(9) if row in (1, 4) else w_of(5))


@pytest.mark.parametrize("strength", [0.0, 0.25, 1.0])
def test_mixing_strength_goes_from_one_face_to_the_other(composer, face, strength):
    ws = composer.compose(face.with_mix([1], Seed(9), strength))
    assert np.allclose(ws[1], w_of(5) + strength * (w_of(9) - w_of(5)), atol=1e-6)


def test_a_source_is_truncated_as_the_recipe_unless_it_has_its_own_psi(composer, face):
    face = face.with_truncation(psi=0.5, cutoff=2)
    own = composer.compose(face.with_mix([1, 4], Seed(9), psi=0.25))
    assert np.array_equal(own[1], truncated(w_of(9), 0.25))
    assert np.array_equal(own[4], truncated(w_of(9), 0.25))
    same = composer.compose(face.with_mix([1, 4], Seed(9)))
    assert np.array_equal(same[1], truncated(w_of(9), 0.5))
    assert np.array_equal(same[4], w_of(9))  # beyond the cutoff


def test_mixing_a_wplus_takes_the_same_layer_of_it(composer, face):
    ws = composer.compose(face.with_mix([2, 3], Latent.from_array(ALL_ROWS)))
    assert np.array_equal(ws[2:4], ALL_ROWS[2:4])


def test_mixing_a_face_with_itself_changes_nothing(composer, face):
    face = face.with_truncation(psi=0.7, cutoff=3)
    mixed = face.with_mix(range(NUM_WS), face.source, 0.5)
    assert np.array_equal(composer.compose(mixed), composer.compose(face))


# -- directions ----------------------------------------------------------------------------------


def test_a_direction_adds_amount_times_its_step(composer, face):
    ws = composer.compose(face.with_amount("one", 1.5))
    assert np.array_equal(ws, composer.compose(face) + np.float32(1.5) * ONE_ROW)


def test_a_direction_acts_on_its_own_layers_or_on_those_it_is_given(composer, face):
    plain = composer.compose(face)
    own = composer.compose(face.with_amount("middle", 1.0)) - plain
    assert np.nonzero(own.any(axis=1))[0].tolist() == [2, 3]
    given = composer.compose(face.with_amount("middle", 1.0, (4, 5))) - plain
    assert np.nonzero(given.any(axis=1))[0].tolist() == [4, 5]


def test_a_direction_with_a_vector_a_layer_uses_that_of_the_layer(composer, face):
    plain = composer.compose(face.with_truncation(psi=0.0))
    moved = composer.compose(face.with_truncation(psi=0.0).with_amount("all", 1.0))
    assert np.allclose(moved[1:5] - plain[1:5], ALL_ROWS[1:5])
    assert np.array_equal(moved[[0, 5]], plain[[0, 5]])
    given = composer.compose(face.with_truncation(psi=0.0).with_amount("all", 1.0, (3, 3)))
    assert np.allclose(given[3] - plain[3], ALL_ROWS[3])
    assert np.array_equal(given[4], plain[4])


def test_directions_come_after_truncation_and_mixing(composer, face):
    """A slider does the same whatever psi is and whatever is mixed in."""
    for base in (
        face.with_truncation(psi=0.0),
        face.with_truncation(psi=0.5),
        face.with_mix(range(NUM_WS), Seed(9)),
    ):
        step = composer.compose(base.with_amount("one", 2.0)) - composer.compose(base)
        assert np.allclose(step, 2.0 * ONE_ROW, atol=1e-5)


def test_an_amount_of_zero_changes_nothing(composer, face):
    still = face.with_amount("one", 0.0, (0, 2))
    assert still != face
    assert np.array_equal(composer.compose(still), composer.compose(face))


# -- what does not fit -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda r: r.with_source(Latent.from_array(np.zeros(W_DIM + 1))), "latent"),
        (lambda r: r.with_source(Latent.from_array(np.zeros((2, W_DIM)))), "latent"),
        (lambda r: r.with_mix([0], Latent.from_array(np.zeros((7, W_DIM)))), "latent"),
        (
            lambda r: r.with_source(Blend((BlendPart(Latent.from_array(np.zeros(2)), 1.0),))),
            "latent",
        ),
        (lambda r: r.with_mix([NUM_WS], Seed(1)), "layer 6"),
        (lambda r: r.with_amount("one", 1.0, (0, NUM_WS)), "layer 6"),
        (lambda r: r.with_amount("nose", 1.0), "nose"),
        (lambda r: r.with_amount("nose", 0.0, (0, 1)), "nose"),
    ],
)
def test_what_does_not_fit_the_network_is_refused_in_words(
    composer, face, change: Callable[[Recipe], Recipe], word
):
    with pytest.raises(RecipeError, match=word) as caught:
        composer.compose(change(face))
    assert caught.value.why
    assert caught.value.fix


# -- caching ---------------------------------------------------------------------------------------


def test_a_result_belongs_to_the_caller(composer, face):
    ws = composer.compose(face)
    ws += 1
    assert not np.array_equal(ws, composer.compose(face))
    latent = face.with_source(Latent.from_array(ALL_ROWS))
    composer.compose(latent)[:] = 0
    assert np.array_equal(composer.compose(latent), ALL_ROWS)


def test_a_seed_is_mapped_once_and_the_memory_of_it_is_bounded(face):
    asked: list[bytes] = []

    def counting(z: NDArray[np.float64]) -> Array:
        asked.append(z.tobytes())
        return map_z(z)

    composer = Composer(counting, W_AVG, NUM_WS, Z_DIM, DIRECTIONS)
    for _ in range(3):
        composer.compose(face)
    assert len(asked) == 1
    for seed in range(Composer.CACHED_SEEDS + 50):
        composer.compose(face.with_seed(seed))
    assert len(composer._seeds) == Composer.CACHED_SEEDS
