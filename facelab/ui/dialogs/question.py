"""A question before something is lost."""

from __future__ import annotations

from typing import Literal

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


def saved_or_not(
    parent: QWidget, what: str, why: str, save: str, leave: str
) -> Literal["save", "leave", ""]:
    """Ask whether to save something before it goes; saving is the default, Escape stays: "".

    Parameters
    ----------
    parent : QWidget
    what, why : str
        The question, and what to know before answering; plain text, whatever is in it.
    save, leave : str
        What goes on, with it saved and without.
    """
    box = QMessageBox(QMessageBox.Icon.NoIcon, "facelab", what, parent=parent)
    box.setInformativeText(why)
    saving = box.addButton(save, QMessageBox.ButtonRole.AcceptRole)
    leaving = box.addButton(leave, QMessageBox.ButtonRole.DestructiveRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(saving)
    plain_labels(box)  # a name may look like markup
    box.exec()
    pressed = box.clickedButton()
    box.deleteLater()
    return "save" if pressed is saving else "leave" if pressed is leaving else ""
