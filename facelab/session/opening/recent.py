"""The files that were opened last, whichever way: a dialog, a drop, the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from facelab.session.disk import Writer
from facelab.session.settings_keeper import SettingsKeeper

MOST = 10


class RecentFiles:
    """Remembers files in the settings, the newest first.

    Parameters
    ----------
    settings : SettingsKeeper
    writer : Writer
        Looks whether they are still there: a disk that is away may take its time.
    """

    def __init__(self, settings: SettingsKeeper, writer: Writer) -> None:
        self._settings = settings
        self._writer = writer

    @property
    def paths(self) -> tuple[Path, ...]:
        """The newest first."""
        return tuple(Path(name) for name in self._settings.value.recent_files)

    def note(self, path: Path) -> None:
        """A file was opened."""
        name = str(path.expanduser().absolute())
        others = [other for other in self._settings.value.recent_files if other != name]
        self._settings.change(recent_files=(name, *others)[:MOST])

    def clear(self) -> None:
        """Forget them all."""
        self._settings.change(recent_files=())

    def find_missing(self, done: Callable[[frozenset[Path]], None]) -> None:
        """Call `done` with those that are no longer there, on the session's thread."""
        paths = self.paths
        self._writer.run(lambda: frozenset(path for path in paths if not _is_there(path)), done)


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # no permission, or a name that no file can have
        return False
