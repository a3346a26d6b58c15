from __future__ import annotations

from dataclasses import replace

import msgspec
import numpy as np
import pytest

from facelab import paths
from facelab.checkpoints.directions import directions_path, fitted_path, write_directions
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
from facelab.recipe import DirectionAmount, Locks, Recipe, Seed
from tests.engine.edit_files import make_file
from tests.engine.twins import twin_of


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
        keep_measured(
            sha256, LatentStatistics(*(np.ones(shape, np.float32) for shape in (3, (3, 3), 3))), 1
        )
    else:
        path.unlink()
    told: list[Exception] = []
    again = load(tiny_path, "cpu", told.append, "torch")
    assert told == []
    assert read_measured(sha256, 12) is not None
    assert again.info.spread is not None
    for each in again.info.directions:
        assert again.info.spread.sigma_along(each.vectors) == pytest.approx(1, rel=1e-3)
    again.close()


def test_a_window_lists_them_later_but_finds_them_at_once(tiny_path):
    renderer = load_at_once(tiny_path, "cpu")
    info = renderer.info
    assert (info.measured, len(info.directions)) == (False, 0)
    assert not measured_path(info.sha256).exists()
    few = info.directions.get("pca-1").vectors
    assert info.w_avg is not None
    found = measure(renderer.map, info.w_avg, info.z_dim, info.labels)
    spread = list_found(info.directions, found, info.num_ws)
    assert groups(renderer) == ["Found (PCA)", "Found (SeFa)"]
    exact = info.directions.get("pca-1").vectors
    assert not np.array_equal(exact, few)
    assert np.abs(exact @ few.T) / np.linalg.norm(exact) / np.linalg.norm(few) > 0.95
    for each in info.directions:
        assert spread.sigma_along(each.vectors) == pytest.approx(1, rel=1e-3)
    renderer.close()


def test_a_face_that_uses_one_is_exact_from_the_first(tiny, tiny_path):
    """It may come from the history, and what was measured may be gone."""
    measured_path(tiny.info.sha256).unlink(missing_ok=True)
    face = Recipe(tiny.info.ref, Seed(1)).with_amount("pca-1", 2.0).with_amount("sefa-2", 1.0)
    renderer = load_at_once(tiny_path, "cpu")
    try:
        assert np.allclose(renderer.compose(face), tiny.compose(face), atol=1e-6)
        assert len(renderer.info.directions) == 0, "they are listed by the job"
        assert read_measured(tiny.info.sha256, 12) is not None
    finally:
        renderer.close()


def test_where_nothing_can_be_kept_they_are_there_all_the_same(tiny_path, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(paths, "STATISTICS", str(tmp_path / "file"))
    renderer = load(tiny_path, "cpu", backend="torch")
    assert groups(renderer) == ["Found (PCA)", "Found (SeFa)"]
    renderer.close()


# -- the default network's w -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def twin_path(model_path, tmp_path_factory):
    """A StyleGAN2 of random numbers whose w are the default network's."""
    return twin_of(model_path, tmp_path_factory.mktemp("twin"))


def test_a_network_with_the_same_w_takes_the_shipped_directions_as_they_are(model_path, twin_path):
    told: list[Exception] = []
    default, twin = load(model_path, "cpu"), load(twin_path, "cpu", told.append)
    try:
        assert told == []
        theirs, ours = default.info.directions, twin.info.directions
        named = [each for each in theirs if each.named]
        assert [each.id for each in ours if each.named] == [each.id for each in named]
        assert len(named) >= 40
        assert ours.fit == theirs.fit, "so that recipes of the one are those of the other"
        assert ours.space is not None
        assert theirs.space is not None
        assert ours.space.attributes == theirs.space.attributes
        assert np.array_equal(ours.get("pca-3").vectors, theirs.get("pca-3").vectors)
        assert not measured_path(twin.info.sha256).exists(), "nothing is measured again"
        # In rows that are at the same resolution a step is the same.
        move, locks = DirectionAmount("smile", 1.0), Locks(held=("age",))
        their_step, _ = theirs.step(move, locks)
        our_step, (first, last) = ours.step(move, locks)
        sizes = default.info.style_resolutions
        for row in range(first, min(last, 10) + 1):
            size = twin.info.style_resolutions[row]
            there = sizes.index(max(size, 4)) if size in sizes else None
            if there is not None and np.abs(their_step[there]).any():
                assert np.allclose(our_step[row], their_step[there], atol=1e-5)
        face = Recipe(twin.info.ref, Seed(1)).with_amount("smile", 1.0).with_guard(1.2)
        assert twin.info.sealed(face).fit == theirs.fit
        assert twin.compose(face).shape == (twin.info.num_ws, 512)
    finally:
        default.close()
        twin.close()


def test_a_network_whose_w_are_others_takes_none_of_them(tiny):
    assert not any(each.named for each in tiny.info.directions)
    assert tiny.info.directions.space is None


def test_directions_that_were_fitted_to_a_network_of_one_s_own_are_found_by_its_hash(
    tiny, tiny_path
):
    file = make_file()
    said = msgspec.structs.replace(file.metadata, model_sha256=tiny.info.sha256)
    path = fitted_path(tiny.info.sha256)
    path.parent.mkdir(parents=True)
    write_directions(path, replace(file, metadata=said))
    told: list[Exception] = []
    renderer = load(tiny_path, "cpu", told.append, "torch")
    assert told == []
    assert any(each.named for each in renderer.info.directions)
    assert groups(renderer)[-2:] == ["Found (PCA)", "Found (SeFa)"]
    renderer.close()
