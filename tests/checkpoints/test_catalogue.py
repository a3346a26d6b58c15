from __future__ import annotations

from pathlib import Path

import pytest

from facelab import paths
from facelab.checkpoints.catalogue import default_entry, find, load_catalogue, read_catalogue
from facelab.checkpoints.statistics import read_statistics, statistics_path
from facelab.errors import WeightsError


def test_the_shipped_catalogue_is_complete() -> None:
    entries = load_catalogue()
    assert len({entry.name for entry in entries}) == len(entries)
    assert [entry for entry in entries if entry.default] == [default_entry()]
    for entry in entries:
        hashes = [entry.wheel_sha256, entry.model_sha256, *(m.sha256 for m in entry.members)]
        assert all(len(each) == 64 and int(each, 16) >= 0 for each in hashes)
        assert entry.licence
        assert entry.training_data
        assert entry.caveats
        assert entry.wheel_bytes > 0
        assert {member.role for member in entry.members} >= {"mapping_xml", "synthesis_bin"}


def test_every_model_has_statistics() -> None:
    for entry in load_catalogue():
        known = read_statistics(statistics_path(entry.name))
        assert known.w_avg.shape == (512,)
        assert known.components.shape == (16, 512)
        assert (known.components @ known.components.T).round(4).tolist() == [
            [float(i == k) for k in range(16)] for i in range(16)
        ]
        assert (known.sigma[:-1] >= known.sigma[1:]).all()


def test_find() -> None:
    assert find("mobilestylegan-ffhq-1024") is default_entry()
    with pytest.raises(WeightsError, match="mobilestylegan-ffhq-1024"):
        find("nobody")


@pytest.mark.parametrize("change", ["surprise = 1", "= broken", 'title = "twice"'])
def test_a_malformed_catalogue(tmp_path: Path, change: str) -> None:
    text = (paths.shipped_weights() / "catalogue.toml").read_text(encoding="utf-8")
    path = tmp_path / "catalogue.toml"
    path.write_text(text.replace("[[model]]", f"[[model]]\n{change}"), encoding="utf-8")
    with pytest.raises(WeightsError, match="cannot be read"):
        read_catalogue(path)


def test_a_missing_catalogue(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="cannot be read"):
        read_catalogue(tmp_path / "none.toml")
