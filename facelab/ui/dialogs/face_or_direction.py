"""Faces and directions are published in the same form: who cannot tell them apart asks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from facelab.engine.vector_files import Meant
from facelab.plain_text import plain
from facelab.ui.outside_text import plain_labels

MOST_NAMED = 5


def ask_meaning(window: QWidget, paths: Sequence[Path]) -> Meant | None:
    """Ask whether files hold faces or directions; None if the user wants neither."""
    one = len(paths) == 1
    names = [plain(path.name, 60) for path in paths[:MOST_NAMED]]
    if len(paths) > MOST_NAMED:
        names.append(f"and {len(paths) - MOST_NAMED} more")
    what = f"Open {names[0]} as a face or as a direction?" if one else "Faces or directions?"
    listed = "" if one else "\n".join(names) + "\n\n"
    box = QMessageBox(QMessageBox.Icon.NoIcon, "facelab", what, parent=window)
    box.setTextFormat(Qt.TextFormat.PlainText)  # a name may look like markup
    box.setInformativeText(
        f"{listed}Faces and directions are saved in the same form, and these numbers could be "
        "either. A face is shown; a direction becomes a slider in Mine."
    )
    face = box.addButton("As a face" if one else "As faces", QMessageBox.ButtonRole.AcceptRole)
    direction = box.addButton(
        "As a direction" if one else "As directions", QMessageBox.ButtonRole.AcceptRole
    )
    box.setDefaultButton(face)
    box.addButton(QMessageBox.StandardButton.Cancel)
    plain_labels(box)
    box.exec()
    pressed = box.clickedButton()
    box.deleteLater()
    if pressed is face:
        return "face"
    return "direction" if pressed is direction else None
