"""Where the command line looks for the user's things: the same places as the window."""

from __future__ import annotations

from pathlib import Path

from facelab import paths
from facelab.cli.console import say
from facelab.errors import SettingsError
from facelab.session.kept.place import LibraryPlace, library_place
from facelab.session.settings import Settings, read_settings


def place_of_library(option: Path | None) -> LibraryPlace:
    """The library's folder: what `--library` says, or the environment, the settings, the
    platform.
    """
    if option is not None or paths.library_of_environment() is not None:
        return library_place(option, Settings())
    try:
        settings = read_settings(paths.settings_dir())
    except paths.UnknownPlaceError:
        paths.library_dir()  # without a home folder it is this that the user has to name
        raise
    except SettingsError as error:
        # The file is left as it is for the window, which keeps it aside and says so.
        say(f"facelab: {error.what} {error.why}")
        settings = Settings()
    return library_place(option, settings)
