"""Where things are: shipped data, downloaded weights, settings, the library.

In a checkout `weights/` and `resources/` lie beside the package; a built wheel carries them
inside it as `facelab/_data/`. Every place can be set through the environment.
"""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

LIBRARY_VARIABLE = "FACELAB_LIBRARY"

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent


def _shipped(name: str) -> Path:
    packed = _PACKAGE / "_data" / name
    return packed if packed.is_dir() else _CHECKOUT / name


def shipped_weights() -> Path:
    """Catalogue, preview heads, directions: the small files that come with facelab."""
    return _shipped("weights")


def resources() -> Path:
    """Icons and other files of the window."""
    return _shipped("resources")


def weights_cache() -> Path:
    """Folder of downloaded and converted networks.

    `$FACELAB_WEIGHTS` if set, `weights/cache/` in a checkout, else the user's cache folder.
    """
    chosen = os.environ.get("FACELAB_WEIGHTS")
    if chosen:
        return Path(chosen).expanduser()
    if (_CHECKOUT / "pyproject.toml").is_file() and (_CHECKOUT / "weights").is_dir():
        return _CHECKOUT / "weights" / "cache"
    return platformdirs.user_cache_path("facelab", appauthor=False) / "weights"


def settings_dir() -> Path:
    """Folder of the settings; `$FACELAB_SETTINGS` if set."""
    chosen = os.environ.get("FACELAB_SETTINGS")
    if chosen:
        return Path(chosen).expanduser()
    return platformdirs.user_config_path("facelab", appauthor=False)


def directions_dir() -> Path:
    """Folder of the user's own directions; `$FACELAB_DIRECTIONS` if set."""
    chosen = os.environ.get("FACELAB_DIRECTIONS")
    if chosen:
        return Path(chosen).expanduser()
    return platformdirs.user_data_path("facelab", appauthor=False) / "directions"


def library_of_environment() -> Path | None:
    """Folder of the library of kept faces that `$FACELAB_LIBRARY` names; None if it is not set."""
    chosen = os.environ.get(LIBRARY_VARIABLE)
    return Path(chosen).expanduser() if chosen else None


def library_dir() -> Path:
    """Folder of the library of kept faces where neither the user nor the environment says."""
    return platformdirs.user_data_path("facelab", appauthor=False)
