"""Shows a file where it lies, in the file manager of the desktop."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QProcess, QUrl
from PySide6.QtGui import QDesktopServices


def show_in_folder(path: Path) -> bool:
    """Open the folder of a file, with the file chosen where the desktop can do that.

    Returns whether there is a program for it.
    """
    if sys.platform == "darwin":
        return bool(QProcess.startDetached("open", ["-R", str(path)])[0])
    if sys.platform == "win32":
        return bool(QProcess.startDetached("explorer", [f"/select,{path}"])[0])
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))
