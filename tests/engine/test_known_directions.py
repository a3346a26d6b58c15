from __future__ import annotations

from dataclasses import replace

import msgspec
import numpy as np
import pytest

from facelab import paths
from facelab.checkpoints.directions import directions_path, write_directions
from facelab.checkpoints.own_direction_file import make_own
from facelab.checkpoints.own_directions import write_own
from facelab.checkpoints.statistics import LatentStatistics, statistics_path, write_statistics
from facelab.engine import load
from tests.engine.edit_files import make_file


def groups(renderer) -> list[str]:
    return list(dict.fromkeys(each.group for each in renderer.info.directions))


def test_every_network_has_components_and_factors(tiny):
    info = tiny.info
    assert groups(tiny) == ["Found (PCA)", "Found (SeFa)"]
    ids = [each.id for each in info.directions]
    assert ids == [f"{kind}-{k + 1}" for kind in ("pca", "sefa") for k in range(info.w_dim)]
    for each in info.directions:
        assert info.spread.sigma_along(each.vectors) == pytest.approx(1, rel=1e-3)
    lengths = [np.linalg.norm(info.directions.get(f"pca-{k + 1}").vectors) for k in range(12)]
    assert lengths == sorted(lengths, reverse=True)
    assert len(info.stylegan2_rows) == info.num_ws


def test_one_s_own_are_loaded_and_a_damaged_one_is_told_of(tiny, tiny_path):
    mine = make_own("Mine", np.ones((1, 12), np.float32), "tiny", tiny.info.sha256)
    write_own(mine)
    write_own(make_own("Other", np.ones((1, 12), np.float32), "other", "b" * 64))
    (paths.directions_dir() / "bad.safetensors").write_bytes(b"no")
    told: list[Exception] = []
    renderer = load(tiny_path, "cpu", told.append, "torch")
    assert groups(renderer) == ["Mine", "Found (PCA)", "Found (SeFa)"]
    assert renderer.info.directions.get(mine.id).title == "Mine"
    assert ["bad.safetensors" in str(error) for error in told] == [True]
    renderer.close()


def test_shipped_files_of_another_shape_or_without_sense_are_told_of(
    tiny, tiny_path, tmp_path, monkeypatch
):
    """The network is drawn all the same."""
    monkeypatch.setattr(paths, "shipped_weights", lambda: tmp_path)
    statistics = LatentStatistics(*(np.ones(shape, np.float32) for shape in (5, (2, 5), 2)))
    write_statistics(statistics_path("tiny"), statistics, {})
    file = make_file()
    said = msgspec.structs.replace(file.metadata, model_sha256=tiny.info.sha256)
    flat = replace(file, metadata=said, whitener=np.ones_like(file.whitener))
    write_directions(directions_path("tiny"), flat)
    told: list[Exception] = []
    renderer = load(tiny_path, "cpu", told.append, "torch")
    assert groups(renderer) == ["Found (SeFa)"]
    assert ["named directions" in str(error) for error in told] == [True, False]
    assert "tiny.safetensors was made for a network with a different shape." in str(told[1])
    renderer.close()
