"""The one measure of identity."""

from __future__ import annotations

import numpy as np
import pytest

from facelab.checkpoints.fetching import identity_nets
from facelab.checkpoints.fetching.identity_nets import (
    IDENTITY_NET,
    fetch_identity,
    missing_identity,
)
from facelab.engine import load
from facelab.errors import DownloadError
from facelab.labels.identity import LIMIT, STRANGERS, Identity, drift
from facelab.labels.residual_net import INPUT
from facelab.progress import finish
from facelab.recipe import Noise, Recipe, Seed


@pytest.fixture(scope="module")
def identity():
    if missing_identity():
        pytest.skip("the identity network (100 MB) was not fetched: `facelab bench --identity`")
    return Identity(finish(fetch_identity()), 1)


def test_it_is_dlibs_own_network(identity):
    """The first numbers that dlib 20.0.1 itself gives of this picture."""
    rows, columns = np.mgrid[:150, :150]
    picture = np.stack([(rows * 3 + columns) % 256, (columns * 2) % 256, (rows + 7) % 256])
    both = np.stack([picture, picture]).astype(np.float32)
    found = identity._session.run(None, {INPUT: both})[0]
    np.testing.assert_allclose(
        found[0, :4], (-0.07251352, 0.08550812, 0.03261147, -0.00747997), atol=1e-5
    )


def test_a_person_stays_and_strangers_are_apart(model_path, identity):
    renderer = load(model_path, "cpu")
    try:
        face = Recipe(renderer.info.ref, Seed(50_000))
        recipes = [face, face.with_amount("smile", 1.0), face.with_seed(50_001)]
        ws = np.stack([renderer.compose(each) for each in recipes])
        pictures = np.ascontiguousarray(renderer.draw(ws, Noise(), 256)[..., 2::-1])
    finally:
        renderer.close()
    mirrored = np.ascontiguousarray(pictures[:1, :, ::-1])
    same, smiling, stranger, mirror = identity.describe(np.concatenate((pictures, mirrored)))
    assert drift(same, same) == 0.0
    assert drift(same, mirror) < 0.3
    assert 0.05 < drift(same, smiling) < LIMIT < drift(same, stranger)
    assert drift(stranger, same) == pytest.approx(drift(same, stranger))


def test_where_no_face_is_found_there_is_no_number(identity):
    found = identity.describe(np.full((1, 128, 128, 3), 90, np.uint8))
    assert found.shape == (1, 128)
    assert np.isnan(found).all()
    assert np.isnan(drift(found[0], np.zeros(128, np.float32)))


def test_pictures_that_are_too_small_or_not_square_are_a_bug_of_ours(identity):
    for shape in ((1, 64, 64, 3), (1, 128, 200, 3), (128, 128, 3)):
        with pytest.raises(ValueError, match="expected"):
            identity.describe(np.zeros(shape, np.uint8))


def test_a_drift_of_one_is_the_distance_of_strangers():
    one, other = np.zeros((2, 128), np.float32)
    other[3] = STRANGERS
    assert drift(one, other) == pytest.approx(1.0)


def test_it_opens_only_where_the_networks_are(monkeypatch, tmp_path):
    monkeypatch.setattr(identity_nets, "IDENTITY_SETS", (IDENTITY_NET,))
    monkeypatch.setenv("FACELAB_WEIGHTS", str(tmp_path))
    with pytest.raises(DownloadError, match="is not on this computer"):
        Identity.open()
