"""The same face in a network with the same w."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from facelab.engine import ModelInfo
from facelab.errors import RecipeError
from facelab.networks.family import groups_by_size
from facelab.recipe import Latent, Noise, Recipe, Seed
from facelab.session.other_network import in_other, share_w

W_DIM = 3
STUDENT = (0, 1, 1, 2, 3)  # which of the teacher's rows each of its own is


def info(sha: str, rows: tuple[int, ...], w_space: str = "s") -> ModelInfo:
    styles = tuple(4 << (k // 2) for k in range(len(rows)))
    return ModelInfo(
        name=sha, title=sha.upper(), family="fake", sha256=sha * 64, licence="", z_dim=W_DIM,
        w_dim=W_DIM, num_ws=len(rows), resolution=8, style_resolutions=styles,
        style_groups=groups_by_size(styles), preview_size=None, device="CPU", backend="fake",
        stylegan2_rows=rows, w_space=w_space,
    )  # fmt: skip


@pytest.fixture
def student() -> ModelInfo:
    return info("a", STUDENT)


def test_only_networks_of_one_space_share_w(student):
    teacher = info("b", (0, 1, 2, 3))
    assert share_w(student, teacher)
    assert not share_w(student, replace(teacher, w_space="t"))
    nobody_looked = replace(student, w_space="")
    assert not share_w(nobody_looked, replace(teacher, w_space=""))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((0, 1, 2, 3), [0, 1, 2, 3]),
        ((0, 1, 2), [0, 1, 2]),  # a smaller one
        ((0, 1, 2, 3, 4, 5), [0, 1, 2, 3, 3, 3]),  # a larger one
    ],
)
def test_each_row_goes_where_it_means_the_same(student, rows, expected):
    ws = np.repeat(np.array(STUDENT, np.float32)[:, None], W_DIM, axis=1)
    recipe = Recipe(student.ref, Seed(1), noise=Noise(strength=0.5), finish="clean")
    recipe = recipe.with_amount("smile", 2.0)
    other = info("b", rows)
    twin = in_other(ws, recipe, student, other)
    assert isinstance(twin.source, Latent)
    assert twin.source.array()[:, 0].tolist() == expected
    assert twin.model == other.ref
    assert (twin.truncation.psi, twin.noise, twin.finish) == (1.0, recipe.noise, "clean")
    assert twin.directions == ()  # they are in the rows


def test_there_and_back_is_the_same(student):
    other = info("b", (0, 1, 2, 3))
    ws = np.random.default_rng(1).standard_normal((4, W_DIM)).astype(np.float32)[list(STUDENT)]
    recipe = Recipe(student.ref, Seed(1))
    there = in_other(ws, recipe, student, other)
    assert isinstance(there.source, Latent)
    back = in_other(there.source.array(), there, other, student)
    assert isinstance(back.source, Latent)
    assert np.array_equal(back.source.array(), ws)


def test_a_network_with_other_rows_is_refused_in_words(student):
    third = replace(info("c", (0, 1, 2, 3)), stylegan2_rows=(), num_ws=9)
    with pytest.raises(RecipeError, match="does not fit this network"):
        in_other(np.zeros((5, W_DIM), np.float32), Recipe(student.ref, Seed(1)), student, third)
