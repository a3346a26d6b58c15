"""Which networks can be mixed into the one that is loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from facelab.checkpoints import store
from facelab.engine import load
from facelab.recipe import ModelRef
from facelab.session.fitting_networks import fitting_networks
from tests.engine.test_mixer import written


@pytest.fixture
def networks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FACELAB_WEIGHTS", str(tmp_path))
    return tmp_path


def test_those_of_the_same_family_and_shape(networks: Path) -> None:
    loaded = written(networks, "stylegan2", "loaded", 1)
    other = written(networks, "stylegan2", "cats", 2)
    written(networks, "stylegan3", "waves", 3)
    written(networks, "mobilestylegan", "small", 4)
    (networks / "broken.safetensors").write_bytes(b"nothing")
    renderer = load(loaded, "cpu")
    try:
        sha256 = store.info(other).metadata.model_sha256
        assert fitting_networks(renderer.info) == (ModelRef(sha256, "cats"),)
        other.unlink()
        assert fitting_networks(renderer.info) == ()
    finally:
        renderer.close()
