"""How the cost grows: every size that was asked for is there."""

from __future__ import annotations

import pytest

from facelab.bench import scaling
from facelab.engine import load
from facelab.networks.families.mobilestylegan_plan import Config
from tests.tiny_network import write_tiny_network


@pytest.fixture(scope="module")
def tiny_path(tmp_path_factory):
    """A network that draws 256 pixels."""
    config = Config(z_dim=8, w_dim=12, mapping_layers=2, channels=(16, 16, 8, 8, 8, 8))
    return write_tiny_network(tmp_path_factory.mktemp("scaling"), config)


def test_sliders_are_counted(model_path):
    renderer = load(model_path, "cpu")
    try:
        results = scaling.by_sliders(renderer, rounds=1)
    finally:
        renderer.close()
    assert list(results) == ["0", "1", "4", "16"]
    assert all(set(each) == {"compose_ms", "preview_ms"} for each in results.values())


def test_batches_up_to_the_highest_wanted(tiny_path):
    results = scaling.by_batch(tiny_path, "cpu", highest=2)
    assert list(results) == ["1", "2"]
    # each is rounded by itself
    for size, each in results.items():
        assert each["ms_a_frame"] * int(size) == pytest.approx(each["ms_a_batch"], rel=0.01)


def test_resolutions(tiny_path):
    assert list(scaling.by_resolution(tiny_path, "cpu", rounds=1)) == ["64", "128"]
