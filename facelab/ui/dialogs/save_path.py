"""Where to save: a path with the right ending, and no file is replaced unasked."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from facelab.files import next_free
from facelab.ui.dialogs.question import confirmed


def ask_save_path(
    parent: QWidget, title: str, suggested: Path, kinds: str, suffixes: Sequence[str]
) -> Path | None:
    """Ask for the path of a file to save; None if the user leaves it.

    Parameters
    ----------
    parent : QWidget
    title : str
        Of the dialog.
    suggested : Path
        Where a file of this name is there already, the next free one is suggested.
    kinds : str
        What Qt shows to choose from, each with its ending in brackets.
    suffixes : sequence of str
        Endings that are right; the one of the kind that was chosen is added to another name.
    """
    free = str(next_free(suggested))
    chosen, kind = QFileDialog.getSaveFileName(parent, title, free, kinds)
    if not chosen:
        return None
    path = Path(chosen)
    if path.suffix.lower() in suffixes:
        return path  # the dialog has asked whether a file that is there may go
    ending = next((each for each in suffixes if f"*{each}" in kind), suffixes[0])
    path = path.with_name(path.name + ending)
    if os.path.lexists(path) and not confirmed(
        parent,
        f"Replace {path.name}?",
        f"A file with this name is already in {path.parent}.",
        "Replace",
    ):
        return None
    return path
