from __future__ import annotations

from dataclasses import replace

import msgspec
import numpy as np
import pytest

from facelab import paths
from facelab.checkpoints.directions import directions_path, write_directions
from facelab.checkpoints.own_direction_file import make_own
from facelab.checkpoints.own_directions import write_own
from facelab.checkpoints.statistics import (
    LatentStatistics,
    keep_measured,
    measured_path,
    read_measured,
    statistics_path,
    write_statistics,
)
from facelab.engine import known_directions as known
from facelab.engine import load, load_at_once
from facelab.engine.directions.measured import list_found, measure
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


# -- measured components -----------------------------------------------------------------------


def test_components_are_measured_once_and_kept_by_hash(tiny_path, monkeypatch):
    first = load(tiny_path, "cpu", backend="torch")
    path = measured_path(first.info.sha256)
    assert path.is_file()
    before = {each.id: each.vectors for each in first.info.directions}
    first.close()
    monkeypatch.setattr(known, "measure", lambda *_: pytest.fail("it was measured again"))
    second = load(tiny_path, "cpu", backend="torch")
    assert second.info.measured
    assert {each.id for each in second.info.directions} == set(before)
    for each in second.info.directions:
        assert np.allclose(each.vectors, before[each.id], atol=1e-6)
    second.close()


@pytest.mark.parametrize("damage", ["cut", "other shape", "no file"])
def test_a_damaged_file_of_them_is_measured_again(tiny_path, damage):
    first = load(tiny_path, "cpu", backend="torch")
    path, sha256 = measured_path(first.info.sha256), first.info.sha256
    first.close()
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:-100])
    elif damage == "other shape":
        keep_measured(sha256, LatentStatistics(*map(np.ones, (3, (3, 3), 3))), 1)
    else:
        path.unlink()
    told: list[Exception] = []
    again = load(tiny_path, "cpu", told.append, "torch")
    assert told == []
    assert read_measured(sha256, 12) is not None
    for each in again.info.directions:
        assert again.info.spread.sigma_along(each.vectors) == pytest.approx(1, rel=1e-3)
    again.close()


def test_a_window_lists_them_later_but_finds_them_at_once(tiny_path):
    renderer = load_at_once(tiny_path, "cpu")
    info = renderer.info
    assert (info.measured, len(info.directions)) == (False, 0)
    assert not measured_path(info.sha256).exists()
    few = info.directions.get("pca-1").vectors
    found = measure(renderer.map, info.w_avg, info.z_dim, info.labels)
    spread = list_found(info.directions, found, info.num_ws)
    assert groups(renderer) == ["Found (PCA)", "Found (SeFa)"]
    exact = info.directions.get("pca-1").vectors
    assert not np.array_equal(exact, few)
    assert np.abs(exact @ few.T) / np.linalg.norm(exact) / np.linalg.norm(few) > 0.95
    for each in info.directions:
        assert spread.sigma_along(each.vectors) == pytest.approx(1, rel=1e-3)
    renderer.close()


def test_where_nothing_can_be_kept_they_are_there_all_the_same(tiny_path, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(paths, "STATISTICS", str(tmp_path / "file"))
    renderer = load(tiny_path, "cpu", backend="torch")
    assert groups(renderer) == ["Found (PCA)", "Found (SeFa)"]
    renderer.close()
