"""Where things are: shipped data, downloaded weights, settings, the library.

In a checkout `weights/` and `resources/` lie beside the package; a built wheel carries them
inside it as `facelab/_data/`. Every place can be set through the environment; who asks for one
that nothing names gets an `UnknownPlaceError`.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import platformdirs

LIBRARY_VARIABLE = "FACELAB_LIBRARY"
# In the folder of networks: what jobs of hours have made so far.
LABELLING, FIT_DIRECTIONS, FIT_PREVIEW = "labelling", "fit-directions", "fit-preview"
STATISTICS = "statistics"  # how the w of networks is spread, measured once for each
DIRECTIONS = "named-directions"  # fitted to the user's own networks
# And networks beside those that draw.
WATERMARK, ENHANCING, IDENTITY = "watermark", "enhancing", "identity"
WORK_FOLDERS = (
    *(LABELLING, FIT_DIRECTIONS, FIT_PREVIEW),
    *(STATISTICS, DIRECTIONS, WATERMARK, ENHANCING, IDENTITY),
)

_user_cache = partial(platformdirs.user_cache_path, "facelab", appauthor=False)
_user_config = partial(platformdirs.user_config_path, "facelab", appauthor=False)
_user_data = partial(platformdirs.user_data_path, "facelab", appauthor=False)
_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent


class UnknownPlaceError(OSError):
    """Nothing says where a folder is: there is no home folder, or no user of that name.

    `strerror` is for people, without a full stop.
    """


def expanded(path: Path) -> Path:
    """The path with `~` or `~user` at its beginning made a folder.

    Raises
    ------
    UnknownPlaceError
        There is no such user, or nobody says where the home folder is.
    """
    try:
        return path.expanduser()
    except RuntimeError as error:
        who = path.parts[0].removeprefix("~")
        what = f"No user is called {who}" if who else "There is no home folder; set HOME"
        raise UnknownPlaceError(errno.ENOENT, what, str(path)) from error


def home_or_here() -> Path:
    """The home folder, where dialogs begin; the current folder if there is none."""
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - Path's raises where there is none
    return home if home.is_absolute() else Path()


def _of_environment(variable: str) -> Path | None:
    chosen = os.environ.get(variable)
    if not chosen:
        return None
    try:
        return expanded(Path(chosen))
    except UnknownPlaceError as error:
        said = f"{error.strerror}, but {variable} names one"
        raise UnknownPlaceError(errno.ENOENT, said, chosen) from error


def _of_platform(ask: Callable[[], Path], variable: str) -> Path:
    try:
        path = ask()
    except RuntimeError:  # of newer releases of platformdirs
        path = Path()
    # Without a home folder older ones answer with "~/.config", a folder called "~" right here.
    if not path.is_absolute():
        what = f"There is no home folder to keep it in; set HOME or {variable}"
        raise UnknownPlaceError(errno.ENOENT, what)
    return path


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
    chosen = _of_environment("FACELAB_WEIGHTS")
    if chosen is not None:
        return chosen
    if (_CHECKOUT / "pyproject.toml").is_file() and (_CHECKOUT / "weights").is_dir():
        return _CHECKOUT / "weights" / "cache"
    return _of_platform(_user_cache, "FACELAB_WEIGHTS") / "weights"


def settings_dir() -> Path:
    """Folder of the settings; `$FACELAB_SETTINGS` if set."""
    variable = "FACELAB_SETTINGS"
    return _of_environment(variable) or _of_platform(_user_config, variable)


def directions_dir() -> Path:
    """Folder of the user's own directions; `$FACELAB_DIRECTIONS` if set."""
    variable = "FACELAB_DIRECTIONS"
    return _of_environment(variable) or _of_platform(_user_data, variable) / "directions"


def signing_dir() -> Path:
    """Folder of the key and certificates that pictures are signed with; `$FACELAB_SIGNING` if
    set.
    """
    variable = "FACELAB_SIGNING"
    return _of_environment(variable) or _of_platform(_user_data, variable) / "signing"


def library_of_environment() -> Path | None:
    """Folder of the library of kept faces that `$FACELAB_LIBRARY` names; None if it is not set."""
    return _of_environment(LIBRARY_VARIABLE)


def library_dir() -> Path:
    """Folder of the library of kept faces where neither the user nor the environment says."""
    return _of_platform(_user_data, LIBRARY_VARIABLE)
