"""Kept faces and timelines to a file and back, beside the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from facelab.export.provenance.facts import Parts
from facelab.export.provenance.thumbnails import PackedThumbnails
from facelab.library import ExportReport, ImportReport
from facelab.library.exchange import exporting, importing
from facelab.session.jobs import Jobs
from facelab.session.kept.words import told_exported, told_imported
from facelab.session.messages import Message
from facelab.session.signals import Signal


class LibraryExchange:
    """Exports and imports, one after another.

    Parameters
    ----------
    jobs : Jobs
    changed : callable
        Called when the library holds more.
    tell : callable
        Shows the user a message.
    failed : callable
        Told what went wrong; None if the user cancelled.
    parts : callable
        What pictures say of themselves: small ones travel with faces.

    Signals
    -------
    imported(ImportReport, Path), exported(Path)
    """

    imported = Signal(ImportReport, Path)
    exported = Signal(Path)

    def __init__(
        self,
        jobs: Jobs,
        changed: Callable[[], None],
        tell: Callable[[Message], None],
        failed: Callable[[Exception | None], None],
        parts: Callable[[], Parts],
    ) -> None:
        self._jobs = jobs
        self._changed = changed
        self._tell = tell
        self._failed = failed
        self._parts = parts

    def export_file(self, folder: Path, path: Path, ids: Sequence[int] | None) -> None:
        """Write faces of the library in a folder, or all of it, to a `.facelab` file."""

        def done(report: ExportReport) -> None:
            self._tell(told_exported(report, path))
            self.exported.emit(path)

        steps = exporting(folder, path, ids, mark=PackedThumbnails(self._parts()))
        self._jobs.run(f"Exporting to {path.name}", steps, done, self._failed, owed=path.name)

    def import_file(
        self, folder: Path, path: Path, told: Callable[[ImportReport], None] | None
    ) -> None:
        """Take the faces of a `.facelab` file into the library in a folder, all or none.
        Then call `told`; without it the user is told here.
        """

        def done(report: ImportReport) -> None:
            self._changed()
            self.imported.emit(report, path)
            if told is not None:
                told(report)
                return
            self._tell(told_imported(report))

        steps, owed = importing(folder, path), f"the faces of {path.name}"
        self._jobs.run(f"Importing {path.name}", steps, done, self._failed, owed=owed)
