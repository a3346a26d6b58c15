"""The settings of a window: changed here, and written without a queue behind a moving hand.

Windows share one file. Each writes only what was changed in it, onto what the file says by
then, so that none takes back what another has chosen.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from facelab.errors import SettingsError
from facelab.session.disk import Writer
from facelab.session.dispatch import Dispatch
from facelab.session.settings import load_settings, save_changes
from facelab.session.signals import Signal


class SettingsKeeper:
    """Holds the settings, and writes the newest; at most one write is on its way.

    Parameters
    ----------
    folder : Path
    writer : Writer
    dispatch : callable
        Runs a function later on the session's thread.
    face : callable
        The face on show as recipe JSON, which is written with every change; None if there is
        none yet.
    failed : callable
        Told why they could not be written.
    told : callable
        Told what was set aside where the file made no sense by then.

    Attributes
    ----------
    value : Settings
    load_error : SettingsError or None
        What was wrong with the file at the start.

    Signals
    -------
    changed(): `value` is another.
    """

    changed = Signal()

    def __init__(
        self,
        folder: Path,
        writer: Writer,
        dispatch: Dispatch,
        face: Callable[[], str | None],
        failed: Callable[[Exception], None],
        told: Callable[[Exception], None],
    ) -> None:
        self.value, self.load_error = load_settings(folder)
        self._folder = folder
        self._writer = writer
        self._dispatch = dispatch
        self._face = face
        self._failed = failed
        self._told = told
        self._unwritten: dict[str, object] = {}
        self._wanted = False
        self._busy = False

    def change(self, **changes: object) -> None:
        """Change some of the settings, and save them soon."""
        self.value = msgspec.structs.replace(self.value, **changes)
        self._unwritten |= changes
        self.save_soon()
        self.changed.emit()

    def save_soon(self) -> None:
        """Write once the calls that wait now are done, and the last write is."""
        self._wanted = True
        if not self._busy:
            self._busy = True
            self._dispatch(self._write)

    def save_now(self) -> None:
        """Hand what was changed to the writer at once."""
        changes, self._unwritten = self._unwritten, {}
        face = self._face()
        whole = changes if face is None else {**changes, "recipe": face}
        own = msgspec.structs.replace(self.value, **whole)

        def failed(error: Exception) -> None:
            self._unwritten = changes | self._unwritten
            self._failed(error)
            self._on_saved(None)

        self._writer.run(lambda: save_changes(whole, own, self._folder), self._on_saved, failed)

    def _write(self) -> None:
        self._wanted = False
        self.save_now()

    def _on_saved(self, set_aside: SettingsError | None) -> None:
        if set_aside is not None:
            self._told(set_aside)
        self._busy = False
        if self._wanted:
            self.save_soon()
