"""What a session has left on the disk, read without it."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from pathlib import Path

from facelab.session.face.history import Step
from facelab.session.face.history_file import FILE_NAME, Journal


def kept_on_disk(library: Path) -> dict[int, str]:
    """Names of the kept faces by their seeds, from a file that is proved to be whole."""
    db = sqlite3.connect(library / "library.sqlite")
    assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    found = dict(db.execute("SELECT seed, name FROM face ORDER BY seed").fetchall())
    db.close()
    return found


def history_on_disk(settings: Path) -> list[Step]:
    """The steps that another start would find, also while a window has the file."""
    with tempfile.TemporaryDirectory() as aside:
        shutil.copy(settings / FILE_NAME, aside)
        journal = Journal(Path(aside))
        found = journal.load()
        journal.close()
    assert found is not None
    return found[0]
