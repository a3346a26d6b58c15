from __future__ import annotations

from pathlib import Path

import pytest

from facelab import paths


@pytest.mark.parametrize(
    ("variable", "place"),
    [
        ("FACELAB_WEIGHTS", paths.weights_cache),
        ("FACELAB_SETTINGS", paths.settings_dir),
        ("FACELAB_DIRECTIONS", paths.directions_dir),
    ],
)
def test_the_environment_chooses_every_place(monkeypatch, tmp_path, variable, place):
    monkeypatch.setenv(variable, str(tmp_path / "chosen"))
    assert place() == tmp_path / "chosen"
    monkeypatch.setenv(variable, "~/chosen")
    assert place() == Path.home() / "chosen"
    monkeypatch.setenv(variable, "")
    assert place().is_absolute()
    assert place() != tmp_path / "chosen"


def test_the_library_of_the_environment_and_of_the_platform(monkeypatch, tmp_path):
    monkeypatch.setenv("FACELAB_LIBRARY", "~/chosen")
    assert paths.library_of_environment() == Path.home() / "chosen"
    assert paths.library_dir() != Path.home() / "chosen"
    assert paths.library_dir().is_absolute()
    monkeypatch.setenv("FACELAB_LIBRARY", "")
    assert paths.library_of_environment() is None


def test_a_checkout_keeps_its_weights_in_itself(monkeypatch, checkout):
    monkeypatch.delenv("FACELAB_WEIGHTS", raising=False)
    assert paths.weights_cache() == checkout / "weights" / "cache"
    assert paths.shipped_weights() == checkout / "weights"
    assert paths.resources() == checkout / "resources"
    assert (paths.shipped_weights() / "catalogue.toml").is_file()


def test_a_wheel_carries_its_files_and_caches_with_the_user(monkeypatch, tmp_path):
    package = tmp_path / "site-packages" / "facelab"
    for name in ("weights", "resources"):
        (package / "_data" / name).mkdir(parents=True)
    monkeypatch.setattr(paths, "_PACKAGE", package)
    monkeypatch.setattr(paths, "_CHECKOUT", package.parent)
    monkeypatch.delenv("FACELAB_WEIGHTS", raising=False)
    assert paths.shipped_weights() == package / "_data" / "weights"
    assert paths.resources() == package / "_data" / "resources"
    assert package.parent not in paths.weights_cache().parents
    assert "facelab" in str(paths.weights_cache())
