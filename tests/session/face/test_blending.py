"""The face in the middle of others: the same w+ as the mean of theirs."""

from __future__ import annotations

import numpy as np
import pytest

from facelab.engine import DirectionSet
from facelab.engine.compose import Composer
from facelab.errors import RecipeError
from facelab.library import KeptFace
from facelab.recipe import Blend, BlendPart, Latent, ModelRef, Recipe, Seed, Truncation
from facelab.recipe.sources import MAX_BLEND_PARTS
from facelab.session.face.blending import blend, source_of

NUM_WS, W_DIM = 4, 3
MODEL = ModelRef("a" * 64, "tiny")
W_AVG = np.array([0.5, -1.0, 2.0], np.float32)


@pytest.fixture
def compose():
    """The w+ of a recipe, for a network that maps z to 2 z."""
    made = Composer(lambda z: (2 * z).astype(np.float32), W_AVG, NUM_WS, W_DIM, DirectionSet(()))
    return made.compose


def face(source, psi: float = 0.7, ws=None, model=MODEL, **said) -> KeptFace:
    recipe = Recipe(model, source, Truncation(psi), **said)
    return KeptFace(1, recipe, ws, b"", "", 0.0)


def latent(*values: float, rows: int = NUM_WS) -> Latent:
    return Latent.from_array(np.tile(np.array(values, np.float32), (rows, 1)))


@pytest.mark.parametrize(
    "faces",
    [
        [face(Seed(1)), face(Seed(2))],
        [face(Seed(1), 0.4), face(Seed(2), 1.0)],
        [face(Seed(1), -0.5), face(Seed(2), 1.5), face(Seed(3), 0.0)],
        [face(Seed(1)), face(latent(3, 1, 4))],
        [face(Seed(1)), face(latent(3, 1, 4, rows=1))],
        [face(Blend((BlendPart(Seed(1), 3.0), BlendPart(Seed(2), 1.0)))), face(Seed(3), 0.5)],
        [face(Blend((BlendPart(Seed(1), 3.0), BlendPart(Seed(2), -1.0)))), face(Seed(3))],
        [face(Seed(1)), face(Seed(1))],
        [face(Seed(1), 0.0), face(Seed(2), 0.01)],
        [face(Seed(1), 0.0), face(Seed(2), 0.0)],
    ],
)
def test_it_is_the_mean_of_their_w(compose, faces):
    made = blend(faces)
    expected = np.mean([compose(each.recipe) for each in faces], axis=0)
    np.testing.assert_allclose(compose(made), expected, rtol=1e-4, atol=1e-5)


def test_seeds_stay_seeds_and_weigh_by_their_psi():
    made = blend([face(Seed(1), 0.5), face(Seed(2), 1.0)])
    assert made.truncation == Truncation(0.75)
    assert isinstance(made.source, Blend)
    assert [part.source for part in made.source.parts] == [Seed(1), Seed(2)]
    assert [part.weight for part in made.source.parts] == pytest.approx([1 / 3, 2 / 3])


def test_edits_are_in_it_through_the_w_plus(compose):
    ws = np.arange(NUM_WS * W_DIM, dtype=np.float32).reshape(NUM_WS, W_DIM)
    edited = face(Seed(1), ws=ws, directions=()).recipe.with_amount("smile", 1.0)
    kept = KeptFace(1, edited, ws, b"", "", 0.0)
    made = blend([kept, face(Seed(2))])
    expected = (ws + compose(face(Seed(2)).recipe)) / 2
    np.testing.assert_allclose(compose(made), expected, rtol=1e-4, atol=1e-5)
    assert (made.mixing, made.directions) == ((), ())


def test_a_cutoff_is_in_it_through_the_w_plus(compose):
    cut = Recipe(MODEL, Seed(1), Truncation(0.5, cutoff=2))
    made = blend([KeptFace(1, cut, compose(cut), b"", "", 0.0), face(Seed(2))])
    expected = (compose(cut) + compose(face(Seed(2)).recipe)) / 2
    np.testing.assert_allclose(compose(made), expected, rtol=1e-4, atol=1e-5)


def test_the_noise_is_that_of_the_first():
    first = face(Seed(1))
    noisy = KeptFace(1, first.recipe.with_noise("random", 7, 0.5), None, b"", "", 0.0)
    assert blend([noisy, first]).noise == noisy.recipe.noise
    assert blend([first, noisy]).noise == first.recipe.noise


@pytest.mark.parametrize(
    ("faces", "why"),
    [
        ([face(Seed(1)), face(Seed(2), model=ModelRef("b" * 64))], "different networks"),
        ([face(Seed(1), 1.0), face(Seed(2), -1.0)], "cancel"),
        ([face(Seed(1), 4.0), face(Seed(2), -3.8)], "too far apart"),
    ],
)
def test_what_cannot_be_blended_is_said(faces, why):
    with pytest.raises(RecipeError) as caught:
        blend(faces)
    assert why in caught.value.why
    assert caught.value.fix


def test_no_more_faces_than_a_recipe_holds():
    parts = tuple(BlendPart(Seed(seed), 1.0) for seed in range(MAX_BLEND_PARTS))
    with pytest.raises(RecipeError, match="cannot be blended") as caught:
        blend([face(Blend(parts)), face(Seed(99))])
    assert str(MAX_BLEND_PARTS) in caught.value.why


@pytest.mark.parametrize("kind", ["mixed", "moved", "cut"])
def test_edits_that_are_not_known_are_not_left_out_in_silence(kind):
    recipe = Recipe(MODEL, Seed(1))
    made = {
        "mixed": recipe.with_mix((0, 1), Seed(5), 1.0),
        "moved": recipe.with_amount("smile", 1.0),
        "cut": recipe.with_truncation(psi=0.7, cutoff=2),
    }[kind]
    with pytest.raises(RecipeError) as caught:
        source_of(KeptFace(1, made, None, b"", "Ann", 0.0))
    assert "never been drawn" in caught.value.why


def test_a_plain_face_is_a_source_without_a_w_plus():
    assert source_of(face(Seed(4), 0.3)) == (Seed(4), 0.3)
