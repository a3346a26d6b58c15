"""`facelab bench --switches`: which networks it goes between, and what it tells."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.engine.test_mixer import written


@pytest.fixture
def networks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "networks"
    folder.mkdir()
    monkeypatch.setenv("FACELAB_WEIGHTS", str(folder))
    return folder


def test_all_that_are_here_are_used_in_turn(networks: Path, facelab) -> None:
    for number in range(4):
        written(networks, "stylegan2", f"net{number}", number)
    ended = facelab("bench", "--switches", "12", "--device", "cpu", "--json")
    assert ended.status == 0, ended.error
    found = json.loads(ended.out)
    assert (found["networks"], found["switches"], found["most_loaded_at_once"]) == (4, 12, 3)
    assert found["median_seconds"] > 0
    if "growth" in found:
        assert found["resident_mb_at_the_end"] > 50


def test_one_network_is_none_to_switch_to(networks: Path, facelab) -> None:
    written(networks, "stylegan2", "alone", 1)
    ended = facelab("bench", "--switches", "5")
    assert ended.status == 2
    assert "Only one network is here" in ended.error
    assert "weights add" in ended.error
