"""A question before something is lost."""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox, QWidget

from facelab.ui.outside_text import plain_labels


def confirmed(parent: QWidget, what: str, why: str, button: str) -> bool:
    """Ask whether to go on; Cancel is the default.

    Parameters
    ----------
    parent : QWidget
    what, why : str
        The question, and what to know before answering; plain text, whatever is in it.
    button : str
        What goes on.
    """
    box = QMessageBox(QMessageBox.Icon.NoIcon, "facelab", what, parent=parent)
    box.setInformativeText(why)
    yes = box.addButton(button, QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
    plain_labels(box)  # a name may look like markup
    box.exec()
    pressed = box.clickedButton() is yes
    box.deleteLater()
    return pressed
