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


PLACES = [
    ("FACELAB_WEIGHTS", paths.weights_cache),
    ("FACELAB_SETTINGS", paths.settings_dir),
    ("FACELAB_DIRECTIONS", paths.directions_dir),
    ("FACELAB_LIBRARY", paths.library_of_environment),
]


@pytest.mark.parametrize(("variable", "place"), PLACES)
def test_a_home_that_there_is_not_is_told_with_the_variable(monkeypatch, variable, place):
    monkeypatch.setenv(variable, "~nobody-of-this-name/faces")
    with pytest.raises(paths.UnknownPlaceError) as told:
        place()
    assert "No user is called nobody-of-this-name" in str(told.value)
    assert variable in str(told.value)


def test_without_a_home_folder_nothing_is_kept_in_a_folder_called_tilde(monkeypatch):
    for variable in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr("os.path.expanduser", lambda path: path)  # as where nobody knows the user
    for variable, place in (
        ("FACELAB_SETTINGS", paths.settings_dir),
        ("FACELAB_DIRECTIONS", paths.directions_dir),
        ("FACELAB_LIBRARY", paths.library_dir),
    ):
        monkeypatch.delenv(variable, raising=False)
        with pytest.raises(paths.UnknownPlaceError, match="home folder") as told:
            place()
        assert variable in str(told.value)
    with pytest.raises(paths.UnknownPlaceError, match="set HOME"):
        paths.expanded(Path("~/faces"))
    assert paths.home_or_here() == Path()
