"""Where the library of kept faces is, and choosing another place for it.

An option of the command line goes before the environment, that before the settings, and the
platform's place is where nothing else was said.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from facelab import paths
from facelab.errors import LibraryError
from facelab.session.kept.kept_faces import Keeping
from facelab.session.messages import Message, message_of
from facelab.session.settings import Settings
from facelab.session.settings_keeper import SettingsKeeper

ChosenBy = Literal["option", "environment", "settings", "platform"]
_WINS = {
    "option": "It was started with --library.",
    "environment": f"The environment variable {paths.LIBRARY_VARIABLE} is set.",
}


@dataclass(frozen=True)
class LibraryPlace:
    """A folder, absolute, and what named it."""

    folder: Path
    chosen_by: ChosenBy


def library_place(option: Path | None, settings: Settings) -> LibraryPlace:
    """The folder of the library.

    Parameters
    ----------
    option : Path or None
        What `--library` says.
    settings : Settings
    """
    if option is not None:
        return LibraryPlace(paths.expanded(option).absolute(), "option")
    said = paths.library_of_environment()
    if said is not None:
        return LibraryPlace(said.absolute(), "environment")
    if settings.library:
        return LibraryPlace(paths.expanded(Path(settings.library)).absolute(), "settings")
    return LibraryPlace(paths.library_dir().absolute(), "platform")


class LibraryChoice:
    """Lets the user choose another library, which the window then goes on with.

    Parameters
    ----------
    option : Path or None
        What `--library` says.
    settings : SettingsKeeper
    kept : Keeping
    tell : callable
        Shows the user a message.
    """

    def __init__(
        self,
        option: Path | None,
        settings: SettingsKeeper,
        kept: Keeping,
        tell: Callable[[Message], None],
    ) -> None:
        self._option = option
        self._settings = settings
        self._kept = kept
        self._tell = tell
        kept.place_doubted.connect(self._on_place_doubted)

    def choose(self, folder: Path | None) -> None:
        """Keep faces in this folder from now on; None is the platform's place.

        Where `--library` or the environment names the library, the choice is for a start
        without them, and the user is told. A folder that cannot be written changes nothing.
        """
        setting = None if folder is None else str(paths.expanded(folder).absolute())
        now = library_place(self._option, self._settings.value)
        if now.chosen_by in _WINS:
            target = paths.library_dir() if setting is None else Path(setting)
            why = _WINS[now.chosen_by]
            self._kept.check_place(
                target, lambda _: self._on_noted(setting, now.folder, why), self._on_refused
            )
            return
        place = library_place(None, Settings(library=setting))
        self._kept.move_to(place.folder, lambda _: self._on_moved(setting, place), self._on_refused)

    def _on_place_doubted(self, folder: Path, why: LibraryError) -> None:
        told = self._settings.value.doubted_places
        if str(folder) not in told:
            self._settings.change(doubted_places=(*told, str(folder)))
            self._tell(message_of(why, "warning"))

    def _on_moved(self, setting: str | None, place: LibraryPlace) -> None:
        self._settings.change(library=setting)
        self._tell(
            Message("info", "Library folder changed", f"Your kept faces are now in {place.folder}.")
        )

    def _on_noted(self, setting: str | None, folder: Path, why: str) -> None:
        self._settings.change(library=setting)
        self._tell(
            Message(
                "warning",
                f"This window still uses the library in {folder}.",
                why,
                "Your new choice applies when facelab is started without it.",
            )
        )

    def _on_refused(self, error: Exception) -> None:
        said = message_of(error)
        self._tell(
            Message(
                "error", "The library folder was not changed.", f"{said.what} {said.why}", said.fix
            )
        )
