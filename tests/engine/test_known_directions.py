from __future__ import annotations

import numpy as np
import pytest

from facelab import paths
from facelab.checkpoints.own_direction_file import make_own
from facelab.checkpoints.own_directions import write_own
from facelab.engine import load


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
