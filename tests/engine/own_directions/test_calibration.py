from __future__ import annotations

import numpy as np
import pytest

from facelab.engine.directions.direction_set import DirectionSet, named_directions
from facelab.engine.directions.edit_space import EditSpace
from facelab.engine.directions.found import pca_directions
from facelab.engine.directions.spread import Spread
from facelab.engine.model_info import ModelInfo
from facelab.engine.own_directions.calibration import NOTICED, calibrate
from facelab.errors import RecipeError
from facelab.networks.family import groups_by_size
from tests.engine.edit_files import NUM_WS, W_DIM, make_file


def model(named: bool = True, spread: bool = True, pca: bool = True) -> ModelInfo:
    file = make_file()
    found = named_directions(file, NUM_WS) if named else ()
    if pca:
        found += pca_directions(
            np.eye(1, W_DIM, dtype=np.float32), np.array([3.0], np.float32), NUM_WS
        )
    space = EditSpace(file, np.zeros(W_DIM, np.float32), NUM_WS) if named else None
    return ModelInfo(
        name="tiny", title="Tiny", family="f", sha256="0" * 64, licence="", z_dim=W_DIM,
        w_dim=W_DIM, num_ws=NUM_WS, resolution=8, style_resolutions=(4, 8, 8, 8, 8, 8, 0),
        style_groups=groups_by_size((4, 8, 8, 8, 8, 8, 0)),
        preview_size=None, device="", backend="", directions=DirectionSet(found, space),
        spread=Spread.of_whitener(file.whitener) if spread else None,
    )  # fmt: skip


@pytest.mark.parametrize("length", [1e-6, 1.0, -37.0])
def test_what_a_vector_is_for_moves_by_one_sigma_and_the_sign_stays(length):
    info = model()
    smile = info.directions.get("smile").vectors
    found = calibrate(smile * np.float32(length), info)
    np.testing.assert_allclose(found.vectors, np.sign(length) * smile, rtol=1e-3, atol=1e-5)
    title, change = found.effects[0]
    assert title == "Smile"
    assert change == pytest.approx(np.sign(length), abs=1e-3)
    assert found.reads_as.startswith("Smile +1.0" if length > 0 else "Smile -1.0")


def test_the_strongest_three_effects_are_told_if_they_are_worth_it():
    info = model()
    rows = sum(
        np.float32(share) * info.directions.get(name).vectors
        for name, share in (("smile", 1.0), ("age", -0.6), ("light", 0.1))
    )
    found = calibrate(np.asarray(rows), info)
    assert [title for title, _ in found.effects] == ["Smile", "Age"]
    assert found.effects[1][1] == pytest.approx(-0.6, abs=0.05)


def test_a_direction_that_is_less_of_its_label_reads_as_itself():
    file = make_file()
    file.vectors[0] *= -1  # "smile" is now less of the label smile
    info = model(named=False)
    found = named_directions(file, NUM_WS)
    space = EditSpace(file, np.zeros(W_DIM, np.float32), NUM_WS)
    object.__setattr__(info, "directions", DirectionSet(found, space))
    assert calibrate(found[0].vectors, info).reads_as.startswith("Smile +1.0")


def test_what_no_predictor_notices_is_one_sigma_of_w():
    info = model()
    assert info.directions.space is not None
    # A vector, the same on all rows, that none of the three predictors sees.
    basis = np.eye(W_DIM, dtype=np.float32)
    seen = np.array([list(info.directions.space.effects(row[None]).values()) for row in basis])
    unseen = np.linalg.svd(seen.T)[2][-1][None].astype(np.float32)
    found = calibrate(100 * unseen, info)
    assert found.effects == ()
    assert found.reads_as == ""
    assert info.spread is not None
    assert info.spread.sigma_along(found.vectors) == pytest.approx(1, rel=1e-3)
    assert NOTICED < 1


def test_a_component_keeps_to_the_spread_of_w_and_tells_what_it_does():
    info = model()
    rows = info.directions.get("smile").vectors[:1] * 50
    found = calibrate(rows, info, sigma=0.3)
    assert info.spread is not None
    assert info.spread.sigma_along(found.vectors) == pytest.approx(1, rel=1e-3)
    assert found.effects


def test_without_a_spread_the_file_s_sigma_counts_then_that_of_the_first_component():
    rows = np.full((1, W_DIM), 0.25, np.float32)
    found = calibrate(rows, model(named=False, spread=False), sigma=3.0)
    np.testing.assert_allclose(found.vectors, 3 * rows, rtol=1e-5)
    found = calibrate(rows, model(named=False, spread=False))
    assert np.linalg.norm(found.vectors) == pytest.approx(3)
    found = calibrate(rows, model(named=False, spread=False, pca=False))
    assert np.linalg.norm(found.vectors) == pytest.approx(2.8)
    assert found.effects == ()


def test_what_acts_on_unused_rows_only_is_none():
    rows = np.zeros((NUM_WS, W_DIM), np.float32)
    rows[6] = 1.0  # the network does not read it
    for bad in (rows, np.zeros((1, W_DIM), np.float32), np.full((1, W_DIM), np.nan, np.float32)):
        with pytest.raises(RecipeError, match="not a direction for this network"):
            calibrate(bad, model())
